"""Aligners: when each word of a recording is said."""
