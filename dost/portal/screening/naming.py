"""How people of a family are called on a page – nobody gave a name –, and texts in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dost.proactive.screening.ages import months_between, years_between
from dost.proactive.screening.family import Family, Member, Relation
from dost.proactive.screening.questions import Text

_WORDS: Final[Mapping[Relation, Callable[[str], str]]] = {
    Relation.SELF: lambda _sex: pgettext("member of the family", "You"),
    Relation.SPOUSE: lambda sex: {"F": _("Your wife"), "M": _("Your husband")}.get(sex, _("Your wife or husband")),
    Relation.CHILD: lambda sex: {"F": _("Your daughter"), "M": _("Your son")}.get(sex, _("Your child")),
    Relation.PARENT: lambda sex: {"F": _("Your mother"), "M": _("Your father")}.get(sex, _("Your mother or father")),
    Relation.SIBLING: lambda sex: {"F": _("Your sister"), "M": _("Your brother")}.get(sex, _("Your sister or brother")),
    Relation.GRANDPARENT: lambda sex: {"F": _("Your grandmother"), "M": _("Your grandfather")}.get(
        sex, _("Your grandmother or grandfather")
    ),
    Relation.GRANDCHILD: lambda sex: {"F": _("Your granddaughter"), "M": _("Your grandson")}.get(
        sex, _("Your grandchild")
    ),
    Relation.PLACED_CHILD: lambda _sex: _("A child whom you bring up"),
    Relation.OTHER_PARENT: lambda sex: {
        "F": _("The mother of your children"),
        "M": _("The father of your children"),
    }.get(sex, _("The other parent of your children")),
    Relation.OTHER: lambda _sex: _("Somebody else"),
}


def relation_word(relation: Relation, sex: object = "") -> str:
    """Return what somebody is to the asker, in a word or two."""
    return _WORDS[relation](sex if isinstance(sex, str) else "")


def names_of(family: Family, *, on: date) -> dict[int, str]:
    """Return how each member is called, by key; two who would be called alike are numbered."""
    names = {member.key: _name(member, on) for member in family.members}
    often = Counter(names.values())
    seen: Counter[str] = Counter()
    for key, name in names.items():
        if often[name] > 1:
            seen[name] += 1
            names[key] = _("%(name)s – %(number)d of %(total)d") % {
                "name": name,
                "number": seen[name],
                "total": often[name],
            }
    return names


def _name(member: Member, on: date) -> str:
    who = relation_word(member.relation, member.sex)
    if member.relation is Relation.SELF:
        return who
    if isinstance(member.died_on, date):
        return _("%(who)s, who died") % {"who": who}
    if not isinstance(member.birth_date, date) or member.birth_date > on:
        return who
    return f"{who}, {age_in_words(member.birth_date, on=on)}"


def age_in_words(born: date, *, on: date) -> str:
    """Return an age: "7 years", of small children "8 months"."""
    years = years_between(born, on)
    if years:
        return ngettext("%(n)d year old", "%(n)d years old", years) % {"n": years}
    months = months_between(born, on)
    return ngettext("%(n)d month old", "%(n)d months old", months) % {"n": months} if months else _("just born")


def say(text: Text | Mapping[str, str]) -> str:
    """Return a text in the active language; one of the catalogue in Azerbaijani where it has no other."""
    if isinstance(text, Mapping):
        return text.get(language()) or text.get("az", "")
    return str(text)


def language() -> str:
    """Return the active language."""
    return (translation.get_language() or "az")[:2]
