"""What can be appealed and until when, who may decide it, and what waits for an answer."""
