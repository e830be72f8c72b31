"""Lines to fill in, labelled as the fact they become is labelled: in three languages, by the fact catalogue."""

from __future__ import annotations

from registries.facts.catalogue import bases, facts

from .family import ATTRIBUTES
from .questions import Choice, Field, Text
from .values import Kind


def fact_field(path: str, fact: str, *, also: tuple[str, ...] = (), none: Text = "") -> Field:
    """A line for an attribute that becomes a fact (or a field of a basis); `also` take the same value.

    Raises KeyError when there is no such attribute or fact.
    """
    declared = facts.get(fact) or bases[fact.partition(".")[0]].fields[fact]
    limits = ATTRIBUTES[path].limits
    choices = tuple(
        Choice(code, dict(declared.codes[code])) for code in limits.get("codes", ()) if code in declared.codes
    )
    return Field(
        name=path.rpartition(".")[2],
        kind=ATTRIBUTES[path].kind,
        label=dict(declared.labels),
        fills=(path, *also),
        choices=choices,
        none=none,
        most=limits.get("most", 0),
    )


def own_field(
    path: str, label: Text, *, choices: tuple[Choice, ...] = (), also: tuple[str, ...] = (), none: Text = ""
) -> Field:
    """A line for an attribute, in words of its own; a code list needs its choices."""
    attribute = ATTRIBUTES[path]
    if attribute.kind is Kind.CODE and {one.code for one in choices} != set(attribute.limits["codes"]):
        raise ValueError(f"{path} needs a word for each of its codes")
    return Field(
        name=attribute.name,
        kind=attribute.kind,
        label=label,
        fills=(path, *also),
        choices=choices,
        none=none,
        most=attribute.limits.get("most", 0),
    )
