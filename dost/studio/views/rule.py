"""The page of a drafted rule: read back as a text, its criteria, and everything else that makes it a rule."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse

from dost.studio.pages import rule as pages
from dost.studio.pages.doubts import DoubtsPage, doubts_of_service
from dost.studio.pages.rule_terms import question_rows, sections
from dost.studio.pages.said import in_words
from dost.studio.wording.languages import reader_language
from services_catalog.changes import drafts, edits
from services_catalog.changes.compare import compare_draft
from services_catalog.changes.reading import base_content
from services_catalog.schema import LANGUAGES

from .acting import acting, reading, refused_at, saved
from .session import DraftSession, Opened

LONGEST_REVISION: Final = 9  # digits: no draft is saved more often


def rule_page(session: DraftSession, opened: Opened | None = None) -> HttpResponse:
    """Return the page of the rule, with one piece of it open for editing; asked by htmx, only that piece."""
    return session.page("studio/rule/page.html", lambda: _context(session), opened)


def _context(session: DraftSession) -> dict[str, Any]:
    """Return everything the page of the rule shows."""
    return {
        "here": "rule",
        "law": _law(session, _language(session)),
        "criteria": pages.criterion_rows(session.content, session.check, session.reader),
        "sections": sections(session.content, session.check, session.reader),
        "questions": question_rows(session.content),
        "problems": pages.problems(session.draft, session.content, session.check),
        "removed": _removed(session),
        "doubts": _doubts(session),
    }


def _law(session: DraftSession, language: str) -> pages.Law:
    return pages.law(session.content, session.check, language, session.reader)


def _language(session: DraftSession) -> str:
    """The language the rule is read back in: the reader's, unless another was asked for."""
    asked = session.asked("read")
    return asked if asked in LANGUAGES else reader_language()


def _doubts(session: DraftSession) -> DoubtsPage:
    """What of it is to be confirmed before the set is handed in."""
    return doubts_of_service(session.draft, session.check.doubts, may_confirm=session.can_edit)


def _removed(session: DraftSession) -> dict[str, Any] | None:
    """What was just taken out, and from which revision it can be brought back."""
    name, since = session.asked("removed"), session.asked("since")
    if not name or not session.can_edit or not since.isdecimal() or len(since) > LONGEST_REVISION:
        return None
    return {"name": name[:80], "since": int(since)}


def around(session: DraftSession) -> dict[str, Any]:
    """Return what every answer to a change brings along: the rule as a text, and what is wrong."""
    return {
        "law": _law(session, reader_language()),
        "problems": pages.problems(session.draft, session.content, session.check),
        "doubts": _doubts(session),
        "merged": session.merged,
        "open_rows": frozenset(session.request.POST.getlist("open")),
    }


# -- reading -----------------------------------------------------------------------------------------------------------


@reading
def page(session: DraftSession) -> HttpResponse:
    """The rule of a drafted service."""
    return rule_page(session)


@reading
def law(session: DraftSession) -> HttpResponse:
    """The rule read back in another language."""
    language = _language(session)
    if not session.htmx:
        return session.to("rule", "law", read=language)
    return session.piece("studio/rule/_law.html", {"law": _law(session, language)})


@reading
def changes(session: DraftSession) -> HttpResponse:
    """What the draft makes different from the version it was begun from, word by word."""
    return session.piece(
        "studio/rule/changes.html", {"here": "changes", "comparison": in_words(compare_draft(session.draft))}
    )


# -- acting ------------------------------------------------------------------------------------------------------------


@acting
def ends(session: DraftSession) -> HttpResponse:
    """Say that the service's rule ends on the set's day, or that it does not after all."""
    wanted = session.sent("ends") == "yes"
    now = saved(
        session, lambda saving: edits.end_rule(session.draft, wanted, **saving), refused=refused_at(session, "rule")
    )
    return now.to("rule")


@acting
def begin(session: DraftSession) -> HttpResponse:
    """Take the rule in force into a draft that so far only changes texts, or leave the rule as it is after all."""
    content = base_content(session.draft.base) if session.sent("rule") == "change" else {}
    now = saved(
        session,
        lambda saving: drafts.save(session.draft, content=content, **saving),
        refused=refused_at(session, "rule"),
    )
    return now.to("rule")
