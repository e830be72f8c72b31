"""The pages of the screening: what am I entitled to? Open to anybody; what is told stays with whoever tells it."""
