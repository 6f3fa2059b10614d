"""The verbs of post: ask for a message, take it back, send it."""
