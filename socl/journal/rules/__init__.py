"""How long the journal is kept."""
