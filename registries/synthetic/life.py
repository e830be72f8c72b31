"""Life events about the people there are: the same seed gives the same events about the same people.

Who an event is about is drawn from the database, so events depend on who is there. An event that was received before
is given back as it was sent, so that making the same events again and sending them again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import gcd
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from registries.models import Person, RegistryEvent

from .identifiers import LIFE_SERIALS, fin
from .life_kinds import KINDS, LifeKind
from .life_records import Row
from .names import stream

DEFAULT_MIX: dict[str, float] = {
    "births": 48,
    "deaths": 14,
    "disability": 14,
    "contracts": 8,
    "dismissals": 5,
    "leave": 3,
    "unemployment": 2,
    "assistance": 2,
    "care": 1.5,
    "placements": 1,
    "conscription": 1,
    "veterans": 0.3,
    "release": 0.2,
}
DRAWN_AT_ONCE = 400


class MixError(ValueError):
    """A mix that cannot be understood; the message names what there is."""


def read_mix(text: str) -> dict[str, float]:
    """`births,disability` (in their usual proportion) or `births=3,disability=1`; raises MixError."""
    mix: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        kind, _, share = part.partition("=")
        if kind not in KINDS:
            raise MixError(f"there is no kind of life event {kind!r}; there are {', '.join(KINDS)}")
        try:
            mix[kind] = float(share) if share else DEFAULT_MIX.get(kind, 1.0)
        except ValueError:
            raise MixError(f"{part!r}: the share is to be a number") from None
        if not 0 < mix[kind] < 1e6:
            raise MixError(f"{part!r}: the share is to be above 0")
    if not mix:
        raise MixError(f"an empty mix; there are {', '.join(KINDS)}")
    return mix


def make_events(
    count: int, seed: int, mix: Mapping[str, float] | Sequence[str] | None = None, on: date | None = None
) -> list[dict[str, Any]]:
    """Make `count` events as institutions would send them (see `registries.intake.receive`), in order of their ids.

    `mix` weighs the kinds (None: the usual mix; a list of kinds: in their usual proportion); `on` is the day on
    which they arrive, today in Baku by default. Fewer come when there are not enough suitable people.
    """
    if not isinstance(mix, Mapping):
        mix = read_mix(",".join(mix)) if mix else DEFAULT_MIX
    day = on or timezone.localdate()
    return _Maker(seed, mix, day).make(count)


def _step(count: int, random: Random) -> int:
    """A step that leads through all of `count` places before it comes back to the first."""
    step = 1 + int(count * (0.2 + 0.6 * random.random()))
    while gcd(step, count) != 1 and count > 1:
        step += 1
    return step


class _Maker:
    """Makes the events of one seed, mix and day."""

    def __init__(self, seed: int, mix: Mapping[str, float], on: date) -> None:
        self.mix, self.on = dict(mix), on
        said = f"{seed}/{sorted(self.mix.items())}/{on}"
        self.prefix = f"L{seed}-{hashlib.blake2b(said.encode(), digest_size=4).hexdigest()}"
        self.seed = seed
        self.used: set[int] = set()

    def make(self, count: int) -> list[dict[str, Any]]:
        """All events, those received before as they were sent."""
        kinds = [self._kind(number) for number in range(count)]
        sent = self._sent(kinds)
        missing: defaultdict[str, list[int]] = defaultdict(list)
        for number, kind in enumerate(kinds):
            if number not in sent:
                missing[kind].append(number)
        made = dict(sent)
        for kind in KINDS:
            if missing[kind]:
                made |= self._make_kind(kind, missing[kind])
        self._give_fins(made, set(sent))
        return [made[number] for number in sorted(made)]

    def _kind(self, number: int) -> str:
        point = stream("kind", self.prefix, number).random() * sum(self.mix.values())
        for kind, share in self.mix.items():
            point -= share
            if point < 0:
                return kind
        return next(iter(self.mix))

    def _id(self, number: int) -> str:
        return f"{self.prefix}-{number:06d}"

    def _sent(self, kinds: list[str]) -> dict[int, dict[str, Any]]:
        """The events of these numbers that were received before; whoever they are about is not drawn again."""
        numbers = {self._id(number): number for number in range(len(kinds))}
        senders = sorted({KINDS[kind].institution for kind in set(kinds)})
        found = {}
        ids = sorted(numbers)
        rows = (
            RegistryEvent.objects.filter(institution_id__in=senders, event_id__in=ids, state="applied") if ids else ()
        )
        for row in rows:
            self.used.update(row.persons[:1])
            found[numbers[row.event_id]] = {
                "institution": row.institution_id,
                "id": row.event_id,
                "kind": row.kind,
                "happened_on": row.happened_on.isoformat(),
                "registry": row.registry,
                "record": row.payload,
            }
        return found

    def _make_kind(self, name: str, numbers: list[int]) -> dict[int, dict[str, Any]]:
        kind = KINDS[name]
        made: dict[int, dict[str, Any]] = {}
        waiting = iter(numbers)
        for row in self._rows(name, kind):
            number = next(waiting, None)
            if number is None:
                break
            random = stream("event", self.prefix, number)
            happened_on = self.on - timedelta(days=int(random.random() * 3))
            made[number] = {
                "institution": kind.institution,
                "id": self._id(number),
                "kind": kind.event,
                "happened_on": happened_on.isoformat(),
                "registry": kind.registry,
                "record": kind.record(row, random, happened_on, self._id(number)),
            }
        return made

    def _rows(self, name: str, kind: LifeKind) -> Iterator[Row]:
        """People who suit the kind, in the order in which they are drawn, each once."""
        random = stream("draw", self.prefix, name)
        if kind.rare:
            pool = self._query(kind, [])
            random.shuffle(pool)
            yield from self._fresh(pool)
            return
        highest = Person.objects.order_by("-id").values_list("id", flat=True).first() or 0
        first, step = int(random.random() * highest), _step(highest, random)
        at_once = DRAWN_AT_ONCE * kind.effort
        for done in range(0, highest, at_once):
            ids = [1 + (first + number * step) % highest for number in range(done, min(done + at_once, highest))]
            rows = {row["id"]: row for row in self._query(kind, sorted(ids))}
            yield from self._fresh([rows[each] for each in ids if each in rows])

    def _fresh(self, rows: list[Row]) -> Iterator[Row]:
        for row in rows:
            if row["id"] not in self.used:
                self.used.add(row["id"])
                yield row

    def _query(self, kind: LifeKind, ids: list[int]) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(kind.query, {"ids": ids, "on": self.on, **kind.days(self.on)})
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _give_fins(self, made: dict[int, dict[str, Any]], sent: set[int]) -> None:
        """FİNs for the newborn: drawn from those kept for life events, the next one where one is taken."""
        births = [number for number in sorted(made) if made[number]["kind"] == "birth" and number not in sent]
        serials = {number: self._serial(number) for number in births}
        taken = {made[number]["record"]["fin"] for number in sent if made[number]["kind"] == "birth"}
        while births:
            fins = {number: fin(LIFE_SERIALS + serials[number] % LIFE_SERIALS) for number in births}
            taken |= set(Person.objects.filter(fin__in=fins.values()).values_list("fin", flat=True))
            counts = Counter(fins.values())
            again = [number for number in births if fins[number] in taken or counts[fins[number]] > 1]
            for number in births:
                if number not in again:
                    made[number]["record"] = {"fin": fins[number], **made[number]["record"]}
                    taken.add(fins[number])
            for number in again:
                serials[number] += 1 + number
            births = again

    def _serial(self, number: int) -> int:
        digest = hashlib.blake2b(f"{self.prefix}/{number}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % LIFE_SERIALS
