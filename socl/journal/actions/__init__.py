"""The journal's own verbs: the nightly purge and its report."""
