"""Voice matchers: the ready-made voice nearest to a person's own."""
