"""The criteria of a drafted rule: written, changed, ordered, joined, taken out and brought back.

A criterion is named by `?name=`, as drafts name it; without, a new one is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dost.studio.pages import rule as pages
from dost.studio.pages.rule_builder import BuilderPage, acted, from_typed, sent_tree
from dost.studio.rule_forms import CriterionForm, GroupForm, texts_of
from services_catalog.changes import edits, history
from services_catalog.changes.edits import Saving
from services_catalog.changes.reading import state_of
from services_catalog.laws import known_acts, law_as_read
from services_catalog.models import DraftService
from services_catalog.models.catalogue import in_language

from .rule import show
from .rule_desk import Desk, Opened, editing, looking, shown
from .rule_typing import found_names

NEW = "new"
_FORM = "studio/rule/_criterion_form.html"


def the_criterion(desk: Desk, name: str) -> tuple[int, Mapping[str, Any]]:
    """Return the position and the criterion a request names, or 404."""
    for number, (known, item) in enumerate(pages.named_items(desk.content, "criteria")):
        if known == name:
            return number, item
    raise Http404


def place_of(desk: Desk, name: str) -> str:
    """Return the element of the page in which a criterion is changed."""
    if not name:
        return "extra"
    return f"criterion-{pages.key_of(name, the_criterion(desk, name)[0])}"


@looking
def row(desk: Desk) -> HttpResponse:
    """One criterion as it is saved: what comes back when changing it is given up."""
    name = desk.request.GET.get("name", "")
    if not name:
        return desk.piece("studio/rule/_extra.html") if desk.htmx else desk.to("rule", "extra")
    if not desk.htmx:
        return desk.to("rule", place_of(desk, name))
    number, _item = the_criterion(desk, name)
    row = pages.criterion_rows(desk.content, desk.check, desk.reader)[number]
    return desk.piece("studio/rule/_criterion.html", {"row": row, "focus": "edit"})


# -- writing one -------------------------------------------------------------------------------------------------------


@editing()
def criterion(desk: Desk) -> HttpResponse:
    """The form of one criterion, as text or as conditions to choose; every button of it comes here."""
    request = desk.request
    name = request.POST.get("name", request.GET.get("name", ""))
    if name and request.method == "POST" and name not in dict(pages.named_items(desk.content, "criteria")):
        # Somebody has taken it out meanwhile: the edit itself says so, side by side.
        place = f"criterion-{pages.key_of(name, 0)}"
    else:
        place = place_of(desk, name)
    if request.method != "POST":
        form = CriterionForm(initial=_begin(desk, name), check=desk.checked, auto_id=f"{place}-%s")
        form.look()
        wanted = request.GET.get("as", "text")
        tree = from_typed(desk, str(form["require"].value() or "")) if wanted == "form" else None
        return _open(desk, place, name, form, tree)
    sent = request.POST.copy()
    tree = None
    if sent.get("as") == "form":
        tree = sent_tree(desk, request.POST)
        act = sent.get("act", "")
        if act.startswith("b-"):
            tree = acted(desk, tree, act)
        sent["require"] = tree.text
    form = CriterionForm(sent, check=desk.checked, auto_id=f"{place}-%s")
    act = sent.get("act", "save")
    if act == "enter" and sent.get("look-up", "") != sent.get("looked-up", ""):
        act = "look-up"
    if act not in ("save", "enter"):
        return _turned(desk, place, name, form, tree, act)
    if form.is_valid() and tree is not None and tree.error:
        form.add_error("require", tree.error)
    if form.is_valid():
        replaces = name or None
        outcome = desk.saved(lambda saving: _put(desk.draft, form, replaces, saving))
        if isinstance(outcome, HttpResponse):
            return outcome
        if outcome is None:
            return _after(desk, form.cleaned_data["id"], is_new=not name)
        form.add_error("id", outcome)
    return _open(desk, place, name, form, tree)


def _begin(desk: Desk, name: str) -> dict[str, Any]:
    """What stands in the form at first; a shared criterion is written out."""
    if not name:
        return {}
    _number, item = the_criterion(desk, name)
    used = item.get("use")
    if used is None:
        return CriterionForm.begin(item)
    shared = desk.known.criteria.get(str(used))
    if shared is None:
        return {"id": item.get("id") or used}
    return CriterionForm.begin(
        {"id": item.get("id") or used, "require": shared.require, "text": shared.text, "law": shared.law}
    )


def _put(draft: DraftService, form: CriterionForm, replaces: str | None, saving: Saving) -> DraftService:
    written = form.written()
    return edits.set_criterion(
        draft,
        id=written["id"],
        require=written["require"],
        text=written["text"],
        law=written["law"],
        replaces=replaces,
        **saving,
    )


def _turned(desk: Desk, place: str, name: str, form: CriterionForm, tree: BuilderPage | None, act: str) -> HttpResponse:
    """Show the form again after a button that saves nothing: the other way to write, a change of the conditions."""
    sent = form.data
    typed = sent.get("require", "")
    form = CriterionForm(
        initial={key: sent.get(key, "") for key in form.fields}, check=desk.checked, auto_id=f"{place}-%s"
    )
    form.look()
    looked_up = None
    if act == "as-form":
        tree = from_typed(desk, typed)
    elif act == "as-text":
        tree = None
    elif act == "look-up":
        looked_up = found_names(desk, sent.get("look-up", ""))
    return _open(desk, place, name, form, tree, names=looked_up, looked_up=sent.get("look-up", ""))


def _open(
    desk: Desk, place: str, name: str, form: CriterionForm, tree: BuilderPage | None, **more: Any
) -> HttpResponse:
    number, item = (
        the_criterion(desk, name) if name and name in dict(pages.named_items(desk.content, "criteria")) else (None, {})
    )
    used = str(item.get("use") or "")
    context = {
        "form": form,
        "name": name,
        "revision": desk.revision,
        "number": None if number is None else number + 1,
        "shared": used,
        "builder": tree,
        "too_rich": tree is not None and tree.too_rich,
        "checked": shown(desk, str(form["require"].value() or ""), form.checks.get("require")),
        "acts": sorted(known_acts()),
        "url": desk.url("rule_criterion"),
        "cancel_url": desk.url("rule_row", name=name) if name else desk.url("rule_row"),
        **more,
    }
    return show(desk, Opened(place, _FORM, context))


def _after(desk: Desk, name: str, *, is_new: bool) -> HttpResponse:
    """Back to the page, at the criterion; asked by htmx, the criterion alone, or the list it was added to."""
    number, _item = the_criterion(desk, name)
    rows = pages.criterion_rows(desk.content, desk.check, desk.reader)
    if not desk.htmx:
        return desk.to("rule", f"criterion-{rows[number].key}")
    context = after_context(desk)
    if is_new:
        return desk.piece("studio/rule/_added.html", {**context, "criteria": rows, "focus_name": name})
    return desk.piece("studio/rule/_saved.html", {**context, "row": rows[number], "focus": "edit"})


def after_context(desk: Desk) -> dict[str, Any]:
    """Return what every answer to a change brings along: the rule as a text, and what is wrong."""
    return {
        "law": pages.law(desk.content, desk.check, pages.reader_language(), desk.reader),
        "problems": pages.problems(desk.draft, desk.content, desk.check),
        "merged": desk.merged,
        "open_rows": frozenset(desk.request.POST.getlist("open")),
    }


# -- shared ones, and several made one ---------------------------------------------------------------------------------


@editing()
def shared(desk: Desk) -> HttpResponse:
    """The shared criteria that fit this rule, to choose from."""
    request = desk.request
    if request.method == "POST":
        wanted = request.POST.get("use", "")
        if wanted in desk.known.criteria:
            outcome = desk.saved(lambda saving: edits.use_shared(desk.draft, wanted, **saving))
            if isinstance(outcome, HttpResponse):
                return outcome
            if outcome is None:
                return _after(desk, wanted, is_new=True)
            return _list_shared(desk, outcome)
        return _list_shared(desk, _("There is no shared criterion “%(name)s”.") % {"name": wanted[:80]})
    return _list_shared(desk, "")


def _list_shared(desk: Desk, refused: str) -> HttpResponse:
    wanted = desk.request.GET.get("q", "").strip()
    there = {str(item.get("use")) for _name, item in pages.named_items(desk.content, "criteria")}
    rows = []
    for name, criterion in desk.known.criteria.items():
        if name in there or not _speaks_of(criterion.text, name, wanted):
            continue
        found = desk.checked(criterion.require, "require")
        if found.ok:
            rows.append(
                {
                    "name": name,
                    "text": in_language(criterion.text),
                    "says": shown(desk, desk.reader.shared(name), found).says,
                    "law": law_as_read(criterion.law),
                }
            )
    context = {
        "rows": rows,
        "q": wanted,
        "refused": refused,
        "revision": desk.revision,
        "url": desk.url("rule_shared"),
        "cancel_url": desk.url("rule_row"),
    }
    if desk.htmx and getattr(desk.request, "htmx").target == "shared-list":  # noqa: B009 - unknown to HttpRequest
        return desk.piece("studio/rule/_shared_list.html", context)
    return show(desk, Opened("extra", "studio/rule/_shared.html", context))


def _speaks_of(text: Mapping[str, str], name: str, wanted: str) -> bool:
    words = " ".join([name, *text.values()]).casefold()
    return all(word in words for word in wanted.casefold().split())


@editing()
def group(desk: Desk) -> HttpResponse:
    """Several criteria made one, of which any or all must hold."""
    rows = pages.criterion_rows(desk.content, desk.check, desk.reader)
    listed = [(row.name, row.texts.here or row.name) for row in rows]
    form = GroupForm(desk.request.POST or None, criteria=listed, auto_id="group-%s")
    if desk.request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def act(saving: Saving) -> DraftService:
            return edits.group(
                desk.draft,
                said["names"],
                way=said["way"],
                id=said["id"],
                text=texts_of(said, "text"),
                law=said["law"],
                **saving,
            )

        outcome = desk.saved(act)
        if isinstance(outcome, HttpResponse):
            return outcome
        if outcome is None:
            return _after(desk, said["id"], is_new=True)
        form.add_error(None, outcome)
    context = {
        "form": form,
        "revision": desk.revision,
        "url": desk.url("rule_group"),
        "cancel_url": desk.url("rule_row"),
    }
    return show(desk, Opened("extra", "studio/rule/_group.html", context))


# -- order, taking out, bringing back ----------------------------------------------------------------------------------


@editing("POST")
def move(desk: Desk) -> HttpResponse:
    """Move a criterion one place up or down."""
    name = desk.request.POST.get("name", "")
    number, _item = the_criterion(desk, name)
    down = desk.request.POST.get("to") == "down"
    outcome = desk.saved(
        lambda saving: edits.move_item(desk.draft, "criteria", name, number + (1 if down else -1), **saving)
    )
    return _listed(desk, outcome, focus_name=name, focus="down" if down else "up")


@editing("POST")
def remove(desk: Desk) -> HttpResponse:
    """Take a criterion out; the answer offers to bring it back."""
    name = desk.request.POST.get("name", "")
    the_criterion(desk, name)
    before = desk.draft.revision
    outcome = desk.saved(lambda saving: edits.remove_item(desk.draft, "criteria", name, **saving))
    if outcome is None and not desk.htmx:
        return desk.to("rule", "criteria", removed=name, since=before)
    return _listed(desk, outcome, removed={"name": name, "since": before})


@editing("POST")
def restore(desk: Desk) -> HttpResponse:
    """Bring a criterion back that was taken out, where it stood."""
    name, since = desk.request.POST.get("name", ""), desk.request.POST.get("since", "")
    if not since.isdecimal() or len(since) > 9:
        raise Http404
    then = history.state_at(desk.change_set, desk.draft.code, state_of(desk.draft), int(since))
    items = pages.named_items(then, "criteria")
    found = next(((number, item) for number, (known, item) in enumerate(items) if known == name), None)
    if found is None:
        raise Http404
    number, item = found
    outcome = desk.saved(lambda saving: edits.put_item(desk.draft, "criteria", item, position=number, **saving))
    return _listed(desk, outcome, focus_name=name, focus="edit")


def _listed(desk: Desk, outcome: HttpResponse | str | None, **more: Any) -> HttpResponse:
    """Answer with the whole list, in which forms that are open stay as they are."""
    if isinstance(outcome, HttpResponse):
        return outcome
    if not desk.htmx:
        if outcome:
            messages.error(desk.request, outcome)
        name = str(more.get("focus_name", ""))
        known = dict(pages.named_items(desk.content, "criteria"))
        return desk.to("rule", place_of(desk, name) if name in known else "criteria")
    context = after_context(desk)
    rows = pages.criterion_rows(desk.content, desk.check, desk.reader)
    return desk.piece("studio/rule/_moved.html", {**context, "criteria": rows, "refused": outcome or "", **more})
