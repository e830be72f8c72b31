"""The front office, and the Django project package."""
