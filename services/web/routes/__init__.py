"""HTTP routes, a blueprint a file."""
