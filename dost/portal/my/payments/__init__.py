"""What a citizen is paid, and to which account."""
