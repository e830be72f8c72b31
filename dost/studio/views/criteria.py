"""The criteria of a drafted rule as a list: one as it is saved, shared ones, order, taking out, bringing back.

A criterion is named by `?name=`, as drafts name it; without, a new one is meant. Its form is in `criterion_form`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dost.studio.forms.criteria import GroupForm
from dost.studio.forms.fields import texts_of
from dost.studio.pages import rule as pages
from services_catalog.changes import edits, history
from services_catalog.changes.reading import state_of
from services_catalog.laws import law_as_read
from services_catalog.models.catalogue import in_language

from .acting import NotDoneError, Refused, acting, form_view, reading, saved
from .rule import around, rule_page
from .session import DraftSession, Opened


def has_criterion(session: DraftSession, name: str) -> bool:
    """Whether the draft has a criterion of this name."""
    return name in dict(pages.named_items(session.content, "criteria"))


def the_criterion(session: DraftSession, name: str) -> tuple[int, Mapping[str, Any]]:
    """Return the position and the criterion a request names, or 404."""
    for number, (known, item) in enumerate(pages.named_items(session.content, "criteria")):
        if known == name:
            return number, item
    raise Http404


def place_of(session: DraftSession, name: str) -> str:
    """Return the element of the page in which a criterion is changed."""
    if not name:
        return "extra"
    return f"criterion-{pages.key_of(name, the_criterion(session, name)[0])}"


def rows_of(session: DraftSession) -> list[pages.CriterionRow]:
    """Return the criteria as the page lists them."""
    return pages.criterion_rows(session.content, session.check, session.reader)


# -- reading -----------------------------------------------------------------------------------------------------------


@reading
def row(session: DraftSession) -> HttpResponse:
    """One criterion as it is saved: what comes back when changing it is given up."""
    name = session.asked("name")
    if not name:
        return session.piece("studio/rule/_extra.html") if session.htmx else session.to("rule", "extra")
    if not session.htmx:
        return session.to("rule", place_of(session, name))
    number, _item = the_criterion(session, name)
    return session.piece("studio/rule/_criterion.html", {"row": rows_of(session)[number], "focus": "edit"})


# -- what comes back after an act --------------------------------------------------------------------------------------


def respond_with_one(session: DraftSession, name: str, *, is_new: bool) -> HttpResponse:
    """Back to the page, at the criterion; asked by htmx, the criterion alone, or the list it was added to."""
    number, _item = the_criterion(session, name)
    rows = rows_of(session)
    if not session.htmx:
        return session.to("rule", f"criterion-{rows[number].key}")
    if is_new:
        return session.piece("studio/rule/_added.html", {**around(session), "criteria": rows, "focus_name": name})
    return session.piece("studio/rule/_saved.html", {**around(session), "row": rows[number], "focus": "edit"})


def _respond_with_all(session: DraftSession, **more: Any) -> HttpResponse:
    """Answer with the whole list, in which forms that are open stay as they are."""
    if not session.htmx:
        name = str(more.get("focus_name", ""))
        return session.to("rule", place_of(session, name) if has_criterion(session, name) else "criteria")
    context = {**around(session), "criteria": rows_of(session), "refused": "", **more}
    return session.piece("studio/rule/_moved.html", context)


def _said_with_all(session: DraftSession, **more: Any) -> Refused:
    """Return what says a refusal above the list."""

    def refused(why: str) -> HttpResponse:
        if not session.htmx:
            messages.error(session.request, why)
        return _respond_with_all(session, refused=why, **more)

    return refused


# -- order, taking out, bringing back ----------------------------------------------------------------------------------


@acting
def move(session: DraftSession) -> HttpResponse:
    """Move a criterion one place up or down."""
    name, down = session.sent("name"), session.sent("to") == "down"
    number, _item = the_criterion(session, name)
    focus = {"focus_name": name, "focus": "down" if down else "up"}
    now = saved(
        session,
        lambda saving: edits.move_item(session.draft, "criteria", name, number + (1 if down else -1), **saving),
        refused=_said_with_all(session, **focus),
    )
    return _respond_with_all(now, **focus)


@acting
def remove(session: DraftSession) -> HttpResponse:
    """Take a criterion out; the answer offers to bring it back."""
    name, before = session.sent("name"), session.draft.revision
    the_criterion(session, name)
    removed = {"name": name, "since": before}
    now = saved(
        session,
        lambda saving: edits.remove_item(session.draft, "criteria", name, **saving),
        refused=_said_with_all(session, removed=removed),
    )
    if not now.htmx:
        return now.to("rule", "criteria", removed=name, since=before)
    return _respond_with_all(now, removed=removed)


@acting
def restore(session: DraftSession) -> HttpResponse:
    """Bring a criterion back that was taken out, where it stood."""
    name = session.sent("name")
    number, item = _as_it_was(session, name, session.sent("since"))
    focus = {"focus_name": name, "focus": "edit"}
    now = saved(
        session,
        lambda saving: edits.put_item(session.draft, "criteria", item, position=number, **saving),
        refused=_said_with_all(session, **focus),
    )
    return _respond_with_all(now, **focus)


def _as_it_was(session: DraftSession, name: str, since: str) -> tuple[int, Mapping[str, Any]]:
    """Return the place and the criterion as they were in a revision, or 404."""
    if not since.isdecimal() or len(since) > 9:
        raise Http404
    then = history.state_at(session.change_set, session.draft.code, state_of(session.draft), int(since))
    for number, (known, item) in enumerate(pages.named_items(then, "criteria")):
        if known == name:
            return number, item
    raise Http404


# -- shared ones -------------------------------------------------------------------------------------------------------


def list_shared(session: DraftSession) -> HttpResponse:
    """The shared criteria that fit this rule, to choose from."""
    return _shared_page(session, "")


def _use_shared(session: DraftSession) -> HttpResponse:
    """Add a shared criterion to the rule."""
    wanted = session.sent("use")
    if wanted not in session.known.criteria:
        why = _("There is no shared criterion “%(name)s”.") % {"name": wanted[:80]}
        raise NotDoneError(_shared_page(session, why))
    now = saved(
        session,
        lambda saving: edits.use_shared(session.draft, wanted, **saving),
        refused=lambda why: _shared_page(session, why),
    )
    return respond_with_one(now, wanted, is_new=True)


def _shared_page(session: DraftSession, refused: str) -> HttpResponse:
    wanted = session.asked("q").strip()
    context = {
        "rows": _fitting(session, wanted),
        "q": wanted,
        "refused": refused,
        "revision": session.revision,
        "url": session.url("rule_shared"),
        "cancel_url": session.url("rule_row"),
    }
    if session.target == "shared-list":
        return session.piece("studio/rule/_shared_list.html", context)
    return rule_page(session, Opened("extra", "studio/rule/_shared.html", context))


def _fitting(session: DraftSession, wanted: str) -> list[dict[str, str]]:
    """Return the shared criteria that are not there yet, speak of what is wanted and can be asked on this basis."""
    there = {str(item.get("use")) for _name, item in pages.named_items(session.content, "criteria")}
    rows = []
    for name, criterion in session.known.criteria.items():
        if name in there or not _speaks_of(criterion.text, name, wanted):
            continue
        found = session.checked(criterion.require, "require")
        if found.ok:
            says = session.in_words(session.reader.shared(name), found).says
            text, law = in_language(criterion.text), law_as_read(criterion.law)
            rows.append({"name": name, "text": text, "says": says, "law": law})
    return rows


def _speaks_of(text: Mapping[str, str], name: str, wanted: str) -> bool:
    words = " ".join([name, *text.values()]).casefold()
    return all(word in words for word in wanted.casefold().split())


shared = form_view(list_shared, otherwise=_use_shared)


# -- several made one --------------------------------------------------------------------------------------------------


def open_group(session: DraftSession) -> HttpResponse:
    """Several criteria to choose, and how they belong together."""
    return _group_page(session, _group_form(session))


def _join(session: DraftSession) -> HttpResponse:
    """Make several criteria one, of which any or all must hold."""
    form = _group_form(session)
    if not form.is_valid():
        raise NotDoneError(_group_page(session, form))
    said = form.cleaned_data

    def refused(why: str) -> HttpResponse:
        form.add_error(None, why)
        return _group_page(session, form)

    now = saved(
        session,
        lambda saving: edits.group(
            session.draft,
            said["names"],
            way=said["way"],
            id=said["id"],
            text=texts_of(said, "text"),
            law=said["law"],
            **saving,
        ),
        refused=refused,
    )
    return respond_with_one(now, said["id"], is_new=True)


def _group_form(session: DraftSession) -> GroupForm:
    listed = [(row.name, row.texts.here or row.name) for row in rows_of(session)]
    return GroupForm(session.request.POST or None, criteria=listed, auto_id="group-%s")


def _group_page(session: DraftSession, form: GroupForm) -> HttpResponse:
    context = {
        "form": form,
        "revision": session.revision,
        "url": session.url("rule_group"),
        "cancel_url": session.url("rule_row"),
    }
    return rule_page(session, Opened("extra", "studio/rule/_group.html", context))


group = form_view(open_group, otherwise=_join)
