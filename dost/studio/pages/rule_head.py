"""What stands above every page of the rule editor: which draft, how it stands, and what is wrong in each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dost.studio.wording import words
from dost.ui.contexts import Tag
from services_catalog.changes.checking import DraftCheck
from services_catalog.changes.reading import base_texts
from services_catalog.models import DraftService
from services_catalog.models.catalogue import in_language


@dataclass(frozen=True, slots=True)
class Part:
    """One of the editor's pages: its name, its address, and a number beside it (None: none) that may warn."""

    name: str
    label: str
    url: str
    count: int | None = None
    warns: bool = False


@dataclass(slots=True)
class Head:
    """What stands above every part."""

    pk: int
    code: str
    title: str
    set_title: str
    set_url: str
    status: Tag
    valid_from: date | None
    base: str
    edited_by: str
    edited_at: Any
    can_edit: bool
    is_draft: bool
    withdraws: bool
    base_moved: bool
    revision: int
    parts: list[Part] = field(default_factory=list)


def head(draft: DraftService, check: DraftCheck, *, can_edit: bool) -> Head:
    """Return the head of a draft's pages."""
    change_set = draft.change_set
    where = [change_set.pk, draft.code]
    wrong = [issue for issue in check.issues if issue.serious]
    examples_off = sum(not result.right for result in check.examples)
    lacking = any(issue.path == "examples" and issue.serious for issue in wrong)
    texts_wrong = sum(issue.path.startswith("texts") for issue in wrong)
    rule_wrong = len(wrong) - texts_wrong - sum(issue.path.startswith("examples") for issue in wrong)
    parts = [
        Part("rule", _("Rule"), reverse("studio:rule", args=where), rule_wrong or None, bool(rule_wrong)),
        Part(
            "examples",
            _("Example people"),
            reverse("studio:rule_examples", args=where),
            examples_off or None,
            bool(examples_off) or lacking,
        ),
        Part(
            "texts",
            _("Texts for people"),
            reverse("studio:rule_texts", args=where),
            texts_wrong or None,
            bool(texts_wrong),
        ),
        Part("changes", _("What is different"), reverse("studio:rule_changes", args=where)),
    ]
    texts = draft.texts or base_texts(draft.service)
    name = texts.get("name")
    return Head(
        pk=change_set.pk,
        code=draft.code,
        title=(in_language(dict(name)) if isinstance(name, Mapping) else "") or draft.code,
        set_title=change_set.title,
        set_url=reverse("studio:set", args=[change_set.pk]),
        status=words.status(change_set, today=timezone.localdate()),
        valid_from=change_set.valid_from,
        base=str(draft.base.number) if draft.base is not None else "",
        edited_by=words.person(draft.edited_by),
        edited_at=draft.edited_at,
        can_edit=can_edit,
        is_draft=change_set.status == change_set.Status.DRAFT,
        withdraws=draft.withdraws,
        base_moved=any(issue.code == "base_moved" for issue in check.issues),
        revision=draft.revision,
        parts=parts,
    )
