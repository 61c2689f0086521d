"""Plumbing that several capabilities of one vendor share: clients and error mapping."""
