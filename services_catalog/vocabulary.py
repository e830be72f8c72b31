"""What rules may name, for each basis a right can arise from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from registries.facts import catalogue
from registries.facts.model import Vocabulary


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Return the vocabulary of every basis, by its name."""
    return {basis: catalogue.vocabulary(basis) for basis in catalogue.bases}
