"""A contested fact in words: what it is called, what stands and what is right, how it stands, what has happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dost.accounts.actors import OnBehalf, Oneself, Staff
from dost.accounts.who import who
from dost.cases.models import CorrectionEntry, FactCorrection
from dost.cases.text.names import registry_name
from dost.ui.contexts import Tag, TagColour, Text
from dost.ui.formats import date_long, money, number
from registries.facts.model import Sensitivity
from registries.holdings import REGISTRIES
from registries.holdings.tables import label_of
from services_catalog.models import in_language

from .subjects import IDENTITY, NotContestable, Standing, Subject, fact_named, field_of
from .typed import typed_of

State = FactCorrection.State
What = CorrectionEntry.What

COLOURS: Final[Mapping[str, TagColour]] = {
    State.SENT: "blue",
    State.RECEIVED: "blue",
    State.ANNOUNCED: "blue",
    State.CONFIRMED: "grey",
    State.CORRECTED: "green",
    State.REFUSED: "orange",
    State.WITHDRAWN: "grey",
}
NOT_NAMED: Final = gettext_lazy("A fact that we name only when you open it")
DAYS: Final[Mapping[str, Text]] = {
    "valid_from": gettext_lazy("first day"),
    "valid_until": gettext_lazy("last day"),
}
_TABLES: Final = {table.model.__name__: table for one in REGISTRIES for table in one.tables}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, newest first."""

    at: datetime
    title: Text
    text: Text = ""
    by: Text = ""


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A contested fact as its page shows it. `about` is whose fact it is, where that is somebody else.

    `stands` and `right` are in words; `what_next` says in a sentence what happens now.
    """

    number: str
    label: Text
    about: Text
    state: Tag
    institution: Text
    registry: Text
    recorded_on: date | None
    stands: Text
    right: Text
    words: str
    asked_at: datetime
    due: date
    is_open: bool
    what_next: Text
    answer: str
    answered_at: datetime | None
    history: tuple[Line, ...]


def tag_of(state: str) -> Tag:
    """How a contested fact stands, as a word with a colour."""
    return Tag(State(state).label, COLOURS[state])


def subject_of(correction: FactCorrection) -> Subject:
    """What a correction is about."""
    return Subject(
        about_id=correction.about_id,
        table=correction.table,
        source=correction.source,
        reference=correction.reference,
        field=correction.field,
        fact=correction.fact,
    )


def label(subject: Subject) -> Text:
    """What is contested, as people call it: "Disability: band", "Who you are: surname"."""
    if subject.fact:
        fact = fact_named(subject.fact)
        return in_language(fact.labels) if fact else subject.fact
    title = _("Who you are") if subject.table == IDENTITY else str(_TABLES[subject.table].title)
    if not subject.field:
        return _("%(what)s: all of it") % {"what": title}
    return f"{title}: {field_label(subject.table, subject.field)}"


def field_label(table: str, name: str) -> Text:
    """What a field of a record is called."""
    if table != IDENTITY and name in DAYS:
        return str(DAYS[name])
    return label_of(field_of(table, name))


def may_be_named(correction: FactCorrection) -> bool:
    """Whether it may be named in a list: not what is sensitive, nor of a special category (health, convictions)."""
    if correction.sensitive:
        return False
    if correction.fact:
        fact = fact_named(correction.fact)
        return fact is None or fact.sensitivity is not Sensitivity.SPECIAL
    table = _TABLES.get(correction.table)
    return table is None or not table.special


def value_in_words(subject: Subject, value: Any) -> Text:
    """A value as people write it; nothing is said to be nothing."""
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, bool):
        return pgettext("fact", "Yes") if value else pgettext("fact", "No")
    try:
        typed = typed_of(subject)
    except NotContestable:
        return str(value)
    if typed is None:
        return str(value)
    if typed.kind == "code":
        return str(dict(typed.choices).get(str(value), value))
    return _of_kind(typed.kind, value)


def _of_kind(kind: str, value: Any) -> Text:
    try:
        if kind == "date":
            return date_long(date.fromisoformat(str(value)))
        if kind == "money":
            return money(Decimal(str(value)))
        return number(int(value)) if kind == "integer" else str(value)
    except (ValueError, InvalidOperation):
        return str(value)


def stands_in_words(standing: Standing) -> Text:
    """What stands, as people write it; of a whole record nothing, for it stands with all its fields."""
    subject = standing.subject
    return "" if not subject.fact and not subject.field else value_in_words(subject, standing.value)


def right_in_words(subject: Subject, value: Any) -> Text:
    """What is right instead, as people write it."""
    if value is not None:
        return value_in_words(subject, value)
    return (
        _("It should not be there at all")
        if not subject.field and not subject.fact
        else _("Nothing should stand there")
    )


# -- its page --------------------------------------------------------------------------------------------------------


def view_of(correction: FactCorrection, *, names: Mapping[str, str], for_staff: bool = False) -> CorrectionView:
    """A contested fact as its page shows it, with the names of institutions; `for_staff` names who did what."""
    subject = subject_of(correction)
    other = correction.about_id != correction.person_id
    whole_record = not subject.fact and not subject.field
    entries = correction.entries.select_related(*CorrectionEntry.who()).order_by("-at", "-pk")
    return CorrectionView(
        number=correction.number,
        label=label(subject),
        about=correction.about.full_name if other else "",
        state=tag_of(correction.state),
        institution=names.get(correction.institution, correction.institution),
        registry=registry_name(correction.registry),
        recorded_on=correction.recorded_on,
        stands="" if whole_record else value_in_words(subject, correction.stands),
        right=right_in_words(subject, correction.right),
        words=correction.words,
        asked_at=correction.asked_at,
        due=correction.due,
        is_open=correction.is_open,
        what_next=what_next(correction),
        answer=correction.answer,
        answered_at=correction.answered_at,
        history=tuple(_lines(entries, for_staff=for_staff)),
    )


def what_next(correction: FactCorrection) -> Text:
    """What happens now, in a sentence."""
    return {
        State.SENT: _("It is being handed over to the institution. You need do nothing."),
        State.RECEIVED: _("The institution looks at it. Until it has answered, nothing that rests on it is refused."),
        State.ANNOUNCED: _("The institution says that it corrects it. We wait for the record, and then look again."),
        State.CONFIRMED: _("The institution looked, and what it told stands. What waited for this is decided now."),
        State.CORRECTED: _("It was put right. What follows for you we have looked at by ourselves."),
        State.REFUSED: _("The institution does not look at it. What waited for this is decided now."),
        State.WITHDRAWN: _("It was taken back. What waited for this is decided now."),
    }[State(correction.state)]


def _lines(entries: Iterable[CorrectionEntry], *, for_staff: bool) -> Iterable[Line]:
    for one in entries:
        yield Line(at=one.at, title=What(one.what).label, text=_particulars(one, for_staff), by=_by(one, for_staff))


def _particulars(line: CorrectionEntry, for_staff: bool) -> Text:
    details = line.details
    if line.what == What.RECEIVED:
        return _("Its own number: %(number)s") % {"number": details.get("reference", "")}
    if line.what == What.RECONSIDERED:
        return _("Case %(number)s") % {"number": details.get("number", "")}
    if line.what == What.RECKONED:
        return _reckoned(details)
    return str(details.get("note", "")) if for_staff else ""


def _reckoned(details: Mapping[str, Any]) -> Text:
    owed, excess = (Decimal(details.get(name, "0")) for name in ("owed", "excess"))
    if owed > 0:
        return _("Owed to you besides: %(amount)s") % {"amount": money(owed)}
    if excess > 0:
        return _("Paid in excess: %(amount)s. Nothing is taken back by itself.") % {"amount": money(excess)}
    return _("Nothing changes in what was paid.")


def _by(line: CorrectionEntry, for_staff: bool) -> Text:
    match line.actor:
        case Staff() if not for_staff:
            return _("a member of staff of the DOST Agency")
        case Staff() | OnBehalf():
            return str(who(line))
        case Oneself():
            return str(who(line)) if for_staff else ""
        case _:
            return ""
