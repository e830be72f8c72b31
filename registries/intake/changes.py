"""Noting that registries changed without an event, so that whoever looks for rights sees it like one.

An event is looked at because its row says whom it concerns. What the front office writes itself – an award, its end –
and a file of awards leave such rows too (`RegistryChange`), in the transaction that writes the records.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from registries.models import Institution, RegistryChange
from registries.models.record import Record
from registries.signals import registry_changed

from .concern import concerned
from .store import insert, new_ids, table_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that was written or superseded, and the ids of the people it names, before and after."""

    source: str
    reference: str
    people: frozenset[int]


def changed(record: Record) -> Changed:
    """What a record, saved or about to be, says of itself."""
    people = (getattr(record, name) for name in table_of(type(record)).people)
    return Changed(record.source_id, record.reference, frozenset(person for person in people if person is not None))


def note_changes(model: type[Record], changes: Sequence[Changed], *, now: datetime) -> None:
    """Note that records of a table changed, in the caller's transaction; whoever listens is told after the commit."""
    if not changes:
        return
    people = concerned(model, [change.people for change in changes])
    insert(
        RegistryChange,
        [
            {
                "id": pk,
                "registry": model.registry,
                "source_id": change.source,
                "reference": change.reference,
                "persons": sorted(persons),
                "changed_at": now,
            }
            for pk, change, persons in zip(new_ids(RegistryChange, len(changes)), changes, people, strict=True)
        ],
    )
    transaction.on_commit(lambda: announce([model.registry]))


def announce(registries: Sequence[str], event_ids: Sequence[int] = ()) -> None:
    """Tell who listens; a listener that fails is logged, and the rows stay undetected until the next look."""
    for receiver, answer in registry_changed.send_robust(
        Institution, registries=sorted(set(registries)), event_ids=list(event_ids)
    ):
        if isinstance(answer, Exception):
            log.error("registry_changed: %r failed", receiver, exc_info=answer)
