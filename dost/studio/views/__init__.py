"""The studio's pages: one module for each part, all behind `guard.studio_permission`."""
