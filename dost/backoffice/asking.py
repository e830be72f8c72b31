"""What a person was asked for, as staff read it on the page of a case; and the form that asks for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.who import who
from dost.cases.asked_days import first_day, usual_day
from dost.cases.handlers import Wanted
from dost.cases.handlers.asking import MOST, SHORTEST_WHY
from dost.cases.models import Case, MoreAsked, MoreGiven, SupportingDocument
from dost.ui.contexts import Tag, Text
from dost.ui.fields import DayField
from dost.ui.formats import date_long
from dost.ui.given_form import AskedFor
from services_catalog.models import in_language
from services_catalog.papers import documents_to_ask

State = MoreAsked.State
Kind = MoreAsked.Kind

TAGS: Final[Mapping[str, Tag]] = {
    State.OPEN: Tag(State.OPEN.label, "yellow"),
    State.GIVEN: Tag(State.GIVEN.label, "green"),
    State.LAPSED: Tag(State.LAPSED.label, "orange"),
    State.TAKEN_BACK: Tag(State.TAKEN_BACK.label, "grey"),
}


# -- what was asked, on the page of a case -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document that was given. `url` is empty while it cannot be opened; `state` says why, or how it was checked."""

    title: str
    state: Text
    url: str


@dataclass(frozen=True, slots=True)
class AskedView:
    """One thing asked for and what came to it. `is_new`: no member of staff has seen it on this page before."""

    title: Text
    why: str
    asked_at: datetime
    asked_by: Text
    until: date
    state: Tag
    words: str = ""
    document: DocumentView | None = None
    given_at: datetime | None = None
    given_by: Text = ""
    is_new: bool = False


def asked_views(case: Case, *, now: datetime) -> tuple[AskedView, ...]:
    """What the person was asked for, the newest first; what is shown for the first time is marked, and marked as seen.

    One query, and one where something is new.
    """
    given_by = [f"given__{name}" for name in MoreGiven.who()]
    rows = list(
        case.requests.select_related(*MoreAsked.who(), "given__document", *given_by).order_by("-round", "place")
    )
    views = tuple(_view(row, getattr(row, "given", None)) for row in rows)
    if any(one.is_new for one in views):
        MoreGiven.objects.filter(request__in=rows, seen_at=None).update(seen_at=now)
    return views


def _view(row: MoreAsked, given: MoreGiven | None) -> AskedView:
    return AskedView(
        title=row.title,
        why=row.why,
        asked_at=row.asked_at,
        asked_by=str(who(row)),
        until=row.until,
        state=TAGS[row.state],
        words=given.words if given else "",
        document=_document(given.document) if given and given.document else None,
        given_at=given.given_at if given else None,
        given_by=str(who(given)) if given else "",
        is_new=given is not None and given.seen_at is None,
    )


def _document(row: SupportingDocument) -> DocumentView:
    return DocumentView(
        title=row.title,
        state=SupportingDocument.State(row.state).label,
        url=reverse("supporting:document", args=[row.public_id]) if row.may_be_opened else "",
    )


def still_asked(case: Case) -> tuple[AskedFor, ...]:
    """What still waits for the person, for the form in which it is given."""
    rows = case.requests.filter(state=State.OPEN)
    return tuple(AskedFor(row.pk, row.title, row.why, row.kind == Kind.DOCUMENT) for row in rows)


# -- asking --------------------------------------------------------------------------------------------------------

NAMED: Final = "named-"
"""How a document of the passport stands in the form, before its place there."""


@dataclass(frozen=True, slots=True)
class Item:
    """The controls of one thing to ask for."""

    number: int
    what: BoundField
    words: BoundField
    why: BoundField


class AskForm(forms.Form):
    """One thing or several to ask a person for, and until when; `typed` is what is written already, not sent yet."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        case: Case,
        items: int,
        today: date,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial={"until": usual_day(today).isoformat(), **(typed or {})})
        self.items = max(1, min(items, MOST))
        # What the state can get itself is nobody's to bring: it is not among these.
        self._named: Sequence[Mapping[str, str]] = [paper.name for paper in documents_to_ask(case.service)]
        for number in range(1, self.items + 1):
            self.fields[f"what-{number}"] = forms.ChoiceField(
                label=_("What do you need?"),
                choices=self._choices(),
                error_messages={"required": _("Choose what you need."), "invalid_choice": _("Choose one of the list.")},
            )
            self.fields[f"words-{number}"] = forms.CharField(
                label=_("Which document, or your question"),
                help_text=_("Empty where you have chosen a document by its name."),
                required=False,
                max_length=200,
                error_messages={"max_length": _("Write at most 200 characters.")},
            )
            self.fields[f"why-{number}"] = forms.CharField(
                label=_("Why it is needed, in words the person can understand"),
                min_length=SHORTEST_WHY,
                max_length=300,
                widget=forms.Textarea({"rows": 2}),
                error_messages={
                    "required": _("Write why it is needed."),
                    "min_length": _("Write at least 10 characters."),
                    "max_length": _("Write at most 300 characters."),
                },
            )
        self.fields["until"] = DayField(
            label=_("Until when"),
            help_text=_("A working day, from %(first)s on. The person is reminded before it.")
            % {"first": date_long(first_day(today))},
            error_messages={"required": _("Choose a day.")},
        )

    def _choices(self) -> list[tuple[str, Any]]:
        named = [(f"{NAMED}{place}", in_language(one)) for place, one in enumerate(self._named)]
        return [
            ("", "—"),
            *named,
            (Kind.DOCUMENT.value, pgettext_lazy("what is asked for", "Another document")),
            (Kind.ANSWER.value, pgettext_lazy("what is asked for", "An answer to a question")),
        ]

    @property
    def groups(self) -> tuple[Item, ...]:
        """The things to ask for, with their controls."""
        return tuple(
            Item(number, self[f"what-{number}"], self[f"words-{number}"], self[f"why-{number}"])
            for number in range(1, self.items + 1)
        )

    @property
    def may_grow(self) -> bool:
        """Whether one more thing can be asked for."""
        return self.items < MOST

    def clean(self) -> dict[str, Any]:
        """Refuse what is of no name, and has no words."""
        for number in range(1, self.items + 1):
            chosen, words = self.cleaned_data.get(f"what-{number}"), self.cleaned_data.get(f"words-{number}")
            if chosen in Kind.values and not words:
                self.add_error(f"words-{number}", _("Say which document, or what you want to know."))
        return self.cleaned_data

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What is asked for; only after `is_valid`."""
        return tuple(self._wanted(number) for number in range(1, self.items + 1))

    def _wanted(self, number: int) -> Wanted:
        chosen: str = self.cleaned_data[f"what-{number}"]
        why: str = self.cleaned_data[f"why-{number}"]
        if chosen.startswith(NAMED):
            return Wanted(Kind.DOCUMENT, why, named=self._named[int(chosen.removeprefix(NAMED))])
        return Wanted(Kind(chosen), why, words=self.cleaned_data[f"words-{number}"])
