"""End-of-turn judges."""
