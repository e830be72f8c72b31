"""Who has looked at a person's data, for what, and what automatic checks came to."""
