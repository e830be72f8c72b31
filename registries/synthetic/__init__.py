"""A made-up population with the country's shape, and a trickle of life events about it.

Nothing here is about a real person. The same seed, size and date give the same population, row for row: chunks of
people are made from random streams of their own, so it does not matter how many processes make them.
"""
