"""A | B in the window: what can be done, what differs, both stages."""
