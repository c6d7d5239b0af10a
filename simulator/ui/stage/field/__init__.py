"""The tree as a field: any number of nodes, placed by level, seen through a camera."""
