"""Observers: what a camera frame shows."""
