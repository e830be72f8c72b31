"""What people are told about a drafted service: three languages side by side, changed part by part."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from dost.studio.pages.rule_texts import PARTS, TextPart, text_parts, texts_as_shown, titles
from dost.studio.rule_text_forms import FORMS, TextsForm
from services_catalog.changes import edits
from services_catalog.changes.paths import State
from services_catalog.changes.reading import base_texts

from .rule_desk import Desk, Opened, editing, looking

_FORM = "studio/rule/_text_form.html"


@looking
def page(desk: Desk) -> HttpResponse:
    """Every part."""
    return _show(desk, None)


@looking
def part(desk: Desk, name: str) -> HttpResponse:
    """One part as it is saved: what comes back when changing it is given up."""
    if name not in PARTS:
        raise Http404
    if not desk.htmx:
        return desk.to("rule_texts", f"text-{name}")
    return desk.piece("studio/rule/_text_part.html", {"part": _part(desk, name), "focus": "edit"})


def _part(desk: Desk, name: str) -> TextPart:
    return next(part for part in text_parts(desk.draft, desk.check) if part.name == name)


def _show(desk: Desk, opened: Opened | None) -> HttpResponse:
    if opened is not None and desk.htmx:
        return desk.piece(opened.template, {**opened.context, "place": opened.place})
    found = text_parts(desk.draft, desk.check)
    context = {
        **desk.common(),
        "here": "texts",
        "parts": found,
        "lacking": sum(part.lacking for part in found),
        "opened": opened,
        "place": opened.place if opened else "",
        **(opened.context if opened else {}),
    }
    return render(desk.request, "studio/rule/texts.html", context)


@editing()
def change(desk: Desk, name: str) -> HttpResponse:
    """The form of one part."""
    if name not in FORMS:
        raise Http404
    texts, ids = texts_as_shown(desk.draft), f"{name}-%s"
    request = desk.request
    if request.method != "POST":
        return _open(desk, name, FORMS[name](texts=texts, auto_id=ids))
    if request.POST.get("act") == "more":
        sent: dict[str, Any] = {key: request.POST[key] for key in request.POST}
        return _open(desk, name, FORMS[name](texts=texts, initial=sent, auto_id=ids, spare=4))
    form = FORMS[name](request.POST, texts=texts, auto_id=ids)
    if form.is_valid():

        def alter(state: State) -> None:
            state["texts"] = dict(state.get("texts") or base_texts(desk.draft.service))
            form.write(state["texts"])

        outcome = desk.saved(lambda saving: edits.change(desk.draft, alter, **saving))
        if isinstance(outcome, HttpResponse):
            return outcome
        if outcome is None:
            if not desk.htmx:
                return desk.to("rule_texts", f"text-{name}")
            return desk.piece(
                "studio/rule/_text_saved.html", {"part": _part(desk, name), "focus": "edit", "here": "texts"}
            )
        form.add_error(None, outcome)
    return _open(desk, name, form)


def _open(desk: Desk, name: str, form: TextsForm) -> HttpResponse:
    context = {
        "form": form,
        "name": name,
        "title": titles()[name],
        "revision": desk.revision,
        "url": desk.url("rule_edit_text", name),
        "cancel_url": desk.url("rule_text", name),
        "more": name == "papers",
    }
    return _show(desk, Opened(f"text-{name}", _FORM, context))
