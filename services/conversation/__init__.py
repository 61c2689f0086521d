"""A call and its turns: who speaks when, and what becomes of words.

Rooms of the corridor enter here; no vendor, page or database does.
"""
