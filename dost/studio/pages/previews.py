"""Previews of a change set: how far each is, and who has seen it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy

from dost.studio.wording import words
from dost.ui.contexts import Tag, TagColour, Text
from services_catalog.changes.preview import Phase, Progress, progress
from services_catalog.models import ChangeSet, Preview

MOST_LISTED: Final = 20

_PHASES: Final[Mapping[Phase, tuple[Tag, Text]]] = {
    Phase.QUEUED: (Tag(gettext_lazy("Waiting"), "yellow"), gettext_lazy("It begins in a moment.")),
    Phase.BUSY: (
        Tag(gettext_lazy("Waiting"), "yellow"),
        gettext_lazy("Another preview is being made; this one comes after it."),
    ),
    Phase.ABSENT: (
        Tag(gettext_lazy("Waiting"), "orange"),
        gettext_lazy("No worker has taken it yet. If this lasts, the background processes are not running."),
    ),
    Phase.RUNNING: (Tag(gettext_lazy("Being made"), "blue"), gettext_lazy("Everybody is being looked at.")),
    Phase.STALLED: (
        Tag(gettext_lazy("Interrupted"), "orange"),
        gettext_lazy("Its worker gives no sign of life; another takes it up in a moment."),
    ),
    Phase.CANCELLING: (Tag(gettext_lazy("Stopping"), "orange"), gettext_lazy("It stops within a second or two.")),
    Phase.DONE: (Tag(gettext_lazy("Finished"), "green"), ""),
    Phase.FAILED: (Tag(gettext_lazy("Failed"), "red"), ""),
    Phase.CANCELLED: (Tag(gettext_lazy("Stopped"), "grey"), gettext_lazy("Somebody has stopped it.")),
}
_UNDER_WAY: Final = frozenset({Phase.QUEUED, Phase.BUSY, Phase.ABSENT, Phase.RUNNING, Phase.STALLED, Phase.CANCELLING})


@dataclass(frozen=True, slots=True)
class PreviewState:
    """How a preview stands: in words, and how many parts of how many are done."""

    pk: int
    set_pk: int
    on: date
    status: Tag
    text: str
    since: datetime
    done: int
    total: int
    under_way: bool
    finished: bool
    cancellable: bool
    current: bool
    problem: str
    asked_by: str
    asked_at: datetime

    @property
    def percent(self) -> int:
        """How far it is, of a hundred."""
        return self.done * 100 // self.total if self.total else 0


def preview_state(preview: Preview, *, now: datetime) -> PreviewState:
    """Return how a preview stands, read anew."""
    found: Progress = progress(preview, now=now)
    status, text = _PHASES[found.phase]
    return PreviewState(
        pk=preview.pk,
        set_pk=preview.change_set_id,
        on=preview.on,
        status=status,
        text=str(text),
        since=found.since,
        done=found.done,
        total=found.total,
        under_way=found.phase in _UNDER_WAY,
        finished=found.phase is Phase.DONE,
        cancellable=found.phase in _UNDER_WAY - {Phase.CANCELLING},
        current=found.current,
        problem=found.problem,
        asked_by=words.person(preview.asked_by),
        asked_at=preview.asked_at,
    )


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A preview in the list of a set's previews."""

    pk: int
    on: date
    status: Tag
    asked_by: str
    asked_at: datetime
    current: bool
    seen_by: tuple[str, ...]


def preview_lines(change_set: ChangeSet) -> list[PreviewLine]:
    """Return the last previews of a set, newest first; three queries."""
    colours: dict[str, TagColour] = {
        "waiting": "yellow",
        "running": "blue",
        "done": "green",
        "failed": "red",
        "cancelled": "grey",
    }
    found = change_set.previews.select_related("asked_by").prefetch_related("seen__user").defer("result")
    return [
        PreviewLine(
            pk=preview.pk,
            on=preview.on,
            status=Tag(preview.get_state_display(), colours[preview.state]),
            asked_by=words.person(preview.asked_by),
            asked_at=preview.asked_at,
            current=preview.revision == change_set.revision,
            seen_by=tuple(words.person(seen.user) for seen in preview.seen.all()),
        )
        for preview in found[:MOST_LISTED]
    ]
