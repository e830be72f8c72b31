"""Documents that a person handed in: each opened, and taken back or replaced while it was not sent."""
