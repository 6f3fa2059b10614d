"""Pages and REST of the OTV."""
