"""Work that takes longer than a request: queued, carried out, reported and resumed."""
