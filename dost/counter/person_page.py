"""What the page of the person at the window shows: what to settle in this visit first, then how everything stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.opens import EVERYTHING
from dost.cases.acts import DESKS, Act, may
from dost.cases.drafts.queries import open_drafts
from dost.cases.drafts.tend import ends_on
from dost.cases.models import ApplicationDraft
from dost.cases.own_payments import PaymentMade, made, orders_of
from dost.cases.queries import Pending, on_whom, pending
from dost.cases.stages import Stage
from dost.cases.text.term_text import tag_of_day
from dost.centres.at_window import sees_them
from dost.common.delivery import DeliveryState
from dost.proactive.models import OutlookLine
from dost.proactive.outlook import queries
from dost.proactive.outlook.entries import Coming, NotEntitled, OpenCase, Overview, OwnService, Receiving, Unclaimed
from dost.proactive.outlook.told import coming_headline, first_reason, why_in_words
from dost.ui.contexts import Tag, Text
from dost.ui.formats import date_long, money
from dost.ui.words import tag
from registries.holdings import REGISTRIES
from services_catalog.next_step import StepKind

from .person_frame import Window

Line = OutlookLine.Standing
NEAREST: Final = 4
"""How many services that are not theirs are named; all of them are on a page of their own."""
LAST_PAYMENTS: Final = 4
SOON: Final = timedelta(days=92)
"""What ends within so many days is worth a word in this visit."""

ASKED: Final = Tag(gettext_lazy("Waits for their word"), "yellow")
BEGUN: Final = Tag(gettext_lazy("Begun, not sent"), "yellow")
NOT_RECEIVED: Final = Tag(gettext_lazy("Not received"), "green")
DEPENDS: Final = Tag(gettext_lazy("If they say so"), "blue")
ENDS: Final = Tag(gettext_lazy("Ends soon"), "orange")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to settle in this visit; `action` is the words of its button, empty where nothing can be done here."""

    state: Tag
    name: Text
    line: Text
    action: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: what, how much or how it stands, more about it, and where it opens (empty: nowhere)."""

    name: Text
    headline: Text
    line: Text = ""
    url: str = ""
    term: Tag | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A line of what is coming."""

    day: date
    name: Text
    headline: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment that was ordered."""

    name: Text
    amount: Decimal
    day: date
    state: Tag
    ending: str


@dataclass(frozen=True, slots=True)
class RegistryLink:
    """A registry that can be opened: its code, its name, and where."""

    code: str
    name: Text
    url: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The page. `reckoned`: rights have been reckoned for this person; `pending`: they are being reckoned.

    `perhaps`: what may be theirs besides, which an answer nobody has given decides; it is folded, there is much of it.
    """

    suggestions: tuple[Suggestion, ...]
    perhaps: tuple[Suggestion, ...]
    receiving: tuple[Entry, ...]
    on_its_way: tuple[Entry, ...]
    coming: tuple[Dated, ...]
    not_theirs: tuple[Entry, ...]
    payments: tuple[Payment, ...]
    registries: tuple[RegistryLink, ...]
    reckoned: bool
    pending: bool
    may_apply: bool
    may_give_account: bool
    may_give_mandate: bool


def person_page(window: Window) -> PersonPage:
    """The page, before any registry is opened; eight queries, whatever there is."""
    person_id = window.person.pk
    seen = queries.overview(person_id, now=window.now, nearest=NEAREST)
    drafts = list(open_drafts(person_id, opens=EVERYTHING))
    orders = list(orders_of(person_id).prefetch_related(None)[:LAST_PAYMENTS])
    may_apply = may(Act.APPLY, actor=window.actor, person_id=person_id)
    is_here = window.hand.visit is not None and sees_them(window.hand.visit, window.actor, now=window.now)
    return PersonPage(
        suggestions=suggestions(seen, drafts, on=window.on, may_apply=may_apply),
        perhaps=tuple(_unclaimed(one, may_apply=may_apply) for one in seen.now.unclaimed if one.depends),
        receiving=tuple(map(_receiving, seen.now.receiving)),
        on_its_way=_on_its_way((*seen.now.needs_person, *seen.now.on_its_way), on=window.on),
        coming=tuple(map(_coming, seen.coming)),
        not_theirs=tuple(map(not_theirs, seen.nearest)),
        payments=tuple(map(_payment, made(orders, person_id=person_id))),
        registries=registry_links(),
        reckoned=seen.now.as_of.at is not None,
        pending=seen.now.as_of.is_pending,
        may_apply=may_apply,
        may_give_account=is_here and may(Act.ACCOUNT_IN_PERSON, actor=window.actor, person_id=person_id),
        may_give_mandate=is_here and window.actor.role in DESKS.roles,
    )


def suggestions(
    seen: Overview, drafts: Sequence[ApplicationDraft], *, on: date, may_apply: bool
) -> tuple[Suggestion, ...]:
    """What to settle in this visit: what waits for their word, what they have a right to and do not get, what ends.

    In this order, and what pays most first among what they do not get.
    """
    waiting = [_asked(one) for one in seen.now.needs_person]
    begun = [_begun(draft, may_apply=may_apply) for draft in drafts]
    sure = [_unclaimed(one, may_apply=may_apply) for one in seen.now.unclaimed if not one.depends]
    ends = [_ends(one) for one in seen.coming if one.kind == Line.ENDS and one.day <= on + SOON]
    return (*waiting, *begun, *sure, *ends)


def registry_links() -> tuple[RegistryLink, ...]:
    """The population register, and the seventeen."""
    return tuple(
        RegistryLink(one.code, one.name, reverse("person:registry", args=[one.code.lower()])) for one in REGISTRIES
    )


def not_theirs(one: NotEntitled) -> Entry:
    """A service without a right, with its first reason."""
    return Entry(one.service.in_list.title, first_reason(one), url=apply_url(one.service))


def apply_url(service: OwnService) -> str:
    """Where it is applied for at the window, or looked at again."""
    return reverse("person:apply", args=[service.code])


def case_url(case_id: int) -> str:
    """A case, on its page at the window."""
    return reverse("person:case", args=[case_id])


# -- suggestions ---------------------------------------------------------------------------------------------------


def _asked(one: OpenCase) -> Suggestion:
    said = _("A question to answer with yes or no") if one.is_question else _("Something only they can give is missing")
    since = _("since %(date)s") % {"date": date_long(one.since)}
    return Suggestion(ASKED, one.service.in_list.title, f"{said}, {since}", _("Settle it"), case_url(one.case_id))


def _begun(draft: ApplicationDraft, *, may_apply: bool) -> Suggestion:
    service = OwnService.of(draft.service)
    kept = _("An application, kept until %(date)s") % {"date": date_long(ends_on(draft))}
    there = reverse("person:apply", args=[service.code])
    return Suggestion(BEGUN, service.in_list.title, kept, _("Go on") if may_apply else "", there)


def _unclaimed(one: Unclaimed, *, may_apply: bool) -> Suggestion:
    hidden = one.service.is_sensitive
    worth: Text = ""
    if one.amount is not None and one.amount > 0 and not hidden:
        worth = (_("%(amount)s a month") if one.monthly else _("%(amount)s, once")) % {"amount": money(one.amount)}
    instead = [other.in_list.title for other in one.instead]
    either = _("or instead: %(services)s") % {"services": ", ".join(map(str, instead))} if instead else ""
    again = one.step in (StepKind.NOTHING, StepKind.SAY_YES)
    action: Text = _("Look again now") if again else _("Apply")
    line = "; ".join(str(part) for part in (worth, either) if part)
    return Suggestion(
        state=DEPENDS if one.depends else NOT_RECEIVED,
        name=one.service.in_list.title,
        line=line,
        action=action if may_apply else "",
        url=apply_url(one.service),
    )


def _ends(one: Coming) -> Suggestion:
    why = "" if one.service.is_sensitive else why_in_words(one)
    last = _("Last day: %(date)s") % {"date": date_long(one.day - timedelta(days=1))}
    return Suggestion(ENDS, one.service.in_list.title, f"{last}. {why}" if why else last)


# -- lists ---------------------------------------------------------------------------------------------------------


def _receiving(one: Receiving) -> Entry:
    parts: list[Text] = []
    if one.amount is not None and one.amount > 0:
        paid = {"amount": money(one.amount)}
        parts.append((_("%(amount)s a month") if one.monthly else _("%(amount)s, once")) % paid)
    since = _("since %(date)s") % {"date": date_long(one.since)}
    until = _("until %(date)s") % {"date": date_long(one.until)} if one.until else ""
    elsewhere = _("awarded by another institution") if one.case_id is None else ""
    number = _("number %(number)s") % {"number": one.issued} if one.issued else ""
    if one.service.is_sensitive:
        parts, until, elsewhere, number = [], "", "", ""
    line = ", ".join(str(part) for part in (since, until, number, elsewhere) if part)
    url = case_url(one.case_id) if one.case_id is not None else ""
    return Entry(one.service.in_list.title, " ".join(map(str, parts)), line, url)


def _on_its_way(cases: Iterable[OpenCase], *, on: date) -> tuple[Entry, ...]:
    """What is under way, with who has it – automation, an institution, the person – and by when the law wants it."""
    listed = list(cases)
    found = pending(one.case_id for one in listed)
    return tuple(_under_way(one, found[one.case_id], on=on) for one in listed)


def _under_way(one: OpenCase, more: Pending, *, on: date) -> Entry:
    whom = on_whom(one.waiting_on, {"institution": one.institution}, {one.institution: more.institution})
    holder = _("Waits for: %(whom)s") % {"whom": whom} if whom else _("The system is at it now")
    term = tag_of_day(more.due_on, on=on) if more.due_on is not None else None
    if one.service.is_sensitive:  # whom it waits for would say which service it is
        holder = ""
    since = _("since %(date)s") % {"date": date_long(one.since)}
    line = f"{holder}, {since}" if holder else since
    return Entry(one.service.in_list.title, Stage(one.stage).label, line, case_url(one.case_id), term)


def _coming(one: Coming) -> Dated:
    hidden = one.service.is_sensitive
    return Dated(
        day=one.day - timedelta(days=1) if one.kind == Line.ENDS else one.day,
        name=one.service.in_list.title,
        headline="" if hidden else coming_headline(one),
        why="" if hidden else why_in_words(one),
    )


def _payment(one: PaymentMade) -> Payment:
    when = one.paid_at or one.made_at
    return Payment(one.service, one.amount, when.date(), tag("payment", DeliveryState(one.state)), one.ending)
