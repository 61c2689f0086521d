"""Providers that stand in for each other, and how each of them does."""
