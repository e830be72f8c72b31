"""The road to publishing as a list that everybody sees: what is done, what is missing, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dost.studio.wording.words import person
from dost.ui.formats import date_short
from services_catalog.changes import history
from services_catalog.changes.checking import SetCheck
from services_catalog.models import ChangeSet, Preview

State = Literal["done", "todo", "wrong", "under_way"]
Status = ChangeSet.Status


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the road; `text` says how it stands, `url` leads to where it is taken, `link` is what it is called."""

    title: str
    state: State
    text: str
    url: str = ""
    link: str = ""


def steps(change_set: ChangeSet, check: SetCheck | None, previews: list[Preview], *, today: date) -> list[Step]:
    """Return the five steps; `check` is None for what was checked when it was published, `previews` newest first."""
    if change_set.status == Status.DISCARDED:
        return []
    return [
        _checked(check),
        _previewed(change_set, previews),
        _submitted(change_set),
        _seen(change_set, previews),
        _published(change_set, today),
    ]


def _checked(check: SetCheck | None) -> Step:
    title = _("Checked")
    if check is None:
        return Step(title, "done", _("It was checked when it was published."))
    if check.ok:
        tried = sum(len(draft.examples) for draft in check.drafts.values())
        said = ngettext("%(count)d example was tried.", "%(count)d examples were tried.", tried) % {"count": tried}
        return Step(title, "done", " ".join([_("Nothing stands in its way."), *([said] if tried else [])]))
    count = len(check.serious)
    text = ngettext("%(count)d thing has to be mended.", "%(count)d things have to be mended.", count)
    return Step(title, "wrong", text % {"count": count}, "#problems", _("What has to be mended"))


def _previewed(change_set: ChangeSet, previews: list[Preview]) -> Step:
    title = _("Previewed over everyone")
    ask = reverse("studio:previews", args=[change_set.pk])
    current = [preview for preview in previews if preview.revision == change_set.revision]
    done = _first(current, Preview.State.DONE)
    if done is not None:
        text = _("A preview of it as it is now is finished.")
        return Step(title, "done", text, _preview_url(done), _("See what it does"))
    for preview in current:
        if preview.state in (Preview.State.WAITING, Preview.State.RUNNING):
            text = _("A preview is being made.")
            return Step(title, "under_way", text, _preview_url(preview), _("See how far it is"))
    if current and current[0].state == Preview.State.FAILED:
        return Step(title, "wrong", _("The last preview failed."), _preview_url(current[0]), _("See why"))
    if _first(previews, Preview.State.DONE) is not None:
        return Step(title, "todo", _("It was changed after the last preview."), ask, _("Make a new preview"))
    return Step(title, "todo", _("Nobody has made a preview yet."), ask, _("Make a preview"))


def _first(previews: list[Preview], state: str) -> Preview | None:
    return next((preview for preview in previews if preview.state == state), None)


def _preview_url(preview: Preview) -> str:
    return reverse("studio:preview", args=[preview.change_set_id, preview.pk])


def _submitted(change_set: ChangeSet) -> Step:
    title = _("Handed in for review")
    if change_set.submitted_at is None:
        return Step(title, "todo", _("An editor hands it in when it is ready."))
    return Step(title, "done", _("Handed in by %(who)s.") % {"who": person(change_set.submitted_by)})


def _seen(change_set: ChangeSet, previews: list[Preview]) -> Step:
    title = _("Seen by a second person")
    authors = history.authors(change_set) | history.submitters(change_set)
    for preview in previews:
        if preview.revision == change_set.revision and preview.state == Preview.State.DONE:
            for seen in preview.seen.all():
                if seen.user_id not in authors:
                    text = _("%(who)s has looked at the preview.") % {"who": person(seen.user)}
                    return Step(title, "done", text)
    return Step(title, "todo", _("Somebody who has not worked on it looks at the preview before publishing."))


def _published(change_set: ChangeSet, today: date) -> Step:
    title = _("Published")
    if change_set.status == Status.WITHDRAWN:
        return Step(title, "wrong", _("It was withdrawn before its day."))
    day = date_short(change_set.valid_from) if change_set.valid_from else ""
    if change_set.status == Status.PUBLISHED:
        who = {"who": person(change_set.published_by), "day": day}
        if change_set.valid_from is not None and change_set.valid_from > today:
            return Step(title, "done", _("Published by %(who)s; in force from %(day)s.") % who)
        return Step(title, "done", _("Published by %(who)s; in force since %(day)s.") % who)
    if not day:
        return Step(title, "todo", _("The first day is still missing."))
    return Step(title, "todo", _("A publisher puts it in force from %(day)s.") % {"day": day})
