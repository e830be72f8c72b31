"""Whom a complaint is about, as far as it can be known by itself: from them it is kept (`seen_by`).

Of a case these are all who have signed a line of it, who have it, and who decided an appeal about it. Of a name that
was written, everybody who bears a part of it, or whose account has that name: rather one member of staff too many is
kept from a complaint than the one it is about reads it. Who is not meant is lifted by whoever studies it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Final

from dost.accounts.models import User
from dost.cases.impartial import earlier_cases
from dost.cases.models import AppealAnswer, Case, CaseEntry, ComplainedOf, Complaint

SHORTEST: Final = 3
"""Letters of a part of a name that is looked for; a shorter one says nothing."""
_LETTERS: Final = str.maketrans("əıöüğşçĞƏIÖÜŞÇ", "eiougscgeiousc")
_WORD: Final = re.compile(r"[\w.@-]+")


def parties_of(complaint: Complaint) -> dict[int, ComplainedOf.Why]:
    """The members of staff whom a complaint is, or may be, about, by id, with how that is known."""
    found: dict[int, ComplainedOf.Why] = {}
    if complaint.about == Complaint.About.STAFF:
        found |= dict.fromkeys(_of_name(complaint.named), ComplainedOf.Why.NAME)
    if complaint.about_case is not None:
        found |= dict.fromkeys(_of_case(complaint.about_case), ComplainedOf.Why.CASE)
    return found


def write_parties(complaint: Complaint, *, now: datetime) -> None:
    """Write down whom a complaint is about as it is sent. A proposal complains of nobody."""
    if complaint.kind != Complaint.Kind.COMPLAINT:
        return
    ComplainedOf.objects.bulk_create(
        ComplainedOf(complaint=complaint, user_id=user_id, why=why, at=now)
        for user_id, why in sorted(parties_of(complaint).items())
    )


def _of_case(case: Case) -> frozenset[int]:
    cases = earlier_cases(case)
    lines = CaseEntry.objects.filter(case__in=cases, by__isnull=False).order_by()
    answers = AppealAnswer.objects.filter(appeal__case__in=cases, by__isnull=False).order_by()
    holders = Case.objects.filter(pk__in=cases, assigned_to__isnull=False).order_by()
    return (
        frozenset(lines.values_list("by", flat=True))
        | frozenset(answers.values_list("by", flat=True))
        | frozenset(holders.values_list("assigned_to", flat=True))
    )


def _of_name(text: str) -> frozenset[int]:
    written = words_of(text)
    if not written:
        return frozenset()
    staff = User.objects.exclude(role="").values_list("pk", "first_name", "last_name", "username")
    return frozenset(
        pk
        for pk, first, last, username in staff
        if _is_named(words_of(f"{first} {last}") | words_of(username), among=written)
    )


def _is_named(names: frozenset[str], *, among: frozenset[str]) -> bool:
    """Whether one of somebody's names is among the words that were written, also with an ending (`Quliyevadan`)."""
    return any(word.startswith(name) for word in among for name in names)


def words_of(text: str) -> frozenset[str]:
    """The words of a name, as they are compared: in small Latin letters without their marks."""
    plain = unicodedata.normalize("NFKD", text.replace("İ", "i").translate(_LETTERS).casefold())
    words = _WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))
    return frozenset(word.strip(".-") for word in words if len(word.strip(".-")) >= SHORTEST)
