"""The other fields of a drafted rule, section by section, and the questions only the person can answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse

from dost.studio.pages import rule as pages
from dost.studio.pages.rule_terms import EXPRESSIONS, SECTIONS, question_rows, sections, titles
from dost.studio.rule_forms import DaysForm, PaidForm, WayForm
from dost.studio.rule_question_form import QuestionForm
from services_catalog.changes import edits

from .rule import show
from .rule_criteria import after_context
from .rule_desk import Desk, Opened, editing, looking, shown

Form = PaidForm | DaysForm | WayForm


@looking
def section(desk: Desk, name: str) -> HttpResponse:
    """One section as it is saved: what comes back when changing it is given up."""
    if name not in SECTIONS:
        raise Http404
    if not desk.htmx:
        return desk.to("rule", f"terms-{name}")
    return desk.piece("studio/rule/_section.html", {"section": _section(desk, name), "focus": "edit"})


def _section(desk: Desk, name: str) -> Any:
    found = sections(desk.content, desk.check, desk.reader)
    return next(section for section in found if section.name == name)


@editing()
def change(desk: Desk, name: str) -> HttpResponse:
    """The form of a section."""
    if name not in SECTIONS:
        raise Http404
    form = _form(desk, name)
    if desk.request.method != "POST":
        if not isinstance(form, WayForm):
            form.look()
        return _open(desk, name, form)
    if form.is_valid():
        written = form.written()
        outcome = desk.saved(lambda saving: edits.set_fields(desk.draft, written, **saving))
        if isinstance(outcome, HttpResponse):
            return outcome
        if outcome is None:
            if not desk.htmx:
                return desk.to("rule", f"terms-{name}")
            if "basis" in written:
                return desk.to("rule", f"terms-{name}")  # what every criterion says may be different now
            context = {**after_context(desk), "section": _section(desk, name), "focus": "edit"}
            return desk.piece("studio/rule/_section_saved.html", context)
        form.add_error(None, outcome)
    return _open(desk, name, form)


def _form(desk: Desk, name: str) -> Form:
    data = desk.request.POST if desk.request.method == "POST" else None
    names = f"terms-{name}-%s"
    if name == "paid":
        roles = desk.vocabulary.roles if desk.vocabulary is not None else ("subject",)
        return PaidForm(data, initial=PaidForm.begin(desk.content), roles=roles, check=desk.checked, auto_id=names)
    if name == "days":
        return DaysForm(data, initial=DaysForm.begin(desk.content), check=desk.checked, auto_id=names)
    return WayForm(data, initial=WayForm.begin(desk.content), code=desk.draft.code, auto_id=names)


def _open(desk: Desk, name: str, form: Form) -> HttpResponse:
    checks = {} if isinstance(form, WayForm) else form.checks
    context = {
        "form": form,
        "fields": [
            (
                bound,
                shown(desk, str(bound.value() or ""), checks.get(bound.name)) if bound.name in EXPRESSIONS else None,
            )
            for bound in form
        ],
        "name": name,
        "title": titles()[name],
        "revision": desk.revision,
        "url": desk.url("rule_terms", name),
        "cancel_url": desk.url("rule_section", name),
    }
    return show(desk, Opened(f"terms-{name}", "studio/rule/_section_form.html", context))


# -- questions ------------------------------------------------------------------------------------------


@looking
def questions(desk: Desk) -> HttpResponse:
    """The questions as they are saved."""
    if not desk.htmx:
        return desk.to("rule", "questions")
    return desk.piece("studio/rule/_questions.html", {"questions": question_rows(desk.content), "focus": "add"})


@editing()
def question(desk: Desk) -> HttpResponse:
    """The form of one question; `?name=` says which, without it is a new one."""
    request = desk.request
    name = request.POST.get("name", request.GET.get("name", ""))
    known = dict(pages.named_items(desk.content, "questions"))
    if name and request.method != "POST" and name not in known:
        raise Http404
    if request.method == "POST":
        form = QuestionForm(request.POST, auto_id="question-%s")
        if request.POST.get("act") == "more":
            form = QuestionForm(initial=QuestionForm.resent(request.POST), auto_id="question-%s", spare=4)
        elif form.is_valid():
            written = form.written()
            outcome = desk.saved(
                lambda saving: edits.put_item(desk.draft, "questions", written, replaces=name or None, **saving)
            )
            if isinstance(outcome, HttpResponse):
                return outcome
            if outcome is None:
                return _questions(desk)
            form.add_error("id", outcome)
    else:
        form = QuestionForm(initial=QuestionForm.begin(known.get(name, {})), auto_id="question-%s")
    context = {
        "form": form,
        "name": name,
        "revision": desk.revision,
        "url": desk.url("rule_question"),
        "cancel_url": desk.url("rule_questions"),
    }
    return show(desk, Opened("questions", "studio/rule/_question_form.html", context))


@editing("POST")
def remove_question(desk: Desk) -> HttpResponse:
    """Take a question out."""
    name = desk.request.POST.get("name", "")
    outcome = desk.saved(lambda saving: edits.remove_item(desk.draft, "questions", name, **saving))
    if isinstance(outcome, HttpResponse):
        return outcome
    if outcome is not None:
        messages.error(desk.request, outcome)
        return desk.to("rule", "questions")
    return _questions(desk)


def _questions(desk: Desk) -> HttpResponse:
    if not desk.htmx:
        return desk.to("rule", "questions")
    context = {**after_context(desk), "questions": question_rows(desk.content), "focus": "add"}
    return desk.piece("studio/rule/_questions_saved.html", context)
