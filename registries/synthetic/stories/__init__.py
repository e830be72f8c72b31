"""Twelve made-up people of a demonstration, each with a story that the real road brings about."""
