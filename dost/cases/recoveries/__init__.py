"""What becomes of money that was paid in excess: what may be asked back, what waits for whom, and where acts stand."""
