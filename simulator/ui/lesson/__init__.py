"""The lesson beside stage and charts: prose, predictions, questions (product.md 3)."""
