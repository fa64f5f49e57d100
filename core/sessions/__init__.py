"""Sessions: who holds which world, in what state, and how a call reaches it."""
