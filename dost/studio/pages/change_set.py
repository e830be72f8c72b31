"""The page of a change set: how it stands, what is in it, what is wrong, and what the reader may do with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.studio.wording import words
from dost.studio.wording.item_words import names_in
from dost.studio.wording.titles import title_of
from dost.ui.contexts import Tag
from services_catalog.changes import history
from services_catalog.changes.author import Author
from services_catalog.changes.checking import DraftCheck, SetCheck, check_change_set
from services_catalog.changes.paths import difference
from services_catalog.changes.reading import state_of
from services_catalog.models import ChangeSet, DraftService

from . import diary, road
from .allowed import Allowed, allowed
from .amounts import AmountRow, amount_rows
from .doubts import DoubtsPage, doubts_of_set
from .ending import HandIn, Publishing, hand_in_of, publishing_of
from .problems import Problem, problems_of
from .shared import SharedDraftRow, named_services, shared_rows

Status = ChangeSet.Status
MOST_HISTORY = 6


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


@dataclass(slots=True)
class SetPage:
    """Everything the page shows; `hand_in` and `publishing` for whoever may, `day` is the one a preview is asked for.

    `findings` is what an import found different here, as (what, how, whether it is serious).
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
    day: date
    steps: list[road.Step] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    services: list[ServiceRow] = field(default_factory=list)
    amounts: list[AmountRow] = field(default_factory=list)
    hand_in: HandIn | None = None
    publishing: Publishing | None = None
    findings: list[tuple[str, str, bool]] = field(default_factory=list)
    doubts: DoubtsPage | None = None
    shared: list[SharedDraftRow] = field(default_factory=list)
    followers: tuple[tuple[str, str], ...] = ()
    history: list[diary.Line] = field(default_factory=list)
    entries: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.services and not self.amounts and not self.shared


def set_page(change_set: ChangeSet, *, by: Author, today: date) -> SetPage:
    """Return the page of a set as somebody sees it; a set under way is checked anew each time."""
    check = check_change_set(change_set) if change_set.status in (Status.DRAFT, Status.SUBMITTED) else None
    previews = list(change_set.previews.prefetch_related("seen__user"))
    entries = history.of_change_set(change_set).select_related("change_set")
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
        day=change_set.valid_from or today,
        steps=road.steps(change_set, check, previews, today=today),
        services=[_service_row(draft, check) for draft in _drafts(change_set)],
        amounts=amount_rows(change_set),
        shared=shared_rows(change_set, check.shared if check is not None else ()),
        history=diary.lines(entries[:MOST_HISTORY]),
        entries=entries.count(),
    )
    if check is not None:
        found = problems_of(change_set, check)
        page.problems, page.remarks = found.serious, found.remarks
        page.followers = named_services(check.followers)
        page.doubts = doubts_of_set(change_set, check.doubts, _drafts(change_set), may_confirm=page.allowed.edit)
    if check is not None and page.allowed.submit:
        page.hand_in = hand_in_of(change_set, check)
    if page.allowed.publish:
        page.publishing = publishing_of(change_set, by=by, today=today)
    return page


def _findings(change_set: ChangeSet) -> list[tuple[str, str, bool]]:
    """What the import has found; while it is a draft, so that it can be thought about."""
    if change_set.status != Status.DRAFT:
        return []
    found = (change_set.origin or {}).get("findings", [])
    names = diary.subject_names(str(one["subject"]) for one in found)
    return [
        (names.get(str(one["subject"]), str(one["subject"])), str(one["message"]), bool(one["serious"]))
        for one in found
    ]


# -- services --------------------------------------------------------------------------------------------------------


def _drafts(change_set: ChangeSet) -> Iterable[DraftService]:
    return change_set.services.select_related("service", "base", "edited_by", "change_set")


def _service_row(draft: DraftService, check: SetCheck | None) -> ServiceRow:
    begun = history.state_at(draft.change_set, draft.code, state_of(draft), 0)
    names = {**names_in(begun), **names_in(draft.content)}
    changes = diary.changes_in_words(difference(begun, state_of(draft)), names)
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
