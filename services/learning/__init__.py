"""From a call that is over to what is remembered of it."""
