"""The example people of a drafted rule: what it says about each, and what the version in force says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from dost.studio.forms.examples import ExampleForm
from dost.studio.pages import rule as pages
from dost.studio.pages.rule_examples import Examples, RuleResult, asked, examples, facts_of, resolved
from registries.facts.model import BoundFact
from services_catalog.changes import edits
from services_catalog.queries import compile_version

from .acting import NotDoneError, acting, form_view, reading, saved
from .session import DraftSession, Opened

_MOST_STRANGE: Final = 50
"""More facts than this that nobody knows are not taken from a form: no rule names so many."""


# -- reading -----------------------------------------------------------------------------------------------------------


@reading
def page(session: DraftSession) -> HttpResponse:
    """Everybody who proves the rule; asked by htmx for one (`?name=`), that one as it is saved."""
    if not session.htmx or "name" not in session.request.GET:
        return _page(session)
    name = session.asked("name")
    return _row(session, name) if name else session.piece("studio/rule/_example_add.html", {"focus": "add"})


def _row(session: DraftSession, name: str) -> HttpResponse:
    row = next((row for row in _examples(session).rows if row.name == name), None)
    if row is None:
        raise Http404
    return session.piece("studio/rule/_example.html", {"row": row, "focus": "edit"})


def _page(session: DraftSession, opened: Opened | None = None) -> HttpResponse:
    return session.page(
        "studio/rule/examples.html", lambda: {"here": "examples", "examples": _examples(session)}, opened
    )


def _examples(session: DraftSession) -> Examples:
    return examples(session.draft, session.content, session.check, session.vocabulary)


# -- the form ----------------------------------------------------------------------------------------------------------


def open_example(session: DraftSession) -> HttpResponse:
    """The form of one example: `?name=` changes it, `?copy=` begins a new one from it."""
    name, known = session.asked("name"), _known(session)
    if name and name not in known:
        raise Http404
    begun = known[name] if name else _new(session, known)
    facts, strange = _facts(session, begun, session.request.GET)
    form = ExampleForm(initial=ExampleForm.begin(begun), facts=facts, strange=strange, auto_id="example-%s")
    return _form_page(session, form, name)


def _try(session: DraftSession) -> HttpResponse:
    """Ask the draft, and the version in force, about what stands in the form; nothing is saved."""
    form, name = _sent(session)
    return _form_page(session, form, name, tried=_tried(session, form) if form.is_valid() else None)


def _save(session: DraftSession) -> HttpResponse:
    """Save the example, in the place of the one it was opened for."""
    form, name = _sent(session)
    if not form.is_valid():
        raise NotDoneError(_form_page(session, form, name))
    written = form.written()

    def refused(why: str) -> HttpResponse:
        form.add_error("name", why)
        return _form_page(session, form, name)

    now = saved(
        session,
        lambda saving: edits.put_item(session.draft, "examples", written, replaces=name or None, **saving),
        refused=refused,
    )
    return _respond(now, written["name"], is_new=not name)


def _sent(session: DraftSession) -> tuple[ExampleForm, str]:
    """Return the form as it was sent, and the name of the example it was opened for."""
    sent, name, known = session.request.POST, session.sent("name_before"), _known(session)
    begun = known.get(name, {}) if name else _new(session, known)
    facts, strange = _facts(session, begun, sent)
    form = ExampleForm(sent, initial=ExampleForm.begin(begun), facts=facts, strange=strange, auto_id="example-%s")
    return form, name


def _known(session: DraftSession) -> Mapping[str, Mapping[str, Any]]:
    return dict(pages.named_items(session.content, "examples"))


def _new(session: DraftSession, known: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what a new example begins from: another one, or nothing but the day the set takes force."""
    copied = known.get(session.asked("copy"))
    if copied is not None:
        return {**copied, "name": _("%(name)s, changed") % {"name": copied.get("name", "")}}
    day = session.change_set.valid_from or timezone.localdate()
    return {"on": day.isoformat(), "expect": {"verdict": "entitled"}}


def _facts(
    session: DraftSession, begun: Mapping[str, Any], sent: Mapping[str, Any]
) -> tuple[list[BoundFact], list[str]]:
    """Return the facts of the rule and those the example names besides, and the names that mean nothing."""
    found = {bound.name: bound for bound in facts_of(session.check)}
    strange: list[str] = []
    facts = begun.get("facts")
    named = [*(facts if isinstance(facts, Mapping) else ())]
    named += [key.removeprefix("fact:") for key in sent if key.startswith("fact:")]
    for name in dict.fromkeys(named):
        if name in found:
            continue
        bound = resolved(session.vocabulary, name)
        if bound is not None:
            found[name] = bound if bound.name == name else BoundFact(name, bound.role, bound.fact)
        elif len(strange) < _MOST_STRANGE:
            strange.append(name[:80])
    return list(found.values()), strange


def _tried(session: DraftSession, form: ExampleForm) -> list[tuple[str, RuleResult]]:
    """Return what the draft and the version in force say, each under what it is called."""
    on, rule, base = form.cleaned_data["on"], session.check.rule, session.draft.base
    draft = asked(rule, form.given, on) if rule is not None else RuleResult(problem=_("The rule cannot be asked yet."))
    found = [(_("By this draft"), draft)]
    if base is not None:
        found.append((_("By the version in force"), asked(compile_version(base), form.given, on)))
    return found


def _form_page(
    session: DraftSession, form: ExampleForm, name: str, *, tried: list[tuple[str, RuleResult]] | None = None
) -> HttpResponse:
    names = list(_known(session))
    place = f"example-{names.index(name) + 1}" if name in names else "example-new"
    context = {
        "form": form,
        "name": name,
        "tried": tried,
        "revision": session.revision,
        "url": session.url("rule_example"),
        "cancel_url": session.url("rule_examples", name=name),
    }
    return _page(session, Opened(place, "studio/rule/_example_form.html", context))


example = form_view(open_example, {"try": _try}, otherwise=_save)


# -- what comes back ---------------------------------------------------------------------------------------------------


@acting
def remove(session: DraftSession) -> HttpResponse:
    """Take an example out; one that is gone already is out as well."""
    name = session.sent("name")
    saved(
        session,
        lambda saving: edits.remove_item(session.draft, "examples", name, **saving),
        refused=lambda _why: session.to("rule_examples"),
    )
    return session.to("rule_examples")


def _respond(session: DraftSession, name: str, *, is_new: bool) -> HttpResponse:
    """Back to the page, at the example; asked by htmx, the example alone, or the list it was added to."""
    number = list(_known(session)).index(name) + 1
    if not session.htmx:
        return session.to("rule_examples", f"example-{number}")
    found = _examples(session)
    context = {"examples": found, "row": found.rows[number - 1], "focus": "edit", "here": "examples"}
    return session.piece("studio/rule/_example_added.html" if is_new else "studio/rule/_example_saved.html", context)
