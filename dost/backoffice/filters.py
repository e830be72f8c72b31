"""Lists with filters and pages: what a filter form and a page number become on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from dost.accounts.models import User
from dost.ui.contexts import Choice, FilterField, Pagination, SelectedFilter, Text
from dost.ui.formats import date_short
from dost.ui.paging import page_links

MOST_PAGES: Final = 400

Pairs = list[tuple[str, str]]


def page_number(text: str) -> int:
    """The page somebody asks for; the first when it is nonsense."""
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def within(rows: QuerySet[Any], filters: Mapping[str, Any]) -> QuerySet[Any]:
    """The rows whose `at` lies on the days `from` to `to` (either may be missing), both included, as Baku has them."""
    if filters.get("from"):
        rows = rows.filter(at__gte=midnight(filters["from"]))
    if filters.get("to"):
        rows = rows.filter(at__lt=midnight(filters["to"] + timedelta(days=1)))
    return rows


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Baku."""
    return timezone.make_aware(datetime.combine(day, time.min))


def staff_names() -> dict[str, str]:
    """The names of all members of staff by id, for a filter that keeps names out of addresses; one query."""
    users = User.objects.order_by("last_name", "first_name", "username")
    return {str(user.pk): f"{user.get_full_name() or user.username} ({user.username})" for user in users}


def in_use(form: forms.Form) -> Pairs:
    """The filters in use and understood, as they stand in the address."""
    used: Pairs = []
    for name, value in form.cleaned_data.items():
        values = value if isinstance(value, list) else [value]
        used += [(name, one.isoformat() if isinstance(one, date) else str(one)) for one in values if one]
    return used


@dataclass(frozen=True, slots=True)
class Listed:
    """A list at an address, with a validated filter form; `rows` fit on a page.

    `unfiltered` is the query of the list without any filter, where the bare address opens on something narrower.
    """

    url: str
    form: forms.Form
    rows: int = 25
    unfiltered: str = ""

    @property
    def used(self) -> Pairs:
        """The filters in use."""
        return in_use(self.form)

    def address(self, values: Sequence[tuple[str, str]]) -> str:
        """The address of the list with these filters."""
        query = urlencode(values) or self.unfiltered
        return f"{self.url}?{query}" if query else self.url

    def filters(self) -> tuple[FilterField, ...]:
        """Every filter, as it is asked."""
        return tuple(_filter_field(self.form, name) for name in self.form.fields)

    def selected(self) -> tuple[SelectedFilter, ...]:
        """The filters in use, each with the address of the list without it."""
        used = self.used
        return tuple(
            SelectedFilter(
                group=self.form.fields[name].label or "",
                label=_shown(self.form.fields[name], value),
                remove_url=self.address([pair for pair in used if pair != (name, value)]),
            )
            for name, value in used
        )

    def pagination(self, *, page: int, shown: int, more: bool, total: int | None) -> Pagination:
        """Where the reader is; `total` None when there are too many to count."""
        used = self.used

        def url(number: int) -> str:
            return self.address([*used, ("page", str(number))] if number > 1 else used)

        first = (page - 1) * self.rows + 1
        return Pagination(
            first=first if shown else 0,
            last=first + shown - 1 if shown else 0,
            total=total,
            links=page_links(page, -(-total // self.rows) if total else 0, url),
            previous_url=url(page - 1) if page > 1 else "",
            next_url=url(page + 1) if more else "",
        )


def _kind(field: forms.Field) -> Literal["select", "checkboxes", "text", "date"]:
    if isinstance(field, forms.MultipleChoiceField):
        return "checkboxes"
    if isinstance(field, forms.ChoiceField):
        return "select"
    return "date" if isinstance(field, forms.DateField) else "text"


def _filter_field(form: forms.Form, name: str) -> FilterField:
    field = form.fields[name]
    bound = form[name]
    given = bound.value()
    chosen = set(given if isinstance(given, list) else [given or ""])
    choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    return FilterField(
        name=name,
        label=field.label or "",
        kind=_kind(field),
        choices=tuple(Choice(str(value), label, str(value) in chosen) for value, label in choices),
        value="" if choices else _as_sent(field, str(given or ""), wrong=bool(bound.errors)),
        error=str(bound.errors[0]) if bound.errors else "",
    )


def _as_sent(field: forms.Field, given: str, *, wrong: bool) -> str:
    """What a field is shown with: what was given; a day as browsers want it, however it was written."""
    return str(field.to_python(given)) if given and not wrong and isinstance(field, forms.DateField) else given


def _shown(field: forms.Field, value: str) -> Text:
    """A filter's value in words."""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        words: dict[str, Text] = {str(code): label for code, label in choices}
        return words.get(value, value)
    return date_short(date.fromisoformat(value)) if isinstance(field, forms.DateField) else value
