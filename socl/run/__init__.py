"""What `make run` does: embedded servers, processes, readiness, stop."""
