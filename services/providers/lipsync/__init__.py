"""Vendors that film a portrait as it speaks."""
