"""The page of a drafted rule: read back as a text, its criteria, and everything else that makes it a rule."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from dost.studio.pages import rule as pages
from dost.studio.pages.rule_terms import question_rows, sections
from services_catalog.changes import drafts, edits
from services_catalog.changes.compare import compare_draft
from services_catalog.changes.reading import base_content
from services_catalog.schema import LANGUAGES

from .rule_desk import Desk, Opened, editing, looking


def show(desk: Desk, opened: Opened | None = None) -> HttpResponse:
    """Return the page of the rule, with one piece of it open for editing; asked by htmx, only that piece."""
    if opened is not None and desk.htmx:
        return desk.piece(opened.template, {**opened.context, "place": opened.place})
    return render(desk.request, "studio/rule/page.html", page_context(desk, opened))


def page_context(desk: Desk, opened: Opened | None = None) -> dict[str, Any]:
    """Return everything the page of the rule shows."""
    wrong = pages.problems(desk.draft, desk.content, desk.check)
    removed = desk.request.GET.get("removed", "")
    return {
        **desk.common(),
        "here": "rule",
        "law": pages.law(desk.content, desk.check, law_language(desk), desk.reader),
        "criteria": pages.criterion_rows(desk.content, desk.check, desk.reader),
        "sections": sections(desk.content, desk.check, desk.reader),
        "questions": question_rows(desk.content),
        "problems": wrong,
        "removed": removed_item(desk, removed) if removed and desk.can_edit else None,
        "opened": opened,
        "place": opened.place if opened else "",
        **(opened.context if opened else {}),
    }


def law_language(desk: Desk) -> str:
    """The language the rule is read back in: the reader's, unless another was asked for."""
    asked = desk.request.GET.get("read", "")
    return asked if asked in LANGUAGES else pages.reader_language()


def removed_item(desk: Desk, name: str) -> dict[str, Any] | None:
    """What was just taken out, and from which revision it can be brought back."""
    since = desk.request.GET.get("since", "")
    if not since.isdecimal():
        return None
    return {"name": name[:80], "since": int(since)}


@looking
def page(desk: Desk) -> HttpResponse:
    """The rule of a drafted service."""
    return show(desk)


@looking
def law(desk: Desk) -> HttpResponse:
    """The rule read back in another language."""
    language = law_language(desk)
    if not desk.htmx:
        return desk.to("rule", "law", read=language)
    return desk.piece("studio/rule/_law.html", {"law": pages.law(desk.content, desk.check, language, desk.reader)})


@looking
def changes(desk: Desk) -> HttpResponse:
    """What the draft makes different from the version it was begun from, word by word."""
    context = {**desk.common(), "here": "changes", "comparison": compare_draft(desk.draft)}
    return render(desk.request, "studio/rule/changes.html", context)


@editing("POST")
def ends(desk: Desk) -> HttpResponse:
    """Say that the service's rule ends on the set's day, or that it does not after all."""
    wanted = desk.request.POST.get("ends") == "yes"
    return _done(desk, desk.saved(lambda saving: edits.end_rule(desk.draft, wanted, **saving)))


@editing("POST")
def begin(desk: Desk) -> HttpResponse:
    """Take the rule in force into a draft that so far only changes texts, or leave the rule as it is after all."""
    content = base_content(desk.draft.base) if desk.request.POST.get("rule") == "change" else {}
    return _done(desk, desk.saved(lambda saving: drafts.save(desk.draft, content=content, **saving)))


def _done(desk: Desk, outcome: HttpResponse | str | None) -> HttpResponse:
    if isinstance(outcome, HttpResponse):
        return outcome
    if isinstance(outcome, str):
        messages.error(desk.request, outcome)
    return desk.to("rule")
