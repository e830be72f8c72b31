"""The look of the house: template tags, drawings, and the shapes of what each page shows."""
