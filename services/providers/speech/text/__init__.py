"""Written text as it is spoken: numbers, dates, units, addresses and abbreviations."""
