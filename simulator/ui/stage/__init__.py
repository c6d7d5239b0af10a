"""The stage: the tree of one question."""
