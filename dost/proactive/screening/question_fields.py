"""Lines to fill in, labelled as the fact they become is labelled: in three languages, by the fact catalogue."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from registries.facts.catalogue import bases, facts

from .family import ATTRIBUTES
from .question_conditions import which
from .questions import Applies, Choice, Field, Form, Group, Question, Text
from .values import Kind

NO_END: Final = _("There is no end")


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


def who(gate_name: str, group: Group, text: Text, fills: str, among: Applies) -> Question:
    """Of whom a yes at a gate is true."""
    return Question(
        id=f"who_{gate_name}",
        group=group,
        form=Form.MEMBERS,
        difficulty=1,
        text=text,
        applies=which(gate_name),
        among=among,
        fills=fills,
    )


def each_of(id_: str, group: Group, text: Text, applies: Applies, *fields: Field, difficulty: int = 2) -> Question:
    """Lines to fill in about each member to whom it applies."""
    return Question(
        id=id_,
        group=group,
        form=Form.FIELDS,
        difficulty=difficulty,
        text=text,
        each=True,
        applies=applies,
        fields=fields,
    )
