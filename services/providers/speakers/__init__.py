"""Speaker encoders: who is speaking, as a vector."""
