"""How matching reads a text: words, what means the same, a candidate, a posting."""
