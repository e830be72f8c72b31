"""What a person calls wrong: saying it, and following it."""
