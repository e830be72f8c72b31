"""The page of a change set: how it stands, what is in it, what is wrong, and what the reader may do with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.studio.wording import words
from dost.studio.wording.titles import title_of
from dost.ui.contexts import Tag
from services_catalog.changes import history, permissions, publish
from services_catalog.changes.author import Author
from services_catalog.changes.checking import DraftCheck, SetCheck, check_change_set
from services_catalog.changes.expressions import Issue
from services_catalog.changes.paths import difference
from services_catalog.changes.reading import state_of
from services_catalog.models import ChangeSet, DraftService

from . import diary, road
from .amounts import AmountRow, amount_rows
from .doubts import DoubtsPage, doubts_of_set
from .rule import place_url

Status = ChangeSet.Status
MOST_HISTORY = 6
_PARAMETER = re.compile(r"parameters\[(?P<name>\w+)\]\.(?P<field>\w+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend, or to know: where, in words and as an address; `word` is the part that is meant."""

    where: str
    message: str
    hint: str
    word: str
    url: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A drafted service: what becomes of it, the first differences, and how its examples come out."""

    code: str
    title: str
    url: str
    service_url: str
    kind: Tag
    changes: tuple[diary.Change, ...]
    rest: tuple[diary.Change, ...]
    examples: int
    examples_right: int
    problems: int
    checked: bool
    base_moved: bool
    edited_by: str
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the reader may do with the set as it stands."""

    edit: bool = False
    submit: bool = False
    give_back: bool = False
    publish: bool = False
    withdraw: bool = False
    preview: bool = False


@dataclass(slots=True)
class SetPage:
    """Everything the page shows; `obstacles` are why the reader cannot publish it now, `findings` what an import found
    different here, as (what, how, whether it is serious).
    """

    pk: int
    title: str
    ground: str
    valid_from: date | None
    status: Tag
    code: str
    created_by: str
    created_at: datetime
    imported_from: str
    allowed: Allowed
    steps: list[road.Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    services: list[ServiceRow] = field(default_factory=list)
    amounts: list[AmountRow] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    findings: list[tuple[str, str, bool]] = field(default_factory=list)
    doubts: DoubtsPage | None = None
    history: list[diary.Line] = field(default_factory=list)
    more_history: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.services and not self.amounts


def set_page(change_set: ChangeSet, *, by: Author, today: date) -> SetPage:
    """Return the page of a set as somebody sees it; a set under way is checked anew each time."""
    check = check_change_set(change_set) if change_set.status in (Status.DRAFT, Status.SUBMITTED) else None
    previews = list(change_set.previews.prefetch_related("seen__user"))
    entries = list(history.of_change_set(change_set).select_related("change_set")[: MOST_HISTORY + 1])
    page = SetPage(
        pk=change_set.pk,
        title=change_set.title,
        ground=change_set.ground,
        valid_from=change_set.valid_from,
        status=words.status(change_set, today=today),
        code=change_set.status,
        created_by=words.person(change_set.created_by),
        created_at=change_set.created_at,
        imported_from=str((change_set.origin or {}).get("installation", "")),
        findings=_findings(change_set),
        allowed=allowed(change_set, by=by, today=today),
        steps=road.steps(change_set, check, previews, today=today),
        services=[_service_row(draft, check) for draft in _drafts(change_set)],
        amounts=amount_rows(change_set),
        history=diary.lines(entries[:MOST_HISTORY]),
        more_history=len(entries) > MOST_HISTORY,
    )
    if check is not None:
        page.problems = [_problem(change_set, code, issue) for code, issue in check.serious]
        page.remarks = list(_remarks(change_set, check))
        page.doubts = doubts_of_set(change_set, check.doubts, _drafts(change_set), may_confirm=page.allowed.edit)
    if change_set.status == Status.SUBMITTED and has(by, permissions.PUBLISH):
        page.obstacles = obstacles_in_words(change_set, by=by, today=today)
    return page


def _findings(change_set: ChangeSet) -> list[tuple[str, str, bool]]:
    """What the import has found; while it is a draft, so that it can be thought about."""
    if change_set.status != Status.DRAFT:
        return []
    found = (change_set.origin or {}).get("findings", [])
    return [(str(one["subject"]), str(one["message"]), bool(one["serious"])) for one in found]


def obstacles_in_words(change_set: ChangeSet, *, by: Author, today: date) -> list[str]:
    """Why somebody cannot publish a set now; that its day is past can be answered on the page itself."""
    found = publish.obstacles(change_set, by=by, today=today)
    return [obstacle.message for obstacle in found if obstacle.code != "past"]


def has(by: object, permission: str) -> bool:
    """Whether somebody has a permission; nobody without a name has any."""
    has_perm = getattr(by, "has_perm", None)
    return has_perm is not None and bool(has_perm(permission))


def allowed(change_set: ChangeSet, *, by: Author, today: date) -> Allowed:
    """What somebody may do with a set as it stands."""
    edits, publishes = has(by, permissions.EDIT), has(by, permissions.PUBLISH)
    is_draft, waits = change_set.status == Status.DRAFT, change_set.status == Status.SUBMITTED
    scheduled = (
        change_set.status == Status.PUBLISHED and change_set.valid_from is not None and change_set.valid_from > today
    )
    return Allowed(
        edit=edits and is_draft,
        submit=edits and is_draft,
        give_back=waits and (publishes or (edits and change_set.submitted_by_id == by.pk)),
        publish=publishes and waits,
        withdraw=publishes and scheduled,
        preview=(edits or publishes) and (is_draft or waits),
    )


# -- services --------------------------------------------------------------------------------------------------------


def _drafts(change_set: ChangeSet) -> Iterable[DraftService]:
    return change_set.services.select_related("service", "base", "edited_by", "change_set")


def _service_row(draft: DraftService, check: SetCheck | None) -> ServiceRow:
    begun = history.state_at(draft.change_set, draft.code, state_of(draft), 0)
    changes = diary.changes_in_words(difference(begun, state_of(draft)))
    checked = check.drafts.get(draft.code) if check is not None else None
    issues = checked.issues if checked is not None else []
    examples = checked.examples if checked is not None else []
    return ServiceRow(
        code=draft.code,
        title=title_of(draft.texts, draft.service, draft.code),
        url=reverse("studio:rule", args=[draft.change_set_id, draft.code]),
        service_url=reverse("studio:service", args=[draft.code]) if draft.service_id else "",
        kind=_kind(draft, checked),
        changes=tuple(changes[: diary.MOST_CHANGES]),
        rest=tuple(changes[diary.MOST_CHANGES :]),
        examples=len(examples),
        examples_right=sum(example.right for example in examples),
        problems=sum(issue.serious for issue in issues),
        checked=checked is not None,
        base_moved=any(issue.code == "base_moved" for issue in issues),
        edited_by=words.person(draft.edited_by),
        edited_at=draft.edited_at,
    )


def _kind(draft: DraftService, checked: DraftCheck | None) -> Tag:
    if draft.withdraws:
        return Tag(_("Ends"), "orange")
    if draft.base_id is None:
        return Tag(_("New"), "green")
    if checked is not None and not checked.changes_rule:
        return Tag(_("Description only"), "grey") if checked.changes_passport else Tag(_("Unchanged"), "grey")
    return Tag(_("Changed"), "blue")


# -- problems --------------------------------------------------------------------------------------------------------


def _remarks(change_set: ChangeSet, check: SetCheck) -> Iterator[Problem]:
    for issue in check.issues:
        if not issue.serious:
            yield _problem(change_set, "", issue)
    for code, draft in check.drafts.items():
        for issue in draft.issues:
            if not issue.serious:
                yield _problem(change_set, code, issue)
    for issue in check.elsewhere:
        code, _space, path = issue.path.partition(" ")
        where = f"{code}, {words.place(path)}"
        yield Problem(where, issue.message, issue.hint, "", reverse("studio:service", args=[code]))


def _problem(change_set: ChangeSet, code: str, issue: Issue) -> Problem:
    if code:
        where = f"{code}, {_readable(issue.path)}" if issue.path else code
        url = place_url(change_set.pk, code, issue.path, {})
        return Problem(where, issue.message, issue.hint, issue.word, url)
    named = _PARAMETER.fullmatch(issue.path)
    if named is not None:
        url = reverse("studio:amounts", args=[change_set.pk]) + f"#row-{named['name']}"
        return Problem(f"{named['name']}, {words.place(named['field'])}", issue.message, issue.hint, "", url)
    if issue.path:
        url = reverse("studio:edit", args=[change_set.pk]) + f"#id_{issue.path}"
        return Problem(words.place(issue.path), issue.message, issue.hint, "", url)
    return Problem(_("The whole"), issue.message, issue.hint, "", "#contents")


def _readable(path: str) -> str:
    """Return a place in words, with items counted from one as people count them."""
    return words.place(re.sub(r"\[(\d+)\]", lambda found: f"[{int(found[1]) + 1}]", path))
