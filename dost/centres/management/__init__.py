"""Commands of the centres."""
