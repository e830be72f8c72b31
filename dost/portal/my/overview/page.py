"""What the first page and the list of what is not theirs show, as values: the answer, then where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dost.accounts.opens import EVERYTHING, Deed, Opens
from dost.cases.drafts.tend import ends_on
from dost.cases.models import ApplicationDraft
from dost.cases.stages import Stage
from dost.cases.text import plain
from dost.centres.models import Appointment
from dost.centres.news import centre_name
from dost.proactive.models import OutlookLine
from dost.proactive.outlook.entries import Coming, NotEntitled, OpenCase, Overview, OwnService, Receiving, Unclaimed
from dost.proactive.outlook.told import coming_headline, first_reason, why_in_words
from dost.ui.contexts import Text
from dost.ui.formats import date_long, money
from services_catalog.next_step import StepKind
from services_catalog.sensitive import sensitive_codes

SEALED: Final = "s-"
"""What the words begin with that stand in an address for the code of a sensitive service."""
Line = OutlookLine.Standing
NEUTRAL: Text = gettext_lazy("A service that we name only when you open it")
STEPS: Mapping[StepKind, Text] = {
    StepKind.NOTHING: gettext_lazy("It comes by itself. You need do nothing."),
    StepKind.SAY_YES: gettext_lazy("We will ask you. Your yes is enough."),
    StepKind.APPLY: gettext_lazy("You can apply for it here."),
    StepKind.CENTRE: gettext_lazy("Apply for it at a DOST centre."),
    StepKind.OFFICE: gettext_lazy("Apply for it in person."),
    StepKind.CALL: gettext_lazy("Call 142."),
    StepKind.WAIT: gettext_lazy("It cannot be had now. When that changes, it is said here."),
    StepKind.GONE: gettext_lazy("It is not offered any more."),
}

ACTIONS: Mapping[StepKind, Text] = {
    StepKind.APPLY: gettext_lazy("Apply"),
    StepKind.NOTHING: gettext_lazy("Look again now"),
    StepKind.SAY_YES: gettext_lazy("Look again now"),
}
"""What can be done here about a right that nobody has claimed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One right: the answer (``headline``), of which service, where it is (``lines``), and where more is told.

    ``name`` is neutral for a sensitive service, which then has no headline. ``action`` is what the button says, empty
    where there is nothing to do, and ``action_url`` where that is done. ``others`` are names of services that could be
    had in its place.
    """

    name: Text
    headline: Text
    lines: tuple[Text, ...]
    url: str
    action: Text = ""
    action_url: str = ""
    others: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class ComingEntry:
    """What begins, changes or ends on a day, and why then; ``choice`` where it cannot be had beside something else."""

    day: date
    name: Text
    headline: Text
    why: Text
    url: str
    is_end: bool = False
    choice: Text = ""


@dataclass(frozen=True, slots=True)
class NotEntry:
    """A service without a right, and the first reason; ``others`` share it."""

    name: Text
    reason: Text
    url: str
    others: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class NextAppointment:
    """The next appointment at a centre: when, where, and its page, on which it is changed. What for is said there."""

    url: str
    starts_at: datetime
    centre: str
    address: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The first page. ``at`` is when it was reckoned, None where it never was; ``is_pending``: it is being done.

    ``drafts`` are applications that are not sent. ``on_request`` are services that anybody may ask for, or whose right
    depends on what only the person can say.
    """

    at: datetime | None
    is_pending: bool
    drafts: tuple[Entry, ...]
    needs_person: tuple[Entry, ...]
    on_its_way: tuple[Entry, ...]
    receiving: tuple[Entry, ...]
    unclaimed: tuple[Entry, ...]
    on_request: tuple[Entry, ...]
    coming: tuple[ComingEntry, ...]
    nearest: tuple[NotEntry, ...]
    appointment: NextAppointment | None = None

    @property
    def is_first_look(self) -> bool:
        """Whether nothing was ever reckoned, so that only cases can be shown yet."""
        return self.at is None

    @property
    def has_something(self) -> bool:
        """Whether there is any right to tell of."""
        return bool(self.drafts or self.needs_person or self.on_its_way or self.receiving or self.unclaimed)


def overview_page(
    seen: Overview,
    *,
    person_id: int,
    names: Mapping[str, str],
    drafts: Iterable[ApplicationDraft] = (),
    opens: Opens = EVERYTHING,
    appointment: Appointment | None = None,
) -> OverviewPage:
    """The first page of a person, with the names of institutions by code, and what they began and did not send.

    What does not open to the reader is not led to. `appointment` is the next they have at a centre.
    """
    entitled = seen.now
    claims = [one for one in entitled.unclaimed if _is_due(one)]
    beginning = {one.service.code for one in seen.coming if one.kind == Line.BEGINS}
    return OverviewPage(
        at=entitled.as_of.at,
        is_pending=entitled.as_of.is_pending or entitled.as_of.is_stale,
        drafts=tuple(map(_draft, drafts)),
        needs_person=tuple(_needs(one, opens) for one in entitled.needs_person),
        on_its_way=tuple(_on_its_way(one, names) for one in entitled.on_its_way),
        receiving=tuple(_receiving(one, person_id) for one in entitled.receiving),
        unclaimed=tuple(_claim(one, person_id, opens) for one in claims),
        # Whether a sensitive service is wanted is asked on its own page, of whoever comes to it: of nobody in a list.
        on_request=tuple(
            _claim(one, person_id, opens)
            for one in entitled.unclaimed
            if not _is_due(one) and not one.service.is_sensitive
        ),
        coming=tuple(_coming(one, person_id) for one in seen.coming),
        # What begins on a day to come has just been told; why it is not yet there needs no second telling.
        nearest=tuple(_not_entitled(one) for one in seen.nearest if one.service.code not in beginning),
        appointment=_next(appointment) if appointment is not None else None,
    )


def _next(one: Appointment) -> NextAppointment:
    centre = one.day.centre
    return NextAppointment(
        url=reverse("my:appointment", args=[one.pk]),
        starts_at=one.starts_at,
        centre=centre_name(centre, (get_language() or "az")[:2]),
        address=centre.address,
    )


def address_of(service: OwnService, *, person_id: int) -> str:
    """Where the reasons of a service stand; of a sensitive one the address tells nobody which it is.

    Addresses stay in the history of a browser that others use, too.
    """
    return reverse("my:right", args=[word_for(service.code, sensitive=service.is_sensitive, person_id=person_id)])


def apply_address(service: OwnService, *, person_id: int) -> str:
    """Where a service is applied for, or looked at again; of a sensitive one the address tells nobody which it is."""
    return reverse("apply:begin", args=[word_for(service.code, sensitive=service.is_sensitive, person_id=person_id)])


def word_for(code: str, *, sensitive: bool, person_id: int) -> str:
    """What stands in an address for the code of a service: of a sensitive one a word only its person's pages know."""
    return _sealed(code, person_id) if sensitive else code


def code_at(word: str, *, person_id: int) -> str:
    """The code of the service that `address_of` has led to; another word stays as it is."""
    if not word.startswith(SEALED):
        return word
    return next((code for code in sensitive_codes() if _sealed(code, person_id) == word), word)


def _sealed(code: str, person_id: int) -> str:
    digest = salted_hmac("dost.portal.my.right", f"{person_id} {code}", algorithm="sha256").hexdigest()
    return f"{SEALED}{digest[:20]}"


def _is_due(one: Unclaimed) -> bool:
    """Whether something of the person's lies there: money, or what comes by itself; advice and help are on request."""
    pays = one.amount is not None and one.amount > 0
    return not one.depends and (pays or one.step in (StepKind.NOTHING, StepKind.SAY_YES))


def not_entitled_page(found: Sequence[NotEntitled]) -> tuple[NotEntry, ...]:
    """Every service without a right."""
    return tuple(map(_not_entitled, found))


# -- entries -----------------------------------------------------------------------------------------------------


def name_in_list(service: OwnService) -> Text:
    """The name of a service in a list: neutral where a leak would harm."""
    return NEUTRAL if service.is_sensitive else service.title


def _shown(service: OwnService, headline: Text) -> Text:
    """A headline says how much, which says what it is: of a sensitive service there is none in a list."""
    return "" if service.is_sensitive else headline


def _needs(one: OpenCase, opens: Opens) -> Entry:
    if one.is_question and opens.deed(Deed.ANSWER):
        url, action = reverse("my:question", args=[one.case_id]), _("Read and answer")
        said: Text = _("We have a question for you")
    else:
        url, action = reverse("my:case", args=[one.case_id]), _("See what is missing")
        said = _("Something is missing that only you can give")
    since = _("Since %(date)s it waits for you.") % {"date": date_long(one.since)}
    return Entry(name_in_list(one.service), said, (since,), url, action, url)


def _draft(draft: ApplicationDraft) -> Entry:
    url = reverse("apply:draft", args=[draft.pk])
    until = _("It is kept until %(date)s.") % {"date": date_long(ends_on(draft))}
    name = name_in_list(OwnService.of(draft.service))
    return Entry(name, _("An application that is not sent yet"), (until,), url, _("Go on with it"), url)


def _on_its_way(one: OpenCase, names: Mapping[str, str]) -> Entry:
    headline = plain.headline(amount=one.amount, monthly=one.monthly, paid=False, on_its_way=True)
    holder = plain.who_has(one.waiting_on, {"institution": one.institution}, names=names)
    lines: list[Text] = [] if one.service.is_sensitive else [_("Now with: %(who)s") % {"who": holder}]
    lines.append(_WHERE[one.stage])
    return Entry(
        name_in_list(one.service),
        _shown(one.service, headline),
        tuple(lines),
        reverse("my:case", args=[one.case_id]),
    )


_WHERE: Mapping[Stage, Text] = {
    Stage.VERIFY: gettext_lazy("Step 1 of 4: the data are checked"),
    Stage.CHOOSE: gettext_lazy("Step 2 of 4: whether you must be asked"),
    Stage.DECIDE: gettext_lazy("Step 3 of 4: the decision"),
    Stage.PAY: gettext_lazy("Step 4 of 4: the payment"),
    Stage.NOTIFY: gettext_lazy("Step 4 of 4: the message to you"),
    Stage.CLOSED: gettext_lazy("Everything is done"),
}


def _receiving(one: Receiving, person_id: int) -> Entry:
    pays = one.amount is not None and one.amount > 0
    headline = plain.headline(amount=one.amount, monthly=one.monthly, paid=True, on_its_way=False)
    if one.issued and not pays:
        headline = _("Issued to you")
    lines: list[Text] = []
    if not one.service.is_sensitive:
        if one.monthly or not pays:  # what was paid once has no duration
            lines.append(_("Since %(date)s") % {"date": date_long(one.since)})
        changes = [each for each in one.coming if pays or each.kind != Line.ENDS]
        last_day = _last_day(one)
        if last_day is not None and not any(each.kind == Line.ENDS for each in changes):
            lines.append(_("Until %(date)s") % {"date": date_long(last_day)})
        if one.issued:
            lines.append(_("Number %(number)s") % {"number": one.issued})
        if one.case_id is None:
            lines.append(_("Awarded by another institution"))
        lines += map(_change, changes)
    where = address_of(one.service, person_id=person_id)
    url = reverse("my:case", args=[one.case_id]) if one.case_id else where
    return Entry(name_in_list(one.service), _shown(one.service, headline), tuple(lines), url)


def _last_day(one: Receiving) -> date | None:
    """The last day, by what was issued and by what is expected; why it ends is said under what is coming."""
    days = [each.day - timedelta(days=1) for each in one.coming if each.kind == Line.ENDS]
    return min([*days, *([one.until] if one.until else [])], default=None)


def _change(each: Coming) -> Text:
    """A change or an end of what the person has, in one line."""
    return f"{coming_headline(each)}, {why_in_words(each)}" if why_in_words(each) else coming_headline(each)


def _claim(one: Unclaimed, person_id: int, opens: Opens) -> Entry:
    headline: Text = ""
    if one.amount is not None and one.amount > 0:
        words = {"amount": money(one.amount)}
        headline = (_("%(amount)s a month") if one.monthly else _("%(amount)s, once")) % words
    return Entry(
        name=name_in_list(one.service),
        headline=_shown(one.service, headline),
        lines=(STEPS[one.step],),
        url=address_of(one.service, person_id=person_id),
        action=ACTIONS.get(one.step, "") if opens.deed(Deed.APPLY) else "",
        action_url=apply_address(one.service, person_id=person_id),
        others=tuple(other.title for other in one.instead),
    )


def _coming(one: Coming, person_id: int) -> ComingEntry:
    return ComingEntry(
        day=one.day - timedelta(days=1) if one.kind == Line.ENDS else one.day,
        name=name_in_list(one.service),
        headline=_shown(one.service, coming_headline(one)),
        why="" if one.service.is_sensitive else why_in_words(one),
        url=address_of(one.service, person_id=person_id),
        is_end=one.kind == Line.ENDS,
        choice=_choice(one),
    )


def _choice(one: Coming) -> Text:
    """That a right that begins excludes another one; of sensitive services nothing is told in a list."""
    other = one.instead_of
    if other is None or other.is_sensitive or one.service.is_sensitive:
        return ""
    return _("Nobody has it together with “%(service)s”: when the day comes, you choose.") % {"service": other.title}


def _not_entitled(one: NotEntitled) -> NotEntry:
    return NotEntry(
        name=one.service.title,
        reason=first_reason(one),
        url=reverse("my:right", args=[one.service.code]),
        others=tuple(other.title for other in one.others),
    )
