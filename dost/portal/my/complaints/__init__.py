"""A citizen's complaints and proposals: writing one, following it, reading the answer."""
