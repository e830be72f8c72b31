"""The workshop in which changes of the catalogue are prepared, previewed, reviewed and published."""
