"""``make bench``: what the house costs beside the bare database, in one interleaved run."""
