"""Pages and REST of the rollout."""
