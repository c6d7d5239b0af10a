"""The class looks on: everything large and little of it, keys for clickers, notes for whoever presents."""
