"""What of an overview opens to whoever reads it: for themselves, by law, or under a mandate (`accounts.opens`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from dost.accounts.opens import Opens
from dost.proactive.outlook.entries import Coming, NotEntitled, Overview, OwnService


class _OfAService(Protocol):
    """Something that is about one service."""

    @property
    def service(self) -> OwnService:
        """Which one."""


Row = TypeVar("Row", bound=_OfAService)


def only_open_of(rows: Iterable[Row], opens: Opens) -> tuple[Row, ...]:
    """What of a list opens to whoever reads it."""
    return tuple(one for one in rows if opens.service(one.service.code, is_sensitive=one.service.is_sensitive))


def only_open(seen: Overview, opens: Opens) -> Overview:
    """What of the overview opens to whoever reads it."""
    now = seen.now
    return replace(
        seen,
        now=replace(
            now,
            receiving=only_open_of(now.receiving, opens),
            on_its_way=only_open_of(now.on_its_way, opens),
            needs_person=only_open_of(now.needs_person, opens),
            unclaimed=tuple(
                replace(one, instead=_open(one.instead, opens)) for one in only_open_of(now.unclaimed, opens)
            ),
        ),
        coming=tuple(_without_others(one, opens) for one in only_open_of(seen.coming, opens)),
        nearest=not_entitled_open(seen.nearest, opens),
    )


def not_entitled_open(rows: Iterable[NotEntitled], opens: Opens) -> tuple[NotEntitled, ...]:
    """What of services without a right opens to whoever reads it."""
    return tuple(replace(one, others=_open(one.others, opens)) for one in only_open_of(rows, opens))


def _open(services: Iterable[OwnService], opens: Opens) -> tuple[OwnService, ...]:
    return tuple(one for one in services if opens.service(one.code, is_sensitive=one.is_sensitive))


def _without_others(one: Coming, opens: Opens) -> Coming:
    """Something that is coming, without the name of another service that does not open."""
    other = one.instead_of
    return one if other is None or _open((other,), opens) else replace(one, instead_of=None)
