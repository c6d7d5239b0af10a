"""The list of runs: what was changed, and what came of it."""
