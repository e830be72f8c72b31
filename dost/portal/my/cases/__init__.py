"""A citizen's cases: where each is, who has it, what happens next and by when, and what has happened."""
