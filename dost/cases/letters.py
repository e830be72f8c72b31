"""Letters as rows: one for each grant, refusal, end and change of an amount, in the transaction of what it tells.

The number is made of the case's own and of which letter of the case it is, so it is known before anything is written,
and nothing is told twice: (case, ordinal) is unique. The first is that of the decision, also where it is made up for.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final

from django.db import DatabaseError
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.accounts.employers import employer_of
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.payments import accounts
from dost.payments.models import Overpayment, PaidElsewhere, PaymentAccount, PaymentOrder
from services_catalog.models import ParameterValue
from services_catalog.queries import compiled

from .appeals.days import lodge_by
from .deliverables import check_character
from .letter_content import Pair, Written, content_hash
from .models import Case, Decision, Deliverable, Entitlement, Letter
from .payees import undecided
from .stages import Outcome
from .text.change_letter import (
    Arrears,
    End,
    NewAmount,
    amount_letter,
    arrears_letter,
    ended_letter,
    resumed_letter,
    withdrawn_letter,
)
from .text.decision_letter import granted_letter, refused_letter
from .text.letter_text import LetterWords, appeal_until

logger = logging.getLogger(__name__)

Kind = Letter.Kind

OF_A_DECISION: Final = 1
"""The ordinal of the letter about the decision of a case."""
KINDS: Final[Mapping[str, Letter.Kind]] = {Outcome.GRANTED: Kind.GRANTED, Outcome.REFUSED: Kind.REFUSED}
"""The letters of decisions. Who asked for nothing and has no right is not written to: nothing was refused."""
APPEALED: Final = frozenset({Kind.GRANTED, Kind.REFUSED, Kind.ENDED, Kind.AMOUNT_CHANGED, Kind.RECOVERY_DECIDED})
"""The letters about what can be appealed: they name the last day for it."""

_NUMBER: Final = re.compile(r"MS?-(\d{4})-(\d{7,18})-(\d{2,5})-([0-9A-Z])")


def letter_number(case_id: int, ordinal: int, *, year: int) -> str:
    """The number of a letter: `M-2026-0048813-01-K` (M for məktub, letter); which service it is about is not in it."""
    body = f"M-{year}-{case_id:07d}-{ordinal:02d}"
    return f"{body}-{check_character(body)}"


def read_letter_number(text: str) -> str | None:
    """A typed number as it is printed, or None when it cannot be a letter's: spaces and small letters are forgiven."""
    typed = "".join(text.split()).upper().replace("–", "-").replace("—", "-")
    match = _NUMBER.fullmatch(typed)
    return typed if match and check_character(typed[:-2]) == match[4] else None


@dataclass(frozen=True, slots=True)
class Writing:
    """What the letters of a batch of decisions are written with: shared words, and accounts by the case's id."""

    words: LetterWords = field(default_factory=LetterWords)
    accounts: Mapping[int, PaymentAccount] = field(default_factory=dict)


def write_letter(
    case: Case, kind: Letter.Kind, write: Callable[[], Written], *, occasion: str, now: datetime
) -> Letter:
    """Write one letter about a case (with its person) that the caller holds.

    Unlike those of batches, it is not left out when it cannot be put together: what it tells of is then not done.
    """
    [letter] = _save([(case, kind, write())], occasions={case.pk: occasion}, now=now)
    return letter


# -- about decisions -----------------------------------------------------------------------------------------------


def decision_letter(
    decision: Decision,
    *,
    right: Entitlement | None = None,
    given: Deliverable | None = None,
    writing: Writing,
    now: datetime,
) -> Letter | None:
    """Build (not save) the letter about a decision; None where nobody is told, or it cannot be put together.

    `right` goes with a grant.
    """
    kind = KINDS.get(decision.outcome)
    if kind is None:
        return None
    if right is None:
        written = _composed(decision.case_id, partial(refused_letter, decision, words=writing.words))
    else:
        account = writing.accounts.get(decision.case_id)
        write = partial(granted_letter, decision, right, given=given, account=account, words=writing.words)
        written = _composed(decision.case_id, write)
    return _letter(decision.case, kind, written, ordinal=OF_A_DECISION, now=now) if written else None


def _composed(case_id: int, write: Callable[[], Written]) -> Written | None:
    """What a letter says; None, and a line in the log, when it cannot be put together.

    Nobody goes unpaid for want of words: the books find what no letter tells of, and `manage.py letters` makes up for
    it once the fault is mended. A fault of the database is not the letter's, and is raised.
    """
    try:
        return write()
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The letter of the case %s could not be put together", case_id)
        return None


def writing_for(cases: Sequence[Case], *, now: datetime) -> Writing:
    """What letters about these cases (with their people) are written with.

    An account is named where it is open, and nobody has to decide first who is paid. One query, and one more where
    somebody is too young.
    """
    held = accounts.current({case.person_id for case in cases})
    would = [
        Entitlement(pk=case.pk, case=case, person=case.person, period=compiled(case.version).period) for case in cases
    ]
    young = undecided(would, on=local_day(now))
    return Writing(
        accounts={
            case.pk: held[case.person_id]
            for case in cases
            if case.pk not in young and case.person_id in held and held[case.person_id].state == DeliveryState.DONE
        }
    )


# -- about what became of a right ------------------------------------------------------------------------------------


def write_ended(ends: Mapping[Entitlement, End], *, now: datetime) -> list[Letter]:
    """Write the letters about rights (with their cases and people) that have ended; the dead are not written to.

    Called after their ends are written down: what was paid beyond is read here.
    """
    rights = [right for right in ends if right.case.person.died_on is None]
    words, over = LetterWords(), _overpaid(right.pk for right in rights)
    on = local_day(now)
    return _save(
        [
            (
                right.case,
                Kind.ENDED,
                _composed(
                    right.case_id,
                    partial(ended_letter, right, replace(ends[right], overpaid=over.get(right.pk)), on=on, words=words),
                ),
            )
            for right in rights
        ],
        occasions={right.case_id: f"{right.ended_on:%Y-%m-%d}" for right in rights},
        now=now,
    )


def write_withdrawn(case: Case, given: Deliverable, *, actor: Actor, note: str, now: datetime) -> list[Letter]:
    """Write the letter that what a case gave was taken back; the dead are not written to."""
    if case.person.died_on is not None:
        return []
    day = given.ended_on or local_day(now)
    write = partial(withdrawn_letter, case, given, actor=actor, note=note, on=day, words=LetterWords())
    written = _composed(case.pk, write)
    return _save([(case, Kind.ENDED, written)], occasions={case.pk: f"{day:%Y-%m-%d}"}, now=now)


def write_resumed(rights: Iterable[Entitlement], *, now: datetime) -> list[Letter]:
    """Write the letters that payments run again."""
    words, on = LetterWords(), local_day(now)
    letters = [
        (right.case, Kind.RESUMED, _composed(right.case_id, partial(resumed_letter, right, on=on, words=words)))
        for right in rights
    ]
    return _save(letters, occasions={case.pk: f"{on:%Y-%m-%d}" for case, _kind, _written in letters}, now=now)


def _overpaid(rights: Iterable[int]) -> dict[int, dict[date, Decimal]]:
    """What is noted of months after the ends of rights and nobody has looked at, by the right's id; two queries."""
    found: dict[int, dict[date, Decimal]] = {}
    rows = Overpayment.objects.filter(entitlement__in=list(rights), state=Overpayment.State.OPEN)
    for row in rows.exclude(cause=Overpayment.Cause.LOWERED).prefetch_related("months"):
        months = found.setdefault(row.entitlement_id, {})
        for month in row.months.all():
            months[month.period] = months.get(month.period, Decimal(0)) + month.paid - month.due
    return found


# -- about amounts -------------------------------------------------------------------------------------------------


def write_new_amounts(
    rights: Sequence[Entitlement], worth: Mapping[int, Mapping[date, Decimal]], *, now: datetime
) -> None:
    """Write the letters about rights whose months, now being ordered, are worth another amount than the last before.

    `worth` is what the new months are worth by the right's id. What was ordered before is read with its differences and
    with what was paid elsewhere, for that is what the person had of the month. Five queries for all of them.
    """
    asked = {right.pk: right for right in rights if worth.get(right.pk)}
    if not asked:
        return
    before = _worth_before({pk: min(worth[pk]) for pk in asked})
    changed: dict[int, tuple[date, NewAmount]] = {}
    for pk in asked:
        if pk not in before:
            continue
        last, amount = before[pk]
        for period, new in sorted(worth[pk].items()):
            if new != amount:
                changed[pk] = (last, NewAmount(before=amount, now=new, since=period))
            last, amount = period, new
    if not changed:
        return
    cases = _cases([asked[pk].case_id for pk in changed])
    decisions = {row.case_id: row for row in Decision.objects.filter(case__in=cases).prefetch_related("version")}
    words, letters, occasions = LetterWords(), [], {}
    acts = _Acts()
    for pk, (last, change) in changed.items():
        right = asked[pk]
        case, decision = cases[right.case_id], decisions.get(right.case_id)
        if decision is None or case.person.died_on is not None:
            continue
        right.case, decision.case = case, case
        told = NewAmount(change.before, change.now, change.since, acts.between(decision, last, change.since))
        write = partial(amount_letter, right, decision, told, words=words)
        letters.append((case, Kind.AMOUNT_CHANGED, _composed(case.pk, write)))
        occasions[case.pk] = f"{change.since:%Y-%m}"
    _save(letters, occasions=occasions, now=now)


def write_arrears(arrears: Mapping[Entitlement, Arrears], *, reference: str, now: datetime) -> None:
    """Write the letters about months already paid that are worth otherwise by law that reaches back.

    `reference` is the ground's own: another look at the same law tells what it adds in another letter.
    """
    if not arrears:
        return
    cases = _cases([right.case_id for right in arrears])
    words, on, letters = LetterWords(), local_day(now), []
    for right, told in arrears.items():
        case = cases[right.case_id]
        if case.person.died_on is None:
            right.case = case
            write = partial(arrears_letter, right, told, on=on, words=words)
            letters.append((case, Kind.AMOUNT_CHANGED, _composed(case.pk, write)))
    _save(letters, occasions=dict.fromkeys((case.pk for case, _kind, _written in letters), reference), now=now)


def _worth_before(first: Mapping[int, date]) -> dict[int, tuple[date, Decimal]]:
    """The last month before a day that each right was paid for, and what it was worth in all; two queries."""
    months: dict[int, dict[date, Decimal]] = {}
    for model in (PaymentOrder, PaidElsewhere):
        rows = model._default_manager.filter(entitlement__in=list(first)).values_list(
            "entitlement_id", "period", "amount"
        )
        for right, period, amount in rows:
            if period < first[right]:
                of_right = months.setdefault(right, {})
                of_right[period] = of_right.get(period, Decimal(0)) + amount
    return {right: max(of_right.items()) for right, of_right in months.items()}


class _Acts:
    """By which acts of law the amounts of rules changed; the values of all parameters are read once."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, date, str]] | None = None

    def between(self, decision: Decision, after: date, until: date) -> tuple[str, ...]:
        """The sources of the values that parameters of an amount took on after one day, up to another."""
        amount = compiled(decision.version).rule.amount
        if amount is None:
            return ()
        if self._rows is None:
            values = ParameterValue.objects.order_by("valid_from", "parameter_id")
            self._rows = list(values.values_list("parameter_id", "valid_from", "source"))
        named = set(amount.parameters)
        found = [source for name, day, source in self._rows if name in named and after < day <= until and source]
        return tuple(dict.fromkeys(found))


# -- rows ----------------------------------------------------------------------------------------------------------


def _save(
    composed: Sequence[tuple[Case, Letter.Kind, Written | None]], *, occasions: Mapping[int, str], now: datetime
) -> list[Letter]:
    """Write letters after those that their cases have; the caller holds the rights, so nobody else counts.

    What could not be put together (None) is left out.
    """
    letters = [(case, kind, written) for case, kind, written in composed if written is not None]
    if not letters:
        return []
    last = _last_ordinals([case.pk for case, _kind, _written in letters])
    rows = [
        _letter(
            case,
            kind,
            written,
            ordinal=max(last.get(case.pk, 0), OF_A_DECISION) + 1,
            occasion=occasions.get(case.pk, ""),
            now=now,
        )
        for case, kind, written in letters
    ]
    return Letter.objects.bulk_create(rows)


def _last_ordinals(cases: Collection[int]) -> dict[int, int]:
    rows = Letter.objects.filter(case__in=list(cases)).order_by().values_list("case_id")
    return dict(rows.annotate(last=Max("ordinal")))


def _letter(
    case: Case, kind: Letter.Kind, written: Written, *, ordinal: int, now: datetime, occasion: str = ""
) -> Letter:
    written = _in_its_name(case, written)
    content = (_with_last_day(case, written, told_on=local_day(now)) if kind in APPEALED else written).as_json()
    return Letter(
        case=case,
        ordinal=ordinal,
        service_id=case.service_id,
        person_id=case.person_id,
        kind=kind,
        occasion=occasion[:120],
        number=letter_number(case.pk, ordinal, year=local_day(now).year),
        issued_at=now,
        language=written.parts[0].language,
        content=content,
        content_hash=content_hash(content),
    )


def _in_its_name(case: Case, written: Written) -> Written:
    """A letter to who applied for an employer says for which one, before anything else it details."""
    if not case.applicant_voen:
        return written
    employer = str(employer_of(case.applicant_voen))
    parts = []
    for part in written.parts:
        with translation.override(part.language):
            parts.append(replace(part, details=(Pair(_("Employer"), employer), *part.details)))
    return replace(written, parts=tuple(parts))


def _with_last_day(case: Case, written: Written, *, told_on: date) -> Written:
    """A letter that names the last day to appeal: it counts from the day it is written."""
    until = lodge_by(case, told_on=told_on)
    parts = []
    for part in written.parts:
        with translation.override(part.language):
            parts.append(replace(part, appeal=(part.appeal[0], appeal_until(until), *part.appeal[1:])))
    return replace(written, parts=tuple(parts))


def _cases(ids: Sequence[int]) -> dict[int, Case]:
    """Cases with their people and services, by id."""
    rows = Case.objects.filter(pk__in=ids).select_related("person", "about")
    return {case.pk: case for case in rows.prefetch_related("version", "service")}
