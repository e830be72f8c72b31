"""The example people of a drafted rule: what it says about each, and what the version in force says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dost.studio.pages import rule as pages
from dost.studio.pages.rule_examples import Answer, asked, examples, facts_of, resolved
from dost.studio.rule_example_form import ExampleForm
from registries.facts.model import BoundFact
from services_catalog.changes import edits
from services_catalog.queries import compile_version

from .rule_desk import Desk, Opened, editing, looking

_FORM = "studio/rule/_example_form.html"


@looking
def page(desk: Desk) -> HttpResponse:
    """Everybody who proves the rule; asked by htmx for one (`?name=`), that one as it is saved."""
    name = desk.request.GET.get("name", "")
    if desk.htmx and "name" in desk.request.GET:
        return _row(desk, name) if name else desk.piece("studio/rule/_example_add.html", {"focus": "add"})
    return _show(desk, None)


def _show(desk: Desk, opened: Opened | None) -> HttpResponse:
    if opened is not None and desk.htmx:
        return desk.piece(opened.template, {**opened.context, "place": opened.place})
    context = {
        **desk.common(),
        "here": "examples",
        "examples": examples(desk.draft, desk.content, desk.check, desk.vocabulary),
        "opened": opened,
        "place": opened.place if opened else "",
        **(opened.context if opened else {}),
    }
    return render(desk.request, "studio/rule/examples.html", context)


def _row(desk: Desk, name: str) -> HttpResponse:
    found = examples(desk.draft, desk.content, desk.check, desk.vocabulary)
    row = next((row for row in found.rows if row.name == name), None)
    if row is None:
        raise Http404
    return desk.piece("studio/rule/_example.html", {"row": row, "focus": "edit"})


@editing()
def example(desk: Desk) -> HttpResponse:
    """The form of one example: `?name=` changes it, `?copy=` begins a new one from it."""
    request = desk.request
    sent = request.POST if request.method == "POST" else request.GET
    known = dict(pages.named_items(desk.content, "examples"))
    name = request.POST.get("name_before", "") if request.method == "POST" else request.GET.get("name", "")
    if name and name not in known and request.method != "POST":
        raise Http404
    begun = _begun(desk, known, name)
    facts, strange = _facts(desk, begun, sent)
    form = ExampleForm(
        request.POST if request.method == "POST" else None,
        initial=ExampleForm.begin(begun),
        facts=facts,
        strange=strange,
        auto_id="example-%s",
    )
    if request.method != "POST":
        return _open(desk, form, name)
    if request.POST.get("act") == "try":
        return _open(desk, form, name, tried=_tried(desk, form) if form.is_valid() else None)
    if form.is_valid():
        written = form.written()
        outcome = desk.saved(
            lambda saving: edits.put_item(desk.draft, "examples", written, replaces=name or None, **saving)
        )
        if isinstance(outcome, HttpResponse):
            return outcome
        if outcome is None:
            return _after(desk, written["name"], is_new=not name)
        form.add_error("name", outcome)
    return _open(desk, form, name)


def _begun(desk: Desk, known: Mapping[str, Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    if name:
        return known.get(name, {})
    copied = known.get(desk.request.GET.get("copy", ""))
    if copied is not None:
        return {**copied, "name": _("%(name)s, changed") % {"name": copied.get("name", "")}}
    day = desk.change_set.valid_from or timezone.localdate()
    return {"on": day.isoformat(), "expect": {"verdict": "entitled"}}


def _facts(desk: Desk, begun: Mapping[str, Any], sent: Mapping[str, Any]) -> tuple[list[BoundFact], list[str]]:
    """Return the facts of the rule and those the example names besides, and the names that mean nothing."""
    found = {bound.name: bound for bound in facts_of(desk.check)}
    strange: list[str] = []
    facts = begun.get("facts")
    named = [*(facts if isinstance(facts, Mapping) else ())]
    named += [key.removeprefix("fact:") for key in sent if key.startswith("fact:")]
    for name in dict.fromkeys(named):
        if name in found:
            continue
        bound = resolved(desk.vocabulary, name)
        if bound is not None:
            found[name] = bound if bound.name == name else BoundFact(name, bound.role, bound.fact)
        elif len(strange) < 50:
            strange.append(name[:80])
    return list(found.values()), strange


def _open(desk: Desk, form: ExampleForm, name: str, *, tried: list[tuple[str, Answer]] | None = None) -> HttpResponse:
    names = [known for known, _item in pages.named_items(desk.content, "examples")]
    place = f"example-{names.index(name) + 1}" if name in names else "example-new"
    context = {
        "form": form,
        "name": name,
        "tried": tried,
        "revision": desk.revision,
        "url": desk.url("rule_example"),
        "cancel_url": desk.url("rule_examples", name=name),
    }
    return _show(desk, Opened(place, _FORM, context))


def _tried(desk: Desk, form: ExampleForm) -> list[tuple[str, Answer]]:
    """Ask the draft, and the version in force, about what stands in the form; nothing is saved."""
    on = form.cleaned_data["on"]
    found: list[tuple[str, Answer]] = []
    rule = desk.check.rule
    draft = asked(rule, form.given, on) if rule is not None else Answer(problem=_("The rule cannot be asked yet."))
    found.append((_("By this draft"), draft))
    if desk.draft.base is not None:
        found.append((_("By the version in force"), asked(compile_version(desk.draft.base), form.given, on)))
    return found


@editing("POST")
def remove(desk: Desk) -> HttpResponse:
    """Take an example out."""
    name = desk.request.POST.get("name", "")
    outcome = desk.saved(lambda saving: edits.remove_item(desk.draft, "examples", name, **saving))
    if isinstance(outcome, HttpResponse):
        return outcome
    return desk.to("rule_examples")


def _after(desk: Desk, name: str, *, is_new: bool) -> HttpResponse:
    names = [known for known, _item in pages.named_items(desk.content, "examples")]
    number = names.index(name) + 1
    if not desk.htmx:
        return desk.to("rule_examples", f"example-{number}")
    found = examples(desk.draft, desk.content, desk.check, desk.vocabulary)
    context = {"examples": found, "row": found.rows[number - 1], "focus": "edit", "here": "examples"}
    return desk.piece("studio/rule/_example_added.html" if is_new else "studio/rule/_example_saved.html", context)
