"""A record that is wrong: the person says so at the window, and its institution is told, as from the portal."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dost.accounts.access import OPENS_SPECIAL
from dost.cases import corrections as engine
from dost.cases.acts import NotPossible
from dost.cases.corrections import NotContestable, NotThere, Standing, read_right, typed_of
from dost.cases.corrections import words as say
from dost.cases.corrections.subjects import model_of
from dost.cases.queries import institution_names
from dost.ui.act_forms import WrongForm
from dost.ui.value_form import ValueForm
from registries.holdings.read import ABOUT_THE_PERSON, shown_fields
from registries.holdings.tables import closed_fields
from registries.models import Record

from .person_frame import Window, at_window, render_person

DAYS = ("valid_from", "valid_until")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@at_window
def wrong(request: HttpRequest, window: Window, table: str, pk: int) -> HttpResponse:
    """First which field of the record, or all of it; then what is right, and why."""
    fields = _fields(window, table)
    field = request.GET.get("field")
    if field is None:
        standing = _standing(window, table, pk, "" if table != "Person" else fields[0][0])
        if isinstance(standing, str):
            return _cannot(request, standing)
        window.log(registries=(standing.registry,))
        context = {"fields": fields, "whole": table != "Person", "title": say.label(standing.subject)}
        return render_person(request, window, "counter/person/wrong_which.html", context)
    if field and field not in dict(fields):
        raise Http404
    standing = _standing(window, table, pk, field)
    return _cannot(request, standing) if isinstance(standing, str) else _asked(request, window, standing)


def _asked(request: HttpRequest, window: Window, standing: Standing) -> HttpResponse:
    """Ask what is right and why; with a POST the institution is told."""
    typed = typed_of(standing.subject)
    posted = request.POST if request.method == "POST" else None
    words = WrongForm(posted)
    right = (
        ValueForm(
            posted,
            kind=typed.kind,
            choices=typed.choices,
            label=_("What is right?"),
            nothing_label=_("Nothing should stand there") if typed.may_be_empty else "",
            read=partial(read_right, typed),
        )
        if typed is not None
        else None
    )
    is_right = right is None or right.is_valid()
    if posted is not None and words.is_valid() and is_right:
        try:
            done = engine.contest(
                person=window.person,
                standing=standing,
                right=right.cleaned_data["value"] if right is not None else None,
                words=words.cleaned_data["words"],
                actor=window.actor,
                now=window.now,
            )
        except NotPossible as why:
            words.add_error(None, str(why))
        else:
            told = _("The institution is told: %(number)s.") % {"number": done.correction.number}
            messages.success(request, _("This is being looked at already.") if done.already else told)
            return redirect("person:page")
    window.log(registries=(standing.registry,))
    context = {
        "right": right,
        "words": words,
        "label": say.label(standing.subject),
        "stands": say.stands_in_words(standing),
        "institution": institution_names().get(standing.institution, standing.institution),
        "recorded_on": standing.recorded_on,
    }
    return render_person(request, window, "counter/person/wrong.html", context, status=400 if posted else 200)


def _fields(window: Window, table: str) -> list[tuple[str, str]]:
    """What of a record can be called wrong here: its fields and days, less what is closed to the reader."""
    try:
        model = model_of(table)
    except NotThere as error:
        raise Http404 from error
    if not issubclass(model, Record):
        return [(name, str(say.field_label(table, name))) for name in ABOUT_THE_PERSON if name != "fin"]
    hidden = frozenset() if window.actor.role in OPENS_SPECIAL else closed_fields(model)
    names = [field.name for field in shown_fields(model)]
    if hidden >= set(names):
        raise Http404  # all of it is closed
    return [(name, str(say.field_label(table, name))) for name in (*names, *DAYS) if name not in hidden]


def _standing(window: Window, table: str, pk: int, field: str) -> Standing | str:
    """What stands; a sentence where it cannot be called wrong, not found where it is not theirs."""
    try:
        return engine.of_record(table=table, record_id=pk, field=field, person_id=window.person.pk)
    except NotThere as error:
        raise Http404 from error
    except NotContestable as why:
        return str(why)


def _cannot(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("person:page")
