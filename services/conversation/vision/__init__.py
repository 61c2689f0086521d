"""Camera frames in a call: which are looked at, and what they tell the companion."""
