"""How a person is reached, as they tell this house: numbers and addresses confirmed by a code, language, quiet hours.

Nothing here touches a registry. A new telephone or e-mail address counts once its code has come back; the old one is
told of the change, so that whoever took over somebody's account is noticed. Every change is kept with its actor.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Staff, System, acts_for
from dost.common.dates import local_day
from registries.bridge.directory import operator_of
from registries.models import Person

from .direct import Kind, Way, direct_message
from .lapsed import given_for_others
from .models import Contact, ContactChange, ContactCode
from .reach import contact_of, reach_of

DIGITS: Final = 6
LASTS: Final = timedelta(minutes=10)
MOST_ATTEMPTS: Final = 5
WINDOW: Final = timedelta(hours=1)
MOST_CODES: Final = 3
"""Codes within `WINDOW` for one person and way, and for one telephone or address, whoever asks for them."""
LONGEST_ADDRESS: Final = 300

_BY_WAY: Final = {ContactCode.Way.PHONE: Way.SMS, ContactCode.Way.EMAIL: Way.EMAIL}


class ContactError(Exception):
    """What was given cannot be kept; `field` is which of it, the message what would be right."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wishes beside numbers and addresses. Both hours None: as the house has them; equal: at any time."""

    language: str
    way: Contact.Way
    quiet_from: time | None
    quiet_until: time | None
    address: str


# -- numbers and addresses, by a code ------------------------------------------------------------------------------


def read_phone(typed: str) -> str:
    """A telephone number in E.164 as people type it: 050 123 45 67, +994 50 …, 994 50 …, 00994 50 ….

    Raises:
        ContactError: it is no mobile number of Azerbaijan.
    """
    digits = re.sub(r"[\s().\-–]", "", typed)
    digits = re.sub(r"^(\+|00)?994", "", digits)
    national = digits.removeprefix("0")
    phone = f"+994{national}"
    if not re.fullmatch(r"[0-9]{9}", national) or operator_of(phone) is None:
        raise ContactError("phone", _("Write a mobile number of Azerbaijan, for example 050 123 45 67."))
    return phone


def read_email(typed: str) -> str:
    """An e-mail address, its host in small letters; raises `ContactError`."""
    name, at, host = typed.strip().rpartition("@")
    email = f"{name}{at}{host.lower()}"
    try:
        validate_email(email)
    except ValidationError as error:
        raise ContactError("email", _("Write an e-mail address, for example name@example.az.")) from error
    if not settings.SENDS_EMAIL:
        raise ContactError("email", _("E-mail is not sent here. Choose SMS or a letter."))
    return email


def ask_code(*, person: Person, way: ContactCode.Way, target: str, actor: Actor, now: datetime) -> ContactCode:
    """Send a code to a telephone or address (`read_phone`, `read_email`); the newest is the one that counts.

    Raises:
        ContactError: it is confirmed already, or too many codes were sent.
    """
    _require(actor, person)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        told = Contact.objects.filter(person=person).first()
        if told is not None and target == getattr(told, way.value):
            raise ContactError(way.value, _("This is confirmed already."))
        recent = ContactCode.objects.filter(sent_at__gt=now - WINDOW, way=way)
        if recent.filter(Q(person=person) | Q(target=target)).count() >= MOST_CODES:
            raise ContactError(way.value, _("Three codes were sent within an hour. Try again later."))
        code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", secrets.token_hex(16)
        row = ContactCode.objects.create(
            person=person,
            way=way,
            target=target,
            salt=salt,
            digest=_digest(salt, code),
            sent_at=now,
            expires_at=now + LASTS,
        )
        language = reach_of(person).language
        with translation.override(language):
            text = _("DOST: your code is %(code)s. It is valid for ten minutes. Tell it to nobody, not even to us.")
        direct_message(
            key=f"C{row.pk}",
            kind=Kind.CODE,
            way=_BY_WAY[way],
            to=target,
            text=text % {"code": code},
            language=language,
            now=now,
            person=person,
        )
    return row


def pending_code(*, person: Person, way: ContactCode.Way, now: datetime) -> ContactCode | None:
    """The code that waits to be typed, if there is one that still counts."""
    newest = ContactCode.objects.filter(person=person, way=way).order_by("-pk").first()
    counts = newest is not None and newest.used_at is None and newest.expires_at > now
    return newest if counts and newest is not None and newest.attempts < MOST_ATTEMPTS else None


def confirm(*, person: Person, way: ContactCode.Way, code: str, actor: Actor, now: datetime) -> Contact:
    """Keep the telephone or address that the newest code was sent to, if this is the code.

    The attempt counts even where it fails.

    Raises:
        ContactError: it is not the code, or it counts no more.
    """
    _require(actor, person)
    typed = re.sub(r"[\s-]", "", code)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        row = pending_code(person=person, way=way, now=now)
        if row is None:
            raise ContactError("code", _("This code is no longer valid. Ask for a new one."))
        right = hmac.compare_digest(row.digest, _digest(row.salt, typed))
        row.attempts += 1
        row.used_at = now if right else None
        row.save(update_fields=["attempts", "used_at"])
        if right:
            confirmed = {way.value: row.target}
            return _change(person, confirmed, {f"{way.value}_confirmed_at": now}, actor=actor, now=now)
    left = MOST_ATTEMPTS - row.attempts
    if left:
        raise ContactError("code", _("This is not the code that was sent. Look at the newest message."))
    raise ContactError("code", _("This code is no longer valid. Ask for a new one."))


def forget(*, person: Person, way: ContactCode.Way, actor: Actor, now: datetime) -> Contact:
    """Let a confirmed telephone or address count no more; it is told so."""
    _require(actor, person)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        return _change(person, {way.value: ""}, {f"{way.value}_confirmed_at": None}, actor=actor, now=now)


def forget_lapsed(*, now: datetime) -> int:
    """Let count no more what was given by who may not act for the person any more; return how many people that were.

    What the registries know counts again, until the person says otherwise; the old number or address is told.
    """
    lapsed: dict[int, dict[str, str]] = {}
    for given in given_for_others(on=local_day(now)):
        if not given.counts:
            lapsed.setdefault(given.person_id, {})[given.field] = ""
    for person in Person.objects.filter(pk__in=lapsed).order_by("pk"):
        more: dict[str, datetime | None] = {
            f"{way.value}_confirmed_at": None for way in ContactCode.Way if way.value in lapsed[person.pk]
        }
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=person.pk)
            _change(person, lapsed[person.pk], more, actor=SYSTEM, now=now)
    return len(lapsed)


def _digest(salt: str, code: str) -> str:
    """What is kept of a code: six digits alone would be found by trying them all."""
    key = f"dost.contact.{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{salt}:{code}".encode(), hashlib.sha256).hexdigest()


# -- wishes --------------------------------------------------------------------------------------------------------


def keep_wishes(*, person: Person, wishes: Wishes, actor: Actor, now: datetime) -> Contact:
    """Keep how a person wants to be reached.

    Raises:
        ContactError: a way was chosen for which there is nothing to send to, or half of the quiet hours is missing.
    """
    _require(actor, person)
    if (wishes.quiet_from is None) != (wishes.quiet_until is None):
        raise ContactError("quiet_until", _("Write both hours, or none."))
    address = " ".join(wishes.address.split())
    if len(address) > LONGEST_ADDRESS:
        raise ContactError("address", _("Write at most 300 characters."))
    told = contact_of(person)
    known = {
        Contact.Way.SMS: (told.phone if told else "") or person.phone,
        Contact.Way.EMAIL: told.email if told else "",
        Contact.Way.LETTER: address,
    }
    if not known[wishes.way] and (told is None or told.way != wishes.way):
        needed = {
            Contact.Way.SMS: _("There is no telephone number yet. Confirm one first."),
            Contact.Way.EMAIL: _("There is no e-mail address yet. Confirm one first."),
            Contact.Way.LETTER: _("Write the address that letters are sent to."),
        }
        raise ContactError("address" if wishes.way == Contact.Way.LETTER else "way", needed[wishes.way])
    values = {
        "language": "" if wishes.language == person.language else wishes.language,
        "way": wishes.way.value,
        "quiet_from": wishes.quiet_from,
        "quiet_until": wishes.quiet_until,
        "address": address,
    }
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        return _change(person, values, {}, actor=actor, now=now)


# -- keeping it ----------------------------------------------------------------------------------------------------


def _require(actor: Actor, person: Person) -> None:
    """Pass the person, and whoever acts for them by law; nobody else changes how somebody is reached."""
    by_a_mandate = isinstance(actor, OnBehalf) and actor.capacity == Capacity.MANDATE
    if isinstance(actor, Staff | System) or by_a_mandate or acts_for(actor) != person.pk:
        raise ContactError("", _("You may not do this."))


def _change(
    person: Person,
    values: Mapping[str, str | time | None],
    more: Mapping[str, datetime | None],
    *,
    actor: Actor,
    now: datetime,
) -> Contact:
    """Write what has changed, with a line for each field; old numbers and addresses are told."""
    row = Contact.objects.filter(person=person).first() or Contact(person=person)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    lines = [
        ContactChange(person=person, field=name, before=_said(getattr(row, name)), after=_said(value), at=now).signed(
            actor
        )
        for name, value in changed.items()
    ]
    old = {way: getattr(row, way.value) for way in ContactCode.Way if way.value in changed}
    if ContactCode.Way.PHONE in old and not old[ContactCode.Way.PHONE]:
        old[ContactCode.Way.PHONE] = person.phone  # the one that the registries know, which has counted until now
    for name, new in {**changed, **more}.items():
        setattr(row, name, new)
    row.changed_at = now
    row.signed(actor).save()
    for line in lines:
        line.save()
    for way, target in old.items():
        if target and target != changed[way.value]:
            _tell_old(person, way, target, line=next(one for one in lines if one.field == way.value), now=now)
    return row


def _said(value: str | time | None) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else value or ""


def _tell_old(person: Person, way: ContactCode.Way, target: str, *, line: ContactChange, now: datetime) -> None:
    """Tell a number or address that it counts no more; who the person is is not said to whoever may have it now."""
    language = reach_of(Person.objects.get(pk=person.pk)).language
    with translation.override(language):
        text = _(
            "DOST: messages that came here go elsewhere from now on. If it was not you who changed that, call 142."
        )
    direct_message(
        key=f"K{line.pk}",
        kind=Kind.CHANGED,
        way=_BY_WAY[way],
        to=target,
        text=text,
        language=language,
        now=now,
        person=person,
    )
