"""The studio's pages: one module for each part, all behind `permissions.studio_permission`."""
