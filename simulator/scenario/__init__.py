"""Scenario files: what they hold, how they are read, checked and saved, and which ones are bundled (product.md 4)."""
