"""Uploaded pictures and recordings, decoded and checked in a sandbox."""
