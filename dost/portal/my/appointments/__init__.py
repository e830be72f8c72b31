"""A citizen's appointments at DOST centres."""
