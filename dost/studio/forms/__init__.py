"""What people type and choose in the studio, checked field by field."""
