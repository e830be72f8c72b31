"""The form of one criterion, as text or as conditions to choose; every button of it comes here, each to its handler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict

from dost.studio.forms.criteria import CriterionForm
from dost.studio.pages import rule as pages
from dost.studio.pages.rule_builder import BuilderPage, acted, from_typed, sent_tree
from services_catalog.changes import edits
from services_catalog.laws import known_acts

from .acting import NotDoneError, form_view, saved
from .criteria import has_criterion, place_of, respond_with_one, the_criterion
from .names import Option, found_names
from .rule import rule_page
from .session import DraftSession, Opened


@dataclass(frozen=True, slots=True)
class Writing:
    """A criterion while it is written: its form, the conditions when they are chosen, and what was looked up."""

    name: str
    place: str
    form: CriterionForm
    tree: BuilderPage | None = None
    names: list[Option] | None = None
    looked_up: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form has sent; chosen conditions stand in `fields` as the text they make."""

    name: str
    place: str
    fields: QueryDict
    tree: BuilderPage | None


# -- opening it --------------------------------------------------------------------------------------------------------


def open_criterion(session: DraftSession) -> HttpResponse:
    """The form of a criterion as it is saved, or an empty one."""
    name = session.asked("name")
    place = place_of(session, name)
    form = CriterionForm(initial=_begin(session, name), check=session.checked, auto_id=f"{place}-%s")
    form.check_initial()
    tree = from_typed(session, str(form["require"].value() or "")) if session.asked("as") == "form" else None
    return _page(session, Writing(name, place, form, tree))


def _begin(session: DraftSession, name: str) -> dict[str, Any]:
    """What stands in the form at first; a shared criterion as it was typed."""
    if not name:
        return {}
    _number, item = the_criterion(session, name)
    used = item.get("use")
    if used is None:
        return CriterionForm.begin(item)
    shared, typed = session.known.criteria.get(str(used)), session.reader.shared(str(used))
    if shared is None:
        return {"id": item.get("id") or used}
    return CriterionForm.begin({"id": item.get("id") or used, "require": typed, "text": shared.text, "law": shared.law})


# -- its buttons that save nothing -------------------------------------------------------------------------------------


def _as_text(session: DraftSession) -> HttpResponse:
    """Write the condition as text from here on."""
    return _again(session, _sent(session), None)


def _as_conditions(session: DraftSession) -> HttpResponse:
    """Choose the condition from lists from here on."""
    sent = _sent(session)
    return _again(session, sent, from_typed(session, sent.fields.get("require", "")))


def _look_up(session: DraftSession) -> HttpResponse:
    """List what can be named, by the words that were looked up."""
    sent = _sent(session)
    return _again(session, sent, sent.tree, names=found_names(session, session.sent("look-up")))


def _change_conditions(session: DraftSession) -> HttpResponse:
    """Add, take out or pick a part of the conditions, as the button says (see `rule_builder.acted`)."""
    sent = _sent(session, act=session.sent("act"))
    return _again(session, sent, sent.tree)


def _again(
    session: DraftSession, sent: Sent, tree: BuilderPage | None, *, names: list[Option] | None = None
) -> HttpResponse:
    """Show the form again as it was sent."""
    form = CriterionForm(
        initial={key: sent.fields.get(key, "") for key in CriterionForm.base_fields},
        check=session.checked,
        auto_id=f"{sent.place}-%s",
    )
    form.check_initial()
    return _page(session, Writing(sent.name, sent.place, form, tree, names, session.sent("look-up")))


# -- saving ------------------------------------------------------------------------------------------------------------


def _enter(session: DraftSession) -> HttpResponse:
    """Answer the Enter key: whoever has typed words to look up wants them looked up, anybody else saves."""
    if session.sent("look-up") != session.sent("looked-up"):
        return _look_up(session)
    return _save(session)


def _save(session: DraftSession) -> HttpResponse:
    """Save the criterion, in the place of the one it was opened for."""
    sent = _sent(session)
    form = CriterionForm(sent.fields, check=session.checked, auto_id=f"{sent.place}-%s")
    if form.is_valid() and sent.tree is not None and sent.tree.error:
        form.add_error("require", sent.tree.error)
    writing = Writing(sent.name, sent.place, form, sent.tree)
    if not form.is_valid():
        raise NotDoneError(_page(session, writing))
    written = form.written()

    def refused(why: str) -> HttpResponse:
        form.add_error("id", why)
        return _page(session, writing)

    now = saved(
        session,
        lambda saving: edits.set_criterion(
            session.draft,
            id=written["id"],
            require=written["require"],
            text=written["text"],
            law=written["law"],
            replaces=sent.name or None,
            **saving,
        ),
        refused=refused,
    )
    return respond_with_one(now, written["id"], is_new=not sent.name)


# -- what was sent, and the page ---------------------------------------------------------------------------------------


def _sent(session: DraftSession, *, act: str = "") -> Sent:
    """Return what was sent, after `act` has changed the conditions."""
    name, fields, tree = session.sent("name"), session.request.POST.copy(), None
    if fields.get("as") == "form":
        tree = sent_tree(session, session.request.POST)
        if act:
            tree = acted(session, tree, act)
        fields["require"] = tree.text
    if name and not has_criterion(session, name):
        # Somebody has taken it out meanwhile: the edit itself says so, side by side.
        return Sent(name, f"criterion-{pages.key_of(name, 0)}", fields, tree)
    return Sent(name, place_of(session, name), fields, tree)


def _page(session: DraftSession, writing: Writing) -> HttpResponse:
    name, form, tree = writing.name, writing.form, writing.tree
    known = bool(name) and has_criterion(session, name)
    number, item = the_criterion(session, name) if known else (None, {})
    context = {
        "form": form,
        "name": name,
        "revision": session.revision,
        "number": None if number is None else number + 1,
        "shared": str(item.get("use") or ""),
        "builder": tree,
        "too_rich": tree is not None and tree.too_rich,
        "checked": session.in_words(str(form["require"].value() or ""), form.checks.get("require")),
        "acts": sorted(known_acts()),
        "url": session.url("rule_criterion"),
        "cancel_url": session.url("rule_row", name=name) if name else session.url("rule_row"),
        "names": writing.names,
        "looked_up": writing.looked_up,
    }
    return rule_page(session, Opened(writing.place, "studio/rule/_criterion_form.html", context))


criterion = form_view(
    open_criterion,
    {
        "save": _save,
        "enter": _enter,
        "look-up": _look_up,
        "as-text": _as_text,
        "as-form": _as_conditions,
    },
    otherwise=_change_conditions,
)
