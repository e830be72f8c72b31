"""The counter: what the people of a DOST centre see and press, from the kiosk at the door to the end of a visit."""
