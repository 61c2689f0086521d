"""From microphone sound to utterances: segments, partial words, backchannels."""
