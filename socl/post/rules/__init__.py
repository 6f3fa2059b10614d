"""What may go out, when, and how often it is tried: pure functions."""
