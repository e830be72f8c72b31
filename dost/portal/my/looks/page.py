"""What the pages about looks show. Staff stand by body and role: who it was by name, an auditor can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dost.accounts.access import A_DOCUMENT, IN_A_LIST, IN_A_SEARCH, was_at_the_door
from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.models import User
from dost.accounts.own_looks import OwnLook
from dost.cases.stages import Outcome
from dost.proactive.who_looked import CheckResult, LookAtPerson, Result, ServiceResult, WideCheck, looks_of, read_looks
from dost.ui.contexts import Pagination, Text
from dost.ui.formats import date_long
from dost.ui.paging import paged
from registries.holdings import REGISTRIES
from registries.models import Centre, Person
from services_catalog.models import Service, in_language
from services_catalog.rules import Verdict
from services_catalog.sensitive import neutral_title

from .forms import LooksForm

ROWS: Final = 25
NOBODY: Final[Mapping[int, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look: who by body and role, for what, where, and what came of it; `url` leads to the result of a check."""

    at: datetime
    who: Text
    why: Text
    registries: tuple[Text, ...]
    result: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class LooksPage:
    """The record of looks, newest first, with its filters."""

    rows: tuple[LookRow, ...]
    pagination: Pagination
    form: LooksForm
    filtered: bool


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What a check came to for one service: the sentence, and what failed."""

    service: Text
    answer: Text
    failed: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What one automatic check came to."""

    at: datetime
    on: str
    of_rights: bool
    rows: tuple[CheckRow, ...]
    registries: tuple[Text, ...]


def looks_page(person_id: int, form: LooksForm, *, asked: str, sensitive: bool) -> LooksPage:
    """A page of the looks at a person; a fixed number of queries however many there are.

    Not `sensitive`: without those for services that a leak would harm.
    """
    filters = form.asked()
    url = reverse("my:looks")
    used = {name: form.data.get(name, "") for name in ("by", "registry", "first", "last")} if form.is_bound else {}
    keys, pagination = paged(looks_of(person_id, filters), asked=asked, per=ROWS, url=url, filters=used)
    return LooksPage(
        rows=rows_of(person_id, keys, sensitive=sensitive),
        pagination=pagination,
        form=form,
        filtered=any(used.values()),
    )


def rows_of(
    person_id: int, keys: Sequence[tuple[datetime, int, str]], *, sensitive: bool = True
) -> tuple[LookRow, ...]:
    """The looks of a page in words, as `looks_of` has named them."""
    centres = _centres()
    looks = read_looks(person_id, keys)
    names = _by_mandate(looks)
    return tuple(_row(one, centres, names) for one in looks if sensitive or not is_hidden(one))


def _by_mandate(looks: Iterable[LookAtPerson | WideCheck]) -> dict[int, str]:
    """The names of those who looked under a mandate, by id: the person gave it to them and knows them. No query where
    there is none.
    """
    actors = [one.actor for one in looks if isinstance(one, LookAtPerson)]
    ids = {one.person_id for one in actors if isinstance(one, OnBehalf) and one.capacity == Capacity.MANDATE}
    return {row.pk: row.full_name for row in Person.objects.filter(pk__in=ids)} if ids else {}


def is_hidden(one: LookAtPerson | WideCheck) -> bool:
    """Whether a look was for a service that a leak would harm."""
    return isinstance(one, LookAtPerson) and one.service is not None and one.service.sensitive


def _centres() -> dict[str, str]:
    rows = Centre.objects.values_list("code", "name_az", "name_en", "name_ru")
    return {code: in_language({"az": az, "en": en, "ru": ru or az}) for code, az, en, ru in rows}


def _row(one: LookAtPerson | WideCheck, centres: Mapping[str, str], names: Mapping[int, str]) -> LookRow:
    return _wide(one) if isinstance(one, WideCheck) else look_row(one, centres, names)


def look_row(one: LookAtPerson, centres: Mapping[str, str], names: Mapping[int, str] = NOBODY) -> LookRow:
    """One look in words. Of a sensitive service neither the name nor the registries stand in the list."""
    hidden = is_hidden(one)
    return LookRow(
        at=one.at,
        who=who_in_words(one.actor, centres, names),
        why=_why(one, hidden=hidden),
        registries=() if hidden else registries_in_words(one.registries),
        result=result_in_words(one.result) if one.result and not hidden else "",
    )


def _wide(check: WideCheck) -> LookRow:
    if check.of_rights:
        why = ngettext(
            "Whether %(n)d right that you have still stands",
            "Whether %(n)d rights that you have still stand",
            check.services,
        )
    else:
        why = ngettext(
            "Whether you have a right to %(n)d service",
            "Whether you have a right to one of %(n)d services",
            check.services,
        )
    return LookRow(
        at=check.at,
        who=_("The system, by itself"),
        why=why % {"n": check.services},
        registries=registries_in_words(check.registries),
        result="",
        url=reverse("my:look_check", args=[check.pk]),
    )


def who_in_words(actor: Actor, centres: Mapping[str, str], names: Mapping[int, str] = NOBODY) -> str:
    """Who it was: a body and a role, the system, the person, or somebody for them, by name if `names` has it."""
    match actor:
        case Staff():
            role = User.Role(actor.role).label if actor.role in User.Role.values else _("Member of staff")
            return f"{centres.get(actor.centre) or 'DOST'} – {role}"
        case Oneself():
            return _("You")
        case OnBehalf():
            words = {"as": Capacity(actor.capacity).label, "name": names.get(actor.person_id, "")}
            if words["name"]:
                return _("%(name)s, who acts for you: %(as)s") % words
            return _("Who acts for you: %(as)s") % words
        case _:
            return _("The system, by itself")


def _why(one: LookAtPerson, *, hidden: bool) -> str:
    parts = [str(one.purpose.label)]
    said = _known_reason(one.reason)
    if said:
        parts.append(said)
    if one.service is not None:
        parts.append(neutral_title() if hidden else str(one.service.title))
    return " – ".join(parts)


def _known_reason(reason: str) -> str:
    """The reason where it is one of a list. What staff write is for who reviews it: it can name others."""
    if reason in OwnLook.values:
        return str(OwnLook(reason).label)
    if was_at_the_door(reason):
        return _("a ticket was taken at a centre, and whether you are called sooner was looked up")
    return {
        IN_A_LIST: _("your name stood in a list of cases"),
        IN_A_SEARCH: _("your name was found by a search"),
        A_DOCUMENT: _("a document that you handed in was opened"),
    }.get(reason, "")


def registries_in_words(codes: tuple[str, ...]) -> tuple[Text, ...]:
    """Registries by name, in their order."""
    names = {one.code: str(one.name) for one in REGISTRIES}
    return tuple(names.get(code, code) for code in codes)


def result_in_words(result: Result) -> str:
    """What a check of one service came to, and why where it was a no."""
    if result.outcome == Outcome.GRANTED:
        return _("Result: granted.")
    failed = [in_language(dict(text)) for text in result.failed]
    if not failed:
        return _("Result: not entitled.")
    return _("Result: not entitled, because this is not met: %(what)s.") % {"what": "; ".join(failed)}


# -- one check -----------------------------------------------------------------------------------------------------


def check_page(found: CheckResult) -> CheckPage:
    """What a check of everybody came to for the person; sensitive services are one line without a name."""
    shown = [one for one in found.services if not one.service.sensitive]
    rows = [_result(one.service, one) for one in shown]
    hidden = len(found.services) - len(shown)
    if hidden:
        answer = ngettext("%(n)d service is not named in lists.", "%(n)d services are not named in lists.", hidden)
        rows.append(CheckRow(neutral_title(), answer % {"n": hidden}, ()))
    return CheckPage(
        at=found.check.at,
        on=date_long(found.check.on),
        of_rights=found.check.of_rights,
        rows=tuple(rows),
        registries=registries_in_words(found.check.registries),
    )


def _result(service: Service, one: ServiceResult) -> CheckRow:
    answers = {
        Verdict.ENTITLED: _("The conditions are met."),
        Verdict.UNKNOWN: _("It cannot be told: something is not known."),
        Verdict.NOT_ENTITLED: _("Not entitled."),
    }
    failed = tuple(in_language(dict(text)) for text in one.failed) if one.verdict is Verdict.NOT_ENTITLED else ()
    answer = answers[one.verdict]
    if one.verdict is Verdict.NOT_ENTITLED and not failed:
        answer = _("Not entitled: there is no record on which such a right could rest.")
    return CheckRow(service.title, answer, failed)
