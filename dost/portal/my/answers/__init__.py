"""What somebody told before signing in: beside what the registries say, and the choice what becomes of it."""
