"""Applications that a citizen began and has not sent: going on with them, and throwing them away."""
