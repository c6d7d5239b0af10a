"""The learned model: small networks, really trained on the answers of really executed trees (model.md 3)."""
