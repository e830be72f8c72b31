"""What a citizen was asked for, so that their case can be decided: giving it, or saying why they cannot."""
