"""The learned model in the window: what was trained under what the theory says, in four views, and its settings."""
