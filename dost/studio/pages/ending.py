"""What comes next with a change set, at the end of its pages: handing it in, publishing it, or why neither can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from dost.studio.forms.changes import HandInForm, PublishForm
from services_catalog.changes import publish
from services_catalog.changes.author import Author
from services_catalog.changes.checking import SetCheck
from services_catalog.changes.preview import LIVE
from services_catalog.models import ChangeSet, Preview

from .problems import Problem, problems_of


@dataclass(frozen=True, slots=True)
class HandIn:
    """Handing a draft in: `form` asks for what is missing, `problems` are to be mended elsewhere first.

    `previewed` when everybody can see by now what it does, so that nothing else comes before it.
    """

    url: str
    form: HandInForm
    problems: tuple[Problem, ...]
    previewed: bool

    @property
    def ready(self) -> bool:
        """Whether the button does what it says, once the form is filled in."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Publishing:
    """Publishing what was handed in: `obstacles` are why the reader cannot now, `own` whether they never can.

    `preview_url` is the finished preview of it as it is; empty when there is none to look at, perhaps because one is
    `preview_under_way`.
    """

    url: str
    form: PublishForm
    obstacles: tuple[str, ...]
    day: date | None
    at_once: bool
    preview_url: str
    preview_under_way: bool
    own: bool


def finished_preview(change_set: ChangeSet) -> Preview | None:
    """Return the newest finished preview of a set as it is now."""
    done = change_set.previews.filter(revision=change_set.revision, state=Preview.State.DONE)
    return done.defer("result").first()


def hand_in_of(change_set: ChangeSet, check: SetCheck, data: Mapping[str, Any] | None = None) -> HandIn:
    """Return how a draft is handed in; `data` is what was sent."""
    found = problems_of(change_set, check)
    return HandIn(
        url=reverse("studio:submit", args=[change_set.pk]),
        form=HandInForm(data, missing=found.missing),
        problems=found.others,
        previewed=finished_preview(change_set) is not None,
    )


def publishing_of(
    change_set: ChangeSet, *, by: Author, today: date, data: Mapping[str, Any] | None = None
) -> Publishing:
    """Return how somebody publishes what was handed in; `data` is what was sent."""
    first_day, done = change_set.valid_from, finished_preview(change_set)
    # That the day is past can be answered in the form.
    found = [one for one in publish.obstacles(change_set, by=by, today=today) if one.code != "past"]
    return Publishing(
        url=reverse("studio:publish", args=[change_set.pk]),
        form=PublishForm(data, past=first_day is not None and first_day < today),
        obstacles=tuple(obstacle.message for obstacle in found),
        day=first_day,
        at_once=first_day is not None and first_day <= today,
        preview_url=reverse("studio:preview", args=[change_set.pk, done.pk]) if done is not None else "",
        preview_under_way=change_set.previews.filter(revision=change_set.revision, state__in=LIVE).exists(),
        own=any(obstacle.code in ("submitter", "author") for obstacle in found),
    )
