"""The questions that only the person can answer, among the other fields of a drafted rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse

from dost.studio.forms.questions import QuestionForm
from dost.studio.pages import rule as pages
from dost.studio.pages.rule_terms import question_rows
from services_catalog.changes import edits

from .acting import NotDoneError, acting, form_view, reading, refused_at, saved
from .rule import around, rule_page
from .session import DraftSession, Opened

_IDS = "question-%s"
_MORE_ROWS = 4


@reading
def questions(session: DraftSession) -> HttpResponse:
    """The questions as they are saved."""
    if not session.htmx:
        return session.to("rule", "questions")
    return session.piece("studio/rule/_questions.html", {"questions": question_rows(session.content), "focus": "add"})


def open_question(session: DraftSession) -> HttpResponse:
    """The form of one question; `?name=` says which, without it is a new one."""
    name, known = session.asked("name"), _known(session)
    if name and name not in known:
        raise Http404
    return _page(session, QuestionForm(initial=QuestionForm.begin(known.get(name, {})), auto_id=_IDS), name)


def _more_rows(session: DraftSession) -> HttpResponse:
    """Show the form as it was sent, with more rows for answers."""
    initial = QuestionForm.resent(session.request.POST)
    return _page(session, QuestionForm(initial=initial, auto_id=_IDS, spare=_MORE_ROWS), session.sent("name"))


def _save(session: DraftSession) -> HttpResponse:
    """Save the question, in the place of the one it was opened for."""
    name, form = session.sent("name"), QuestionForm(session.request.POST, auto_id=_IDS)
    if not form.is_valid():
        raise NotDoneError(_page(session, form, name))
    written = form.written()

    def refused(why: str) -> HttpResponse:
        form.add_error("id", why)
        return _page(session, form, name)

    now = saved(
        session,
        lambda saving: edits.put_item(session.draft, "questions", written, replaces=name or None, **saving),
        refused=refused,
    )
    return _respond_with_all(now)


@acting
def remove(session: DraftSession) -> HttpResponse:
    """Take a question out."""
    name = session.sent("name")
    now = saved(
        session,
        lambda saving: edits.remove_item(session.draft, "questions", name, **saving),
        refused=refused_at(session, "rule", "questions"),
    )
    return _respond_with_all(now)


def _respond_with_all(session: DraftSession) -> HttpResponse:
    if not session.htmx:
        return session.to("rule", "questions")
    context = {**around(session), "questions": question_rows(session.content), "focus": "add"}
    return session.piece("studio/rule/_questions_saved.html", context)


def _known(session: DraftSession) -> Mapping[str, Mapping[str, Any]]:
    return dict(pages.named_items(session.content, "questions"))


def _page(session: DraftSession, form: QuestionForm, name: str) -> HttpResponse:
    context = {
        "form": form,
        "name": name,
        "revision": session.revision,
        "url": session.url("rule_question"),
        "cancel_url": session.url("rule_questions"),
    }
    return rule_page(session, Opened("questions", "studio/rule/_question_form.html", context))


question = form_view(open_question, {"more": _more_rows}, otherwise=_save)
