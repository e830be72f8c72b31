"""The other fields of a drafted rule, section by section."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse

from dost.studio.forms.document import DocumentForm
from dost.studio.forms.limits import LimitsForm
from dost.studio.forms.second_person import SecondPersonForm
from dost.studio.forms.terms import DaysForm, PaidForm, WayForm
from dost.studio.pages.rule_terms import EXPRESSIONS, SECTIONS, Section, sections, titles
from services_catalog.changes import edits

from .acting import NotDoneError, form_view, reading, saved
from .rule import around, rule_page
from .session import DraftSession, Opened

Form = PaidForm | DaysForm | WayForm | DocumentForm | LimitsForm | SecondPersonForm
PLAIN: Final = (WayForm, DocumentForm, LimitsForm, SecondPersonForm)
"""Forms without expressions."""


@reading
def section(session: DraftSession, name: str) -> HttpResponse:
    """One section as it is saved: what comes back when changing it is given up."""
    _known(name)
    if not session.htmx:
        return session.to("rule", f"terms-{name}")
    return session.piece("studio/rule/_section.html", {"section": _section(session, name), "focus": "edit"})


def open_section(session: DraftSession, name: str) -> HttpResponse:
    """The form of a section."""
    form = _form(session, _known(name))
    if not isinstance(form, PLAIN):
        form.check_initial()
    return _page(session, name, form)


def _save(session: DraftSession, name: str) -> HttpResponse:
    """Save the fields of a section."""
    form = _form(session, _known(name))
    if not form.is_valid():
        raise NotDoneError(_page(session, name, form))
    written = form.written()

    def refused(why: str) -> HttpResponse:
        form.add_error(None, why)
        return _page(session, name, form)

    now = saved(session, lambda saving: edits.set_fields(session.draft, written, **saving), refused=refused)
    if not now.htmx or "basis" in written:  # with another basis, every criterion may say something else
        return now.to("rule", f"terms-{name}")
    return now.piece(
        "studio/rule/_section_saved.html", {**around(now), "section": _section(now, name), "focus": "edit"}
    )


def _known(name: str) -> str:
    if name not in SECTIONS:
        raise Http404
    return name


def _section(session: DraftSession, name: str) -> Section:
    found = sections(session.content, session.check, session.reader)
    shown = next((section for section in found if section.name == name), None)
    if shown is None:
        raise Http404
    return shown


def _form(session: DraftSession, name: str) -> Form:
    data = session.request.POST if session.request.method == "POST" else None
    names, content = f"terms-{name}-%s", session.content
    if name == "paid":
        roles = session.vocabulary.roles if session.vocabulary is not None else ("subject",)
        return PaidForm(data, initial=PaidForm.begin(content), roles=roles, check=session.checked, auto_id=names)
    if name == "days":
        return DaysForm(data, initial=DaysForm.begin(content), check=session.checked, auto_id=names)
    if name == "document":
        return DocumentForm(data, initial=DocumentForm.begin(content), auto_id=names)
    if name == "limits":
        return LimitsForm(data, initial=LimitsForm.begin(content), auto_id=names)
    if name == "second":
        return SecondPersonForm(data, initial=SecondPersonForm.begin(content), auto_id=names)
    return WayForm(data, initial=WayForm.begin(content), code=session.draft.code, auto_id=names)


def _page(session: DraftSession, name: str, form: Form) -> HttpResponse:
    checks = {} if isinstance(form, PLAIN) else form.checks
    fields = [
        (
            bound,
            session.in_words(str(bound.value() or ""), checks.get(bound.name)) if bound.name in EXPRESSIONS else None,
        )
        for bound in form
    ]
    context = {
        "form": form,
        "fields": fields,
        "name": name,
        "title": titles()[name],
        "revision": session.revision,
        "url": session.url("rule_terms", name),
        "cancel_url": session.url("rule_section", name),
    }
    return rule_page(session, Opened(f"terms-{name}", "studio/rule/_section_form.html", context))


change = form_view(open_section, otherwise=_save)
