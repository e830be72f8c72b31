"""What people are told about a drafted service: three languages side by side, changed part by part."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse

from dost.studio.forms.texts import FORMS, TextsForm
from dost.studio.pages.rule_texts import TextPart, text_parts, texts_as_shown
from dost.studio.wording.text_parts import PARTS, titles
from services_catalog.changes import edits
from services_catalog.changes.paths import State
from services_catalog.changes.reading import base_texts

from .acting import NotDoneError, form_view, reading, saved
from .session import DraftSession, Opened

_MORE_ROWS: Final = 4


# -- reading -----------------------------------------------------------------------------------------------------------


@reading
def page(session: DraftSession) -> HttpResponse:
    """Every part."""
    return _page(session)


@reading
def part(session: DraftSession, name: str) -> HttpResponse:
    """One part as it is saved: what comes back when changing it is given up."""
    if name not in PARTS:
        raise Http404
    if not session.htmx:
        return session.to("rule_texts", f"text-{name}")
    return session.piece("studio/rule/_text_part.html", {"part": _part(session, name), "focus": "edit"})


def _part(session: DraftSession, name: str) -> TextPart:
    return next(part for part in text_parts(session.draft, session.check) if part.name == name)


def _page(session: DraftSession, opened: Opened | None = None) -> HttpResponse:
    return session.page("studio/rule/texts.html", lambda: _context(session), opened)


def _context(session: DraftSession) -> dict[str, Any]:
    found = text_parts(session.draft, session.check)
    return {"here": "texts", "parts": found, "lacking": sum(part.lacking for part in found)}


# -- the form of a part ------------------------------------------------------------------------------------------------


def open_part(session: DraftSession, name: str) -> HttpResponse:
    """The form of one part."""
    return _form_page(session, name, _form(session, name))


def _more_rows(session: DraftSession, name: str) -> HttpResponse:
    """Show the form as it was sent, with more rows."""
    return _form_page(session, name, _form(session, name, initial=session.request.POST.dict(), spare=_MORE_ROWS))


def _save(session: DraftSession, name: str) -> HttpResponse:
    """Write what was said into the texts of the draft."""
    form = _form(session, name, data=session.request.POST)
    if not form.is_valid():
        raise NotDoneError(_form_page(session, name, form))

    def alter(state: State) -> None:
        state["texts"] = dict(state.get("texts") or base_texts(session.draft.service))
        form.write(state["texts"])

    def refused(why: str) -> HttpResponse:
        form.add_error(None, why)
        return _form_page(session, name, form)

    now = saved(session, lambda saving: edits.change(session.draft, alter, **saving), refused=refused)
    if not now.htmx:
        return now.to("rule_texts", f"text-{name}")
    return now.piece("studio/rule/_text_saved.html", {"part": _part(now, name), "focus": "edit", "here": "texts"})


def _form(session: DraftSession, name: str, **more: Any) -> TextsForm:
    if name not in FORMS:
        raise Http404
    return FORMS[name](texts=texts_as_shown(session.draft), auto_id=f"{name}-%s", **more)


def _form_page(session: DraftSession, name: str, form: TextsForm) -> HttpResponse:
    context = {
        "form": form,
        "name": name,
        "title": titles()[name],
        "revision": session.revision,
        "url": session.url("rule_edit_text", name),
        "cancel_url": session.url("rule_text", name),
        "more": name == "papers",
    }
    return _page(session, Opened(f"text-{name}", "studio/rule/_text_form.html", context))


change = form_view(open_part, {"more": _more_rows}, otherwise=_save)
