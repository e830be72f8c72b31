"""How services come to the person: questions that wait for their answer, and what they have chosen."""
