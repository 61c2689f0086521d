"""From speech to mouth shapes: phonemes, visemes and their timing."""
