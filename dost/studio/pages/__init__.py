"""What the studio's pages show, as typed values; the views only fetch, act and hand them to templates."""
