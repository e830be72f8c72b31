"""What was paid to somebody in excess: the months, what is proposed, and their word about it."""
