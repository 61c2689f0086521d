"""Requests to vendors, which any thread may cut short, and their failures as ours."""
