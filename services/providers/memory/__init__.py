"""Sentence encoders for what is remembered."""
