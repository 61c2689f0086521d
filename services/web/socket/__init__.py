"""Socket.IO events: parsed, guarded, handed to the call."""
