"""Making a lesson from the present state, and editing its texts."""
