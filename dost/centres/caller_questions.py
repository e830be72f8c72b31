"""What a caller is asked to show who they are: three questions by chance of what the registries know of them.

Rules: at most one answer stands on the identity card (a stolen card alone opens nothing); no question tells anything
(“if you have a child …”); a year is taken from any record of its kind; nobody is told which answer was wrong. What a
relative may know opens no more than what is told by telephone, and never a document.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from random import Random
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registries.models import BenefitCase, EmploymentContract, Kinship, PensionCase, Person

ASKED: Final = 3
"""Questions of one try; all must be answered rightly."""
IN_A_CALL: Final = 2
IN_A_DAY: Final = 5
"""Tries about one person in a day of Baku, whoever asks."""
LAST_SIGNS: Final = 4


class Question(models.TextChoices):
    """What is asked, in the words in which the operator asks it."""

    DOCUMENT = "document", _("What are the last four digits of the number of your identity card?")
    DISTRICT = "district", _("In which district or city are you registered?")
    CHILD = "child", _("If you have children: when was one of them born? Day, month and year.")
    MOTHER = "mother", _("In which year was your mother born?")
    MARRIAGE = "marriage", _("If you are married: in which year did you marry?")
    WORK = "work", _("If you work under a contract: in which year did one of your contracts begin?")
    AWARD = "award", _("If you have a pension or a benefit: since which year?")


Known = Mapping[Question, frozenset[str]]
"""The right answers to each question that can be asked, as `in_short` writes them."""
READ: Final = ("EMAS", "MUAV", "PENS", "POPULATION")
"""The registries that are read to know the answers."""


def tries_left(*, in_call: int, today: int) -> int:
    """How often may still be asked, after so many tries in this call and about this person today."""
    return max(0, min(IN_A_CALL - in_call, IN_A_DAY - today))


def known_of(person: Person, *, on: date) -> Known:
    """The questions to which the registries know an answer. Five queries."""
    ties = Kinship.objects.filter(_valid(on)).select_related("person", "relative")
    parent = (Kinship.Kind.MOTHER, Kinship.Kind.FATHER)
    mother = ties.filter(person=person, kind=Kinship.Kind.MOTHER)
    married = ties.filter(Q(person=person) | Q(relative=person), kind=Kinship.Kind.SPOUSE)
    children = ties.filter(relative=person, kind__in=parent, person__died_on=None)
    begun = [
        list(table.objects.filter(_valid(on), person=person).values_list("valid_from", flat=True))
        for table in (EmploymentContract, PensionCase, BenefitCase)
    ]
    answers: dict[Question, Iterable[str]] = {
        Question.DOCUMENT: [person.document_number[-LAST_SIGNS:]] if person.document_number else [],
        Question.DISTRICT: [str(person.district_id)] if person.district_id else [],
        Question.CHILD: [one.person.birth_date.isoformat() for one in children],
        Question.MOTHER: [_year(one.relative.birth_date) for one in mother],
        Question.MARRIAGE: [_year(one.valid_from) for one in married],
        Question.WORK: map(_year, begun[0]),
        Question.AWARD: map(_year, [*begun[1], *begun[2]]),
    }
    found = {question: frozenset(map(in_short, right)) for question, right in answers.items()}
    return {question: right for question, right in found.items() if right}


def picked(known: Collection[Question], *, chance: Random) -> tuple[Question, ...]:
    """Three of the questions that can be asked, by chance, in the order of `Question`; none where there are fewer."""
    if len(known) < ASKED:
        return ()
    drawn = chance.sample(sorted(known), ASKED)
    return tuple(question for question in Question if question in drawn)


def all_right(asked: Sequence[Question], said: Mapping[Question, str], known: Known) -> bool:
    """Whether every question that was asked has a right answer; each is compared, whatever the others are."""
    right = [_is_right(said.get(question, ""), known.get(question, frozenset())) for question in asked]
    return len(right) >= ASKED and all(right)


def in_short(text: str) -> str:
    """An answer without blanks, dots and case."""
    return re.sub(r"[\s.\-–/]", "", text).upper()


def _is_right(said: str, right: Iterable[str]) -> bool:
    given = in_short(said).encode()
    return bool(given) and any(hmac.compare_digest(given, one.encode()) for one in right)


def _year(day: date) -> str:
    return str(day.year)


def _valid(on: date) -> Q:
    """What holds on a day and was not replaced."""
    return Q(superseded_at=None, valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))
