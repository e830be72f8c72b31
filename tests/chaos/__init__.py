"""Processes and servers are killed here, and institutions misbehave; the books must come out right all the same."""
