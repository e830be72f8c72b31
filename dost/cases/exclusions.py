"""Rights that exclude each other: the one law of it, in SQL, and what follows when a person chooses.

An age benefit, a disability benefit and a survivor's benefit are for people without a right to a labour pension of that
kind, and a person takes one of them (Social Benefits Law, 55-IIIQ); the same child is not paid for twice. The law here,
and its reasons, are decision 6 (docs/decisions/0006):

* **Which services** exclude each other is declared by both (`excludes` of a version; a version that names one side only
  is not published: `services_catalog.checks`, `services_catalog.changes`). Each right is judged by its own version.
* **Two such rights clash** when they arise from the same record, whoever receives (decision 1), or when the same person
  receives both by the month; and when their times meet. A monthly right's time is from its first to its last day;
  what is given once is given for good. `clash` is this sentence, and it does not matter which of the two asks.
* **An award that runs or has yet to begin** excludes, whichever system wrote it; for a monthly right it need not name a
  record. One that has ended before the day asked about does not, nor one that was superseded.
* **A right found is not offered** when a monthly award that excludes it pays as much or more (`outdone`): ten thousand
  questions with an obvious answer help nobody. Only monthly amounts are compared: months are what is paid for twice.
* **At the choice and at the decision** any clashing right that is held sends the case to the person, whatever it pays:
  an award, or a live case that granted (`blocking_rights`). Their yes is to what was there when they said it, and is
  theirs to end: what was granted later they are asked about again.
* **Of two that are open at once** one goes on and the other waits for the person: the one the person has said yes to,
  then the one that pays more, then the older right (by the day whose law counts), then the first by code (`outranks`).
  Nothing in this order depends on which was found first, or by whom: two workers never let both go on.
* **What cannot be chosen away** – paid once for the record, or paid to somebody else – leaves only a no
  (`right_that_cannot_end`). A lump sum is more than that: it holds (`prior_awards`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Prefetch, Q
from psycopg import sql

from dost.common.dates import local_day
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Period
from services_catalog.models import ServiceVersion
from services_catalog.queries import compiled

from .awards import MODELS, Ending, end_early
from .choices import accepted
from .clash import CASE, MONTHLY_AWARD, OpenRight, RightColumns, ways
from .codes import EndReason
from .letters import write_ended
from .models import Case, Entitlement
from .prior_awards import excluding_lump_sum, registries_of_awards
from .rules import evaluate
from .stages import Outcome, Stage
from .text.change_letter import End

CHOSEN_OTHER: Final = EndReason.CHOSE_ANOTHER


# -- the questions asked of awards ------------------------------------------------------------------------------------


def excluding_awards(
    right: RightColumns, codes: Sequence[str], *, paying: sql.Composable | None = None
) -> sql.Composable:
    """A test of a right: whether a monthly award of one of these services excludes it; with `paying`, one not lower."""
    tests = [
        sql.SQL("EXISTS ({})").format(_awards(registry, way, sql.Literal(named), paying=paying))
        for registry, named in _by_registry(codes).items()
        for way in ways(right, MONTHLY_AWARD)
    ]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(tests)) if tests else sql.SQL("FALSE")


def _by_registry(codes: Sequence[str]) -> dict[str, list[str]]:
    kept = registries_of_awards(codes, period=Period.MONTHLY)
    return {name: kept[model] for name, model in MODELS.items() if model in kept}


def _awards(
    registry: str, way: sql.Composable, codes: sql.Composable, *, paying: sql.Composable | None = None
) -> sql.Composable:
    """The monthly awards of some services in a registry that exclude a right in one of the ways."""
    # Superseded rows were corrected away or have a successor; what was paid once is held, not excluding (see above).
    # A suspended award counts: it is the person's, and is paid again without anybody being asked.
    return sql.SQL(
        "SELECT a.service_code, {registry} AS registry, a.id, a.person_id, a.recorded_at FROM {table} a"
        " WHERE a.superseded_at IS NULL AND NOT a.one_off AND a.service_code = ANY({codes}) AND {way}{paying}"
    ).format(
        registry=sql.Literal(registry),
        table=sql.Identifier(MODELS[registry]._meta.db_table),
        codes=codes,
        way=way,
        paying=sql.SQL(" AND a.amount >= {}").format(paying) if paying is not None else sql.SQL(""),
    )


def outdone(rule: CompiledVersion, amount: sql.Composable) -> sql.Composable:
    """A test of a row `v` (subject_id, key, on): whether what the person already receives makes its right no offer.

    It does when it pays as much, or is going to: a higher right is offered, its case is opened, and the person chooses.
    """
    if not compares_amounts(rule):
        return sql.SQL("FALSE")
    return excluding_awards(_found_right(rule, first=sql.SQL('v."on"')), rule.definition.excludes, paying=amount)


def compares_amounts(rule: CompiledVersion) -> bool:
    """Whether a rule's rights are outdone by what pays more: those paid by the month, of an amount the rule tells."""
    return rule.period == Period.MONTHLY and rule.rule.amount is not None and bool(rule.definition.excludes)


def excluded_in_the_past(rule: CompiledVersion) -> sql.Composable:
    """A test of a row `v` (subject_id, key, starts, until): whether an award excludes its right in some month of it.

    However high it is: where the past is written down, nobody is asked, and who has a payment keeps it.
    """
    until = sql.SQL("(CASE WHEN v.until >= v.starts THEN v.until END)")
    return excluding_awards(_found_right(rule, first=sql.SQL("v.starts"), last=until), rule.definition.excludes)


def _found_right(rule: CompiledVersion, *, first: sql.Composable, last: sql.Composable | None = None) -> RightColumns:
    """The right that a rule finds in a row `v`."""
    return RightColumns(
        receiver=sql.SQL("v.subject_id"),
        key=sql.SQL("v.key"),
        monthly=sql.Literal(rule.period == Period.MONTHLY),
        first=first,
        last=last or sql.SQL("NULL::date"),
    )


# -- the questions asked of cases --------------------------------------------------------------------------------

ASKING: Final = RightColumns(
    receiver=sql.SQL("v.subject_id"),
    basis=sql.SQL("v.basis"),
    key=sql.SQL("v.key"),
    monthly=sql.SQL("v.monthly"),
    first=sql.SQL('v."on"'),
    last=sql.SQL("NULL::date"),
)
"""A case asked about, as a row `v`: its right is there from its day on."""


@dataclass(frozen=True, slots=True)
class Excluding:
    """A right that clashes with a case's: an award (`registry`, `award_id`), or a case, open or granted."""

    case_id: int
    service: str
    receiver_id: int
    monthly: bool
    registry: str | None
    award_id: int | None
    other_id: int | None
    granted: bool
    since: datetime

    def can_end(self, case: Case) -> bool:
        """Whether the person's choice can end it: months to come, and their own."""
        return self.monthly and self.receiver_id == case.person_id

    def is_to_end(self, case: Case, *, said_yes: datetime | None) -> bool:
        """Whether it is held, and the person wants the case's right instead: they could say so only once it was."""
        return said_yes is not None and self.granted and self.since <= said_yes and self.can_end(case)


@dataclass(frozen=True, slots=True, order=True)
class Blocking:
    """What a case has to wait for at the choice: a service, and the open case of it, if the right is not held yet."""

    service: str
    open_case: int = 0


def blocking_rights(cases: Sequence[Case]) -> dict[int, Blocking]:
    """For each case whose right clashes with one that is held or goes before it: that right.

    With several the first by code, and what is held first, so that the same is said in every run.
    """
    clashing = _clashing(cases)
    between = _between_open_cases(cases, [one for one in clashing if one.other_id is not None and not one.granted])
    found: dict[int, Blocking] = {}
    for one in [*_held(cases, clashing), *(one for one in clashing if (one.case_id, one.other_id) in between)]:
        blocking = Blocking(one.service, 0 if one.granted else one.other_id or 0)
        found[one.case_id] = min(blocking, found.get(one.case_id, blocking))
    return found


def clashing_rights(cases: Sequence[Case]) -> list[Excluding]:
    """Every right that those of some cases clash with: what is held, and what is open and goes before them."""
    clashing = _clashing(cases)
    between = _between_open_cases(cases, [one for one in clashing if one.other_id is not None and not one.granted])
    return [one for one in clashing if one.granted or (one.case_id, one.other_id) in between]


def every_clash(cases: Sequence[Case]) -> list[Excluding]:
    """Every right, held or open, that those of some cases clash with; the cases need not be saved."""
    return _clashing(cases)


def excluding_rights(cases: Sequence[Case]) -> dict[int, str]:
    """The codes of the services that block cases."""
    return {case_id: blocking.service for case_id, blocking in blocking_rights(cases).items()}


def excluded_by_held(cases: Sequence[Case]) -> set[int]:
    """The cases beside which an excluding right is held that the person has not chosen to end."""
    return {one.case_id for one in _held(cases, _clashing(cases))}


def open_rivals(cases: Sequence[Case]) -> set[tuple[int, int]]:
    """Cases with each open case whose right clashes with theirs, the lower id first: the same, whoever asks."""
    pairs = ((one.case_id, one.other_id) for one in _clashing(cases) if one.other_id is not None and not one.granted)
    return {(min(pair), max(pair)) for pair in pairs}


def _held(cases: Sequence[Case], clashing: Sequence[Excluding]) -> list[Excluding]:
    """The rights held that clash, less those the person wants to end."""
    by_id, willing = {case.pk: case for case in cases}, accepted(cases) if clashing else {}
    return [
        one
        for one in clashing
        if one.granted and not one.is_to_end(by_id[one.case_id], said_yes=willing.get(one.case_id))
    ]


def right_that_cannot_end(case: Case) -> str:
    """The code of a right that excludes a case's and that the person cannot choose to end, or nothing.

    What was paid once cannot be given back, and what somebody else receives for the same record is not theirs to end.
    """
    held = [one.service for one in _clashing([case]) if one.granted and not one.can_end(case)]
    return min(held) if held else excluding_lump_sum(case)


def _clashing(cases: Sequence[Case], *, on: date | None = None) -> list[Excluding]:
    """Every right that clashes with those of some cases, from the day of each or from `on`; of one moment."""
    rules = {case.pk: compiled(case.version) for case in cases}
    asking = [case for case in cases if rules[case.pk].definition.excludes]
    if not asking:
        return []
    codes = sql.SQL("v.excludes")
    found = [
        sql.SQL(
            "SELECT v.case_id, a.service_code, a.person_id, TRUE, a.registry, a.id, NULL::bigint, TRUE, a.recorded_at"
            " FROM v CROSS JOIN LATERAL ({}) a"
        ).format(_awards(registry, way, codes))
        for registry in MODELS
        for way in ways(ASKING, MONTHLY_AWARD)
    ]
    # A case that was refused or declined, or that found no right, gives nothing that could be held beside another.
    found += [
        sql.SQL(
            "SELECT v.case_id, c.service_id, c.person_id, {monthly}, NULL, NULL, c.id, c.outcome = {granted},"
            " coalesce(c.decided_at, c.opened_at)"
            " FROM v JOIN cases_case c ON c.service_id = ANY(v.excludes) AND c.live AND c.outcome IN ('', {granted})"
            " JOIN services_catalog_serviceversion r ON r.id = c.version_id"
            " LEFT JOIN cases_entitlement e ON e.case_id = c.id WHERE {way}"
        ).format(monthly=CASE.monthly, granted=sql.Literal(str(Outcome.GRANTED)), way=way)
        for way in ways(ASKING, CASE)
    ]
    statement = sql.SQL(
        'WITH v (case_id, excludes, basis, key, subject_id, monthly, "on") AS (VALUES {rows}) {found}'
    ).format(
        rows=sql.SQL(", ").join(_row(case, rules[case.pk], on=on or case.on) for case in asking),
        found=sql.SQL(" UNION ").join(found),  # a right that clashes in both ways is one
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None))
        return [Excluding(*row) for row in cursor]


def _row(case: Case, rule: CompiledVersion, *, on: date) -> sql.Composed:
    """A case as a row `v`."""
    return sql.SQL("({}::bigint, {}::text[], {}, {}, {}::bigint, {}::boolean, {}::date)").format(
        *map(
            sql.Literal,
            (
                case.pk,
                list(rule.definition.excludes),
                case.basis,
                case.basis_key,
                case.person_id,
                rule.period == Period.MONTHLY,
                on,
            ),
        )
    )


def _between_open_cases(cases: Sequence[Case], pairs: Sequence[Excluding]) -> set[tuple[int, int | None]]:
    """Of pairs of open cases that clash, those whose second goes before the first; as pairs of ids."""
    if not pairs:
        return set()
    by_id = {case.pk: case for case in cases} | {
        other.pk: other
        # Each version once, and its JSON not at all: what is known by its hash need not be read for every case.
        for other in Case.objects.filter(pk__in={pair.other_id for pair in pairs}).prefetch_related(
            Prefetch("version", ServiceVersion.objects.defer("definition"))
        )
    }
    involved = [by_id[pk] for pk in sorted({pk for pair in pairs for pk in (pair.case_id, pair.other_id) if pk})]
    willing = accepted(involved)
    explained = evaluate(involved)
    ranked = {
        case.pk: OpenRight(
            accepted=case.pk in willing,
            amount=explained[case.pk].amount if case.pk in explained else None,
            on=case.on,
            code=case.service_id,
        )
        for case in involved
    }
    return {
        (pair.case_id, pair.other_id)
        for pair in pairs
        if pair.other_id is not None and ranked[pair.other_id].outranks(ranked[pair.case_id])
    }


# -- the choice --------------------------------------------------------------------------------------------------


def end_excluded(case: Case, *, now: datetime) -> None:
    """End the person's running payments that exclude the right they have chosen, on the day before.

    What has not begun ends on its first day, for an award has at least one.
    """
    today = local_day(now)
    last_day = today - timedelta(days=1)
    # Asked about today: what ended before needs no end, and must not get a later one.
    excluding = [
        MODELS[one.registry]._default_manager.get(pk=one.award_id)
        for one in _clashing([case], on=today)
        if one.registry is not None and one.can_end(case)
    ]
    end_early([Ending(award, last_day, CHOSEN_OTHER) for award in excluding], now=now)
    # The same for rights granted here: their months after the last day are not ordered (`monthly`, `periods`).
    running = Q(until=None) | Q(until__gte=today)
    rights = Entitlement.objects.select_for_update(no_key=True, of=("self",)).filter(
        running,
        person=case.person_id,
        service__in=compiled(case.version).definition.excludes,
        ended_on=None,
        period=Entitlement.Period.MONTHLY,
    )
    ended = list(rights.select_related("case__person", "case__about", "case__version", "case__service"))
    for right in ended:
        right.ended_on, right.end_reason = max(last_day, right.starts), CHOSEN_OTHER
        right.save(update_fields=["ended_on", "end_reason"])
        Case.objects.filter(pk=right.case_id, stage=Stage.CLOSED).update(live=False)
    write_ended({right: End(reason=CHOSEN_OTHER, chosen=case) for right in ended}, now=now)
