"""The public page of a service: everything about it that can be said without knowing who asks."""
