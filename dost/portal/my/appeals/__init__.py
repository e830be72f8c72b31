"""What a citizen can say about a case of theirs: ask, appeal, give it up."""
