"""Synthesizers: vendors and the embedded voices."""
