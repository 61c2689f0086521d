"""Transcribers: vendors and the embedded one, live and in batches."""
