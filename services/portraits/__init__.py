"""One photo into a rig: landmarks, mesh, morphs and tones."""
