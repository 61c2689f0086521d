"""Providers around providers: metering, watermarks, word times."""
