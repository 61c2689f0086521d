"""Vendors and embedded models: a folder a capability, an entry in the registry."""
