"""``{% load dost %}``: money, dates, FİNs, statuses, drawings and form fields, written one way everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol, cast

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, widgets
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from dost.ui import charts, formats, icons
from dost.ui.contexts import FactValue, Tag, TagColour, Text
from dost.ui.languages import in_language
from dost.ui.words import tag

register = template.Library()


class ShownFact(Protocol):
    """What is shown of a fact: its value, the kind it is written by, and a unit or nothing."""

    @property
    def value(self) -> FactValue: ...
    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> Text: ...


class ShownNumber(Protocol):
    """What is shown of a line of arithmetic: its number, and whether that is money."""

    @property
    def value(self) -> Decimal | int: ...
    @property
    def money(self) -> bool: ...


def _none() -> SafeString:
    return format_html(
        '<span class="dost-none" aria-hidden="true">–</span><span class="govuk-visually-hidden">{}</span>',
        gettext("none"),
    )


# --- Numbers and dates ----------------------------------------------------------------------------


@register.simple_tag
def money(amount: Decimal | int | None) -> SafeString:
    """``600,00 ₼``, kept on one line; a dash for None."""
    if amount is None:
        return _none()
    return format_html('<span class="dost-money">{}</span>', formats.money(amount))


@register.simple_tag
def number(value: int | Decimal | None) -> SafeString:
    """``25 000``; a dash for None."""
    return _none() if value is None else format_html("{}", formats.number(value))


@register.simple_tag
def quiet_number(value: int) -> SafeString:
    """Like ``number``, with zeros greyed so that the eye finds what is not zero."""
    if value:
        return format_html("{}", formats.number(value))
    return SafeString('<span class="dost-zero">0</span>')


@register.simple_tag
def fin(value: str) -> SafeString:
    """A FİN in readable groups, monospaced; copying it gives the seven characters without a gap."""
    groups = format_html_join("", "<span>{}</span>", ((group,) for group in formats.fin_groups(value)))
    return format_html('<span class="dost-fin" translate="no">{}</span>', groups)


def _time(moment: date | datetime, shown: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), shown)


def _day_and_hour(moment: datetime, day: str) -> SafeString:
    return format_html(
        '<time class="dost-moment" datetime="{}"><span>{},</span> <span>{}</span></time>',
        moment.isoformat(),
        day,
        formats.time_short(moment),
    )


@register.simple_tag
def date_long(moment: date | datetime | None) -> SafeString:
    """``3 mart 2026``."""
    return _none() if moment is None else _time(moment, formats.date_long(moment))


@register.simple_tag
def date_short(moment: date | datetime | None) -> SafeString:
    """``03.03.2026``, for columns."""
    return _none() if moment is None else _time(moment, formats.date_short(moment))


@register.filter
def day_dots(day: date) -> str:
    """``03.03.2026`` as a text without markup, for sentences."""
    return formats.date_short(day)


@register.filter
def weekday(day: date) -> str:
    """The day of the week, written out."""
    return formats.weekday(day)


@register.filter
def month_dots(day: date) -> str:
    """``03.2026``: the month of a day, for columns."""
    return formats.date_short(day)[3:]


@register.simple_tag
def moment_long(moment: datetime | None) -> SafeString:
    """``3 mart 2026, 09:05``; a line may end between the day and the hour, and nowhere else."""
    return _none() if moment is None else _day_and_hour(moment, formats.date_long(moment))


@register.simple_tag
def moment_short(moment: datetime | None) -> SafeString:
    """``03.03.2026, 09:05``, for large letters: a long date may be wider than a phone."""
    return _none() if moment is None else _day_and_hour(moment, formats.date_short(moment))


@register.simple_tag
def time_short(moment: datetime | None) -> SafeString:
    """``09:05``."""
    return _none() if moment is None else _time(moment, formats.time_short(moment))


@register.simple_tag
def hour(at: time | None) -> SafeString:
    """``09:00``, of every day."""
    return _none() if at is None else format_html("{}", formats.hour(at))


@register.simple_tag
def time_exact(moment: datetime | None) -> SafeString:
    """``09:05:31``."""
    return _none() if moment is None else _time(moment, formats.time_exact(moment))


@register.simple_tag
def span(start: datetime | None, end: datetime) -> SafeString:
    """How long it has been from ``start`` to ``end``: ``3 h 12 min``; the moment itself is in the title."""
    if start is None:
        return _none()
    return format_html(
        '<time class="dost-span" datetime="{}" title="{}">{}</time>',
        start.isoformat(),
        formats.moment_long(start),
        formats.span(end - start),
    )


@register.simple_tag
def latency(milliseconds: int | None) -> SafeString:
    """``320 ms``."""
    return _none() if milliseconds is None else format_html("{}", formats.latency(milliseconds))


# --- Statuses -------------------------------------------------------------------------------------


@register.simple_tag
def tag_status(word: Text | Tag, colour: str = "grey") -> SafeString:
    """A status as a coloured word. Takes a ``Tag``, or a word and a colour."""
    shown = word if isinstance(word, Tag) else Tag(word, cast("TagColour", colour))
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', shown.colour, shown.word)


@register.simple_tag
def health_tag(state: str) -> SafeString:
    """How an institution answers, as a status."""
    return tag_status(tag("health", state))


_BOOL3 = {True: "yes", False: "no", None: "unknown"}


@register.simple_tag
def bool3(result: bool | None) -> SafeString:
    """Met, not met, or not known: an icon with its word."""
    words = {
        True: pgettext("criterion", "Met"),
        False: pgettext("criterion", "Not met"),
        None: pgettext("criterion", "Not known"),
    }
    name = _BOOL3[result]
    return format_html(
        '<span class="dost-bool3 dost-bool3--{}">{}<span>{}</span></span>',
        name,
        icons.icon(name),
        words[result],
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the house; put a word beside it."""
    return icons.icon(name)


@register.simple_tag
def fact_value(fact: ShownFact) -> SafeString:
    """A fact's value as people write it, by its kind; "not known" for None."""
    value = fact.value
    if value is None:
        return format_html('<span class="dost-unknown">{}</span>', pgettext("fact", "Not known"))
    if isinstance(value, bool):
        return format_html("{}", pgettext("fact", "Yes") if value else pgettext("fact", "No"))
    if isinstance(value, date):
        return _time(value, formats.date_long(value))
    if fact.kind == "money" and isinstance(value, int | Decimal):
        return money(value)
    if isinstance(value, Decimal):
        shown = formats.exact(value)
    else:
        shown = formats.number(value) if isinstance(value, int) else str(value)
    return format_html("{} {}", shown, fact.unit) if fact.unit else format_html("{}", shown)


@register.simple_tag
def amount_value(line: ShownNumber) -> SafeString:
    """The number of one line of the arithmetic: money, or a plain number."""
    if line.money:
        return money(line.value)
    return format_html("{}", formats.exact(line.value))


# --- Drawings -------------------------------------------------------------------------------------


@register.simple_tag
def sparkline(values: Sequence[charts.Number], slots: int = 0) -> SafeString:
    """A sparkline; the numbers must stand in a table or text near it."""
    return charts.sparkline(values, slots=slots)


@register.simple_tag
def bar(value: charts.Number, maximum: charts.Number, colour: str = "blue") -> SafeString:
    """One horizontal bar beside its number."""
    return charts.bar([(value, colour)], maximum=maximum)


@register.simple_tag
def key(colour: str) -> SafeString:
    """The swatch of one colour in the key to a bar."""
    return format_html(
        '<svg class="dost-key__swatch" width="12" height="12" aria-hidden="true" focusable="false">'
        '<rect class="dost-bar__part--{}" width="12" height="12"/></svg>',
        colour,
    )


# --- Forms ----------------------------------------------------------------------------------------

_INPUT_CLASSES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.Textarea, "govuk-textarea"),
    (widgets.Select, "govuk-select"),
    (widgets.FileInput, "govuk-file-upload"),
    (widgets.Input, "govuk-input"),
)


def _is_set(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple)


@register.inclusion_tag("_field.html")
def field(bound: BoundField, size: str = "", width: str = "", *, heading: bool = False) -> dict[str, Any]:
    """A form field in the house's form group: label, hint, errors and the control, tied together.

    ``size`` is the label's size (``s``, ``m``, ``l``); ``width`` a width class's ending (``10``, ``one-half``);
    ``heading``: the label of the control, or of the set, is the heading of its page, too.
    """
    widget = bound.field.widget
    is_set = _is_set(bound)
    is_checkbox = isinstance(widget, widgets.CheckboxInput)
    described = [f"{bound.auto_id}-hint"] if bound.help_text else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attrs: dict[str, Any] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    control: SafeString | str = ""
    if is_checkbox:
        control = bound.as_widget(attrs={**attrs, "class": "govuk-checkboxes__input"})
    elif not is_set:
        base = next((css for kind, css in _INPUT_CLASSES if isinstance(widget, kind)), "govuk-input")
        classes = [base, *([f"{base}--error"] if bound.errors else [])]
        if width:
            classes.append(f"govuk-!-width-{width}" if not width.isdigit() else f"govuk-input--width-{width}")
        control = bound.as_widget(attrs={**attrs, "class": " ".join(classes)})
    return {
        "bound": bound,
        "control": control,
        "heading": heading,
        "is_set": is_set,
        "is_checkbox": is_checkbox,
        # Django's list of checkboxes is a kind of its list of radios.
        "kind": "checkboxes" if isinstance(widget, widgets.CheckboxSelectMultiple) else "radios",
        "size": size,
        "described": " ".join(described),
    }


@register.inclusion_tag("_error_summary.html")
def error_summary(*sources: Any) -> dict[str, Any]:
    """The list "There is a problem", with a link to each field in error.

    Takes forms, and tuples of ``(id of the control, text)`` pairs; shows nothing when nothing is wrong.
    """
    errors: list[tuple[str, Text]] = []
    for source in sources:
        if isinstance(source, tuple):
            errors += source
        elif source:
            errors += [("", text) for text in source.non_field_errors()]
            errors += _field_errors(source)
    return {"errors": errors}


def _field_errors(form: BaseForm) -> list[tuple[str, Text]]:
    """Each field's first error; two that read the same are told apart by the field's label."""
    found = [(form[name], str(texts[0])) for name, texts in form.errors.items() if name != "__all__"]
    often = Counter(text for _bound, text in found)
    return [(_first_id(bound), f"{bound.label}: {text}" if often[text] > 1 else text) for bound, text in found]


def _first_id(bound: BoundField) -> str:
    return f"{bound.auto_id}_0" if _is_set(bound) else str(bound.auto_id)


# --- Navigation -----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, url: str, label: Text, *, own: bool = False, below: str = "") -> SafeString:
    """One entry of the service navigation; the section the reader is in is marked.

    A section is its address and all below it; with `own` the address alone, because other sections stand below it;
    `below` names where the rest of the section stands, when that is elsewhere: paths, without a language's prefix.
    """
    request = context.get("request")
    path = getattr(request, "path", "")
    rest = in_language(path, settings.LANGUAGE_CODE).startswith(tuple(below.split())) if below else path.startswith(url)
    here = path == url or (not own and rest)
    text = conditional_escape(str(label))
    return format_html(
        '<li class="govuk-service-navigation__item{}">'
        '<a class="govuk-service-navigation__link" href="{}"{}>{}</a></li>',
        " govuk-service-navigation__item--active" if here else "",
        url,
        SafeString(f' aria-current="{"page" if path == url else "true"}"') if here else "",  # two words  # nosec B703
        format_html('<strong class="govuk-service-navigation__active-fallback">{}</strong>', text) if here else text,
    )
