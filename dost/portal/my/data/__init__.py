"""What the registries hold about a person, and the download of all of it."""
