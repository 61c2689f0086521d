"""Voice cloners of vendors."""
