"""One exchange: the corridor, its lookahead, its playback and what is shown of it."""
