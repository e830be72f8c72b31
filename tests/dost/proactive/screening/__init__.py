"""Screening, under the whole catalogue: a package, so that what its tests share ends with them."""
