"""A citizen's own pages: one package for each section, with its addresses, its views and what they show."""
