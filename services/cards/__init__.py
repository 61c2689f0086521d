"""Companions as files: our own archive, and the character cards of others."""
