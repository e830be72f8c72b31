"""The table of the sample for the catalogue of today: made by workers when the catalogue changes, kept as a row.

Whoever asks while the new one is not there yet gets the one before it: it only decides in which order questions come,
never what is true. Without any, questions come in the order of an even chance.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from dost.cases.rules import rules_in_force
from dost.common.bells import ring
from dost.proactive.models import SampleTable
from services_catalog.compiled import CompiledVersion
from services_catalog.rules import Verdict

from .asking import ask_all
from .candidate import Candidate, wanted_for
from .derive import derive_resolved
from .family import Family
from .features import features
from .gates import resolved
from .sample import FAMILIES, SEED, families_of_part, parts_of
from .sought import is_sought, may_hold, never_told
from .table import UNKNOWN, Table

TASK: Final = "proactive.make_sample_table"
FAMILIES_AT_ONCE: Final = 250
KEPT_ROWS: Final = 3

_latest: tuple[str, Table] | None = None


def fingerprint(rules: Iterable[CompiledVersion], *, on: date, count: int = FAMILIES) -> str:
    """Return what is the same as long as the rules would say the same of the sample."""
    digest = hashlib.sha256(f"{SEED} {count}".encode())
    for rule in sorted(rules, key=lambda rule: (rule.code, rule.content_hash)):
        digest.update(f"\n{rule.code} {rule.content_hash} {sorted(rule.rule.parameter_values(on).items())}".encode())
    return digest.hexdigest()


def table_for(rules: Sequence[CompiledVersion], *, on: date) -> Table:
    """Return the table for these rules, else the latest there is, else one that knows nothing; rings for what lacks."""
    global _latest
    wanted = fingerprint(rules, on=on)
    if _latest is not None and _latest[0] == wanted:
        return _latest[1]
    row = SampleTable.objects.filter(pk=wanted).first()
    if row is None:
        ring(TASK)
        row = _whole().order_by("-made_at").first()
        if row is None:
            return UNKNOWN
        if _latest is not None and _latest[0] == row.pk:
            return _latest[1]
    _latest = (row.pk, Table.unpacked(bytes(row.packed)))
    return _latest[1]


def work_table(*, on: date, now: datetime | None = None, count: int = FAMILIES) -> bool:
    """Do the next part of the table for the catalogue of a day; return whether something is left to do.

    A part is a few seconds' work and a row of its own, so that no worker is held and nothing is lost with it; the last
    one joins them all. Two workers at the same part make the same row.
    """
    rules = rules_in_force(on)
    wanted = fingerprint(rules, on=on, count=count)
    if SampleTable.objects.filter(pk=wanted).exists():
        return False
    places = [_part_of(wanted, part) for part in range(parts_of(count, on=on))]
    made = set(SampleTable.objects.filter(pk__in=places).values_list("pk", flat=True))
    missing = [part for part, place in enumerate(places) if place not in made]
    if missing:
        table = tabulate(families_of_part(on, missing[0], count=count), rules, on=on)
        _keep(places[missing[0]], table, on=on, now=now)
    if len(missing) > 1:
        return True
    rows = SampleTable.objects.in_bulk(places)
    if len(rows) == len(places):
        _keep(wanted, Table.joined(Table.unpacked(bytes(rows[place].packed)) for place in places), on=on, now=now)
    newest = _whole().order_by("-made_at").values_list("pk", flat=True)[:KEPT_ROWS]
    SampleTable.objects.exclude(pk__in=[*newest, wanted]).delete()
    return len(rows) != len(places)


def make_table(*, on: date, now: datetime | None = None, count: int = FAMILIES) -> SampleTable:
    """Return the row for the catalogue of a day, asking the rules about the whole sample if there is none yet."""
    while work_table(on=on, now=now, count=count):
        pass
    return SampleTable.objects.get(pk=fingerprint(rules_in_force(on), on=on, count=count))


def _part_of(wanted: str, part: int) -> str:
    """The key of a part of a table."""
    return f"{wanted[:56]}:{part}"


def _whole() -> QuerySet[SampleTable]:
    """The tables that are no part of one in the making."""
    return SampleTable.objects.exclude(pk__contains=":")


def _keep(place: str, table: Table, *, on: date, now: datetime | None) -> None:
    SampleTable.objects.get_or_create(
        pk=place,
        defaults={
            "on": on,
            "families": table.families,
            "packed": table.packed(),
            "made_at": now or timezone.now(),
        },
    )


def tabulate(sample: Iterable[Family], rules: Sequence[CompiledVersion], *, on: date) -> Table:
    """Ask the rules about every family, a few hundred at a time."""
    possible: dict[str, int] = defaultdict(int)
    holds: dict[tuple[str, str], int] = defaultdict(int)
    words: dict[str, int] = defaultdict(int)
    wanted = wanted_for(rules)
    number = 0
    for batch in _batches(iter(sample)):
        of: list[tuple[int, Candidate]] = []
        for family in batch:
            told = resolved(family, on=on)
            of.extend((number, candidate) for candidate in derive_resolved(told, wanted, on=on))
            for word in features(told, on=on):
                words[word] |= 1 << number
            number += 1
        places = {id(candidate): place for place, candidate in of}
        for asked in ask_all([candidate for _place, candidate in of], rules):
            bit = 1 << places[id(asked.record)]
            rule = asked.rule.rule
            if asked.brief.verdict is not Verdict.NOT_ENTITLED and is_sought(asked.record, rule, asked.brief):
                possible[asked.rule.code] |= bit
            never = never_told(asked.record, rule)
            for criterion, met, missing in zip(rule.criteria, asked.brief.met, asked.brief.missing, strict=True):
                if met is True or (met is None and may_hold(criterion.expression.root, missing, never)):
                    holds[asked.rule.code, criterion.id] |= bit
    everybody = (1 << number) - 1
    fails = {
        (rule.code, criterion.id): everybody & ~holds[rule.code, criterion.id]
        for rule in rules
        for criterion in rule.rule.criteria
    }
    return Table(families=number, possible=dict(possible), fails=fails, words=dict(words))


def _batches(sample: Iterator[Family]) -> Iterator[list[Family]]:
    while batch := list(islice(sample, FAMILIES_AT_ONCE)):
        yield batch
