"""The mandates of a citizen: those they gave and those they have."""
