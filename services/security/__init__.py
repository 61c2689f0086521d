"""Who someone is and what they may do: sign-in, tokens, limits, consent to decode files safely."""
