"""Makers of portrait rigs."""
