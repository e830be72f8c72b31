"""A document that the person at the window brings though nobody asked for it: scanned or photographed, for one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dost.cases import acts, handlers
from dost.cases.acts import Act, NotPossible
from dost.cases.models import Case, SupportingDocument
from dost.cases.queries import case_number
from dost.cases.stages import Stage
from dost.cases.supporting import NotTaken
from dost.ui.contexts import Text
from dost.ui.uploads import DocumentsField
from services_catalog.sensitive import label_of

from .person_frame import Window, at_window, render_person


class AddForm(forms.Form):
    """For which of the cases that take one, what it is, and its pages."""

    case = forms.ChoiceField(
        label=gettext_lazy("For which case?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the case."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("In a few words, for example: a medical certificate of May."),
        max_length=SupportingDocument.TITLE_LENGTH,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write what it is."),
            "max_length": gettext_lazy("Write it in fewer words."),
        },
    )
    document = DocumentsField(label=gettext_lazy("Scan it, or photograph it"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        cases: Sequence[tuple[str, Text]],
        chosen: str = "",
    ) -> None:
        super().__init__(data, files, initial={"case": chosen})
        case = self.fields["case"]
        assert isinstance(case, forms.ChoiceField)
        case.choices = list(cases)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@at_window
def add(request: HttpRequest, window: Window) -> HttpResponse:
    """Ask for the case and the document; then it stands on the case, and whoever has the case finds it there."""
    window.log()
    cases = takes_one(window)
    asked = request.GET.get("case", "")
    chosen = asked if asked in {f"{one.pk}" for one in cases} or len(cases) != 1 else f"{cases[0].pk}"
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AddForm(*sent, cases=[(f"{one.pk}", _name(one)) for one in cases], chosen=chosen)
    if form.is_valid():
        given = form.cleaned_data
        try:
            handlers.add_to_case(
                case_id=int(given["case"]),
                actor=window.actor,
                files=given["document"],
                title=given["title"],
                now=window.now,
            )
        except NotTaken as why:
            form.add_error("document", why.message)
        except NotPossible as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The document is taken in. Whoever has the case finds it there."))
            return redirect("person:case", pk=int(given["case"]))
    context = {"form": form, "has_cases": bool(cases)}
    status = 400 if form.errors else 200
    return render_person(request, window, "counter/person/document_new.html", context, status=status)


def takes_one(window: Window) -> list[Case]:
    """The person's cases that take a document now, the newest first. One query, whatever there is."""
    undecided = (Stage.VERIFY, Stage.CHOOSE, Stage.DECIDE)
    rows = Case.objects.filter(person=window.person, stage__in=undecided).select_related("service", "version")
    return [
        one
        for one in rows.order_by("-opened_at", "-pk")
        if acts.possible(Act.ADD_DOCUMENT, case=one, actor=window.actor)
    ]


def _name(case: Case) -> str:
    return f"{label_of(case.service).title}, {case_number(case.pk, case.opened_at)}"
