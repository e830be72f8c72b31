"""How people say how they are reached: codes, what is told to old numbers, and the history."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.common.delivery import deliver
from dost.notifications import direct
from dost.notifications.contacts import (
    MOST_ATTEMPTS,
    MOST_CODES,
    ContactError,
    Wishes,
    ask_code,
    confirm,
    forget,
    keep_wishes,
    read_email,
    read_phone,
)
from dost.notifications.models import Contact, ContactChange, ContactCode, DirectMessage
from dost.notifications.reach import reach_of
from registries.models import Person
from tests.factories.registries import PersonFactory

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
PHONE = "+994501112233"
WAY = ContactCode.Way
pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(phone="+994505550001", language="en")
    return made


def me(person: Person) -> Actor:
    return Oneself(person.pk, "s")


def ask(person: Person, target: str = PHONE, way: ContactCode.Way = WAY.PHONE, *, at: datetime = NOW) -> str:
    """Ask for a code; what the message says it is."""
    row = ask_code(person=person, way=way, target=target, actor=me(person), now=at)
    found = re.search(r"[0-9]{6}", DirectMessage.objects.get(key=f"C{row.pk}").text)
    assert found is not None
    return found[0]


def enter(person: Person, code: str, way: ContactCode.Way = WAY.PHONE, *, at: datetime = NOW) -> Contact:
    return confirm(person=person, way=way, code=code, actor=me(person), now=at)


@pytest.mark.parametrize(
    "typed", ["050 111 22 33", "0501112233", "+994 50 111-22-33", "994501112233", "00994501112233", "(050) 111 22 33"]
)
def test_number_is_read_as_people_type_it(typed: str) -> None:
    assert read_phone(typed) == PHONE


@pytest.mark.parametrize("typed", ["", "12", "+90 532 111 22 33", "012 111 22 33", "0501112233 4", "none"])
def test_what_is_no_mobile_number_says_what_would_be_right(typed: str) -> None:
    with pytest.raises(ContactError) as error:
        read_phone(typed)
    assert error.value.field == "phone"


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_number_or_an_error(typed: str) -> None:
    with suppress(ContactError):
        assert re.fullmatch(r"\+994[0-9]{9}", read_phone(typed))


def test_address_of_an_e_mail() -> None:
    assert read_email(" Aysel@Example.AZ ") == "Aysel@example.az"
    for typed in ("", "a", "a@", "a b@c.az", "a@b.az\nBcc: x@y.az"):
        with pytest.raises(ContactError):
            read_email(typed)


def test_number_counts_once_its_code_came_back(person: Person) -> None:
    code = ask(person)
    assert reach_of(Person.objects.get(pk=person.pk)).phone == "+994505550001"

    kept = enter(person, f" {code[:3]} {code[3:]} ")

    assert (kept.phone, kept.phone_confirmed_at, kept.actor) == (PHONE, NOW, me(person))
    assert reach_of(Person.objects.get(pk=person.pk)).phone == PHONE
    line = ContactChange.objects.get(person=person)
    assert (line.field, line.before, line.after, line.actor) == ("phone", "", PHONE, me(person))
    assert Person.objects.get(pk=person.pk).phone == "+994505550001"  # no registry is changed


def test_number_that_counted_until_now_is_told(person: Person) -> None:
    enter(person, ask(person))
    told = DirectMessage.objects.get(kind="changed")
    assert (told.to, told.channel) == ("+994505550001", "sms")
    assert PHONE not in told.text
    assert person.surname not in told.text


def test_code_is_kept_nowhere(person: Person) -> None:
    code = ask(person)
    row = ContactCode.objects.get()
    assert code not in (row.digest, row.salt)
    direct._settled([DirectMessage.objects.get()])
    assert DirectMessage.objects.get().text == ""


def test_code_counts_ten_minutes_and_once(person: Person) -> None:
    code = ask(person)
    with pytest.raises(ContactError):
        enter(person, code, at=NOW + timedelta(minutes=10))
    enter(person, code, at=NOW + timedelta(minutes=9))
    with pytest.raises(ContactError):
        enter(person, code, at=NOW + timedelta(minutes=9))


def test_only_the_newest_code_counts(person: Person) -> None:
    first = ask(person)
    second = ask(person, "+994501112244")
    if first != second:
        with pytest.raises(ContactError):
            enter(person, first)
    assert enter(person, second).phone == "+994501112244"


def test_guessing_ends(person: Person) -> None:
    code = ask(person)
    wrong = "000000" if code != "000000" else "000001"
    for _attempt in range(MOST_ATTEMPTS):
        with pytest.raises(ContactError):
            enter(person, wrong)
    assert ContactCode.objects.get().attempts == MOST_ATTEMPTS
    with pytest.raises(ContactError):
        enter(person, code)
    assert not Contact.objects.exists()


def test_code_of_another_is_no_code(person: Person) -> None:
    other: Person = PersonFactory()
    code = ask(other)
    with pytest.raises(ContactError):
        enter(person, code)


def test_codes_are_sent_a_few_times_an_hour(person: Person) -> None:
    for _time in range(MOST_CODES):
        ask(person)
    with pytest.raises(ContactError):
        ask(person)
    with pytest.raises(ContactError):  # nor is one number written to by many
        ask(PersonFactory(), PHONE)
    ask(person, at=NOW + timedelta(hours=1))


def _for_child(person: Person) -> Actor:
    return OnBehalf(PersonFactory().pk, "p", of=person.pk, capacity=Capacity.PARENT)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (me, True),
        (_for_child, True),
        (lambda person: Oneself(PersonFactory().pk, "s"), False),
        (lambda person: Staff(1, "supervisor"), False),
        (lambda person: SYSTEM, False),
    ],
    ids=["oneself", "parent", "another", "staff", "the system"],
)
def test_who_may(person: Person, actor: Callable[[Person], Actor], may: bool) -> None:
    wishes = Wishes("ru", Contact.Way.SMS, None, None, "")
    if may:
        assert keep_wishes(person=person, wishes=wishes, actor=actor(person), now=NOW).language == "ru"
    else:
        for change in (
            lambda: keep_wishes(person=person, wishes=wishes, actor=actor(person), now=NOW),
            lambda: ask_code(person=person, way=WAY.PHONE, target=PHONE, actor=actor(person), now=NOW),
            lambda: forget(person=person, way=WAY.PHONE, actor=actor(person), now=NOW),
        ):
            with pytest.raises(ContactError):
                change()
        assert not Contact.objects.exists()


def test_wishes_are_kept_with_a_line_for_each_change(person: Person) -> None:
    wishes = Wishes("ru", Contact.Way.LETTER, time(22), time(8), " Bakı,  Nizami 1 ")
    keep_wishes(person=person, wishes=wishes, actor=me(person), now=NOW)
    keep_wishes(person=person, wishes=wishes, actor=me(person), now=NOW)  # the same again changes nothing

    reach = reach_of(Person.objects.get(pk=person.pk))
    assert (reach.language, reach.address, reach.prefers) == ("ru", "Bakı, Nizami 1", "letter")
    lines = dict(ContactChange.objects.filter(person=person).values_list("field", "after"))
    assert lines == {
        "language": "ru",
        "way": "letter",
        "quiet_from": "22:00",
        "quiet_until": "08:00",
        "address": "Bakı, Nizami 1",
    }


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        (Wishes("en", Contact.Way.LETTER, None, None, ""), "address"),
        (Wishes("en", Contact.Way.EMAIL, None, None, ""), "way"),
        (Wishes("en", Contact.Way.SMS, time(22), None, ""), "quiet_until"),
        (Wishes("en", Contact.Way.SMS, None, None, "x" * 301), "address"),
    ],
)
def test_what_cannot_be_kept_names_its_field(person: Person, wishes: Wishes, field: str) -> None:
    with pytest.raises(ContactError) as error:
        keep_wishes(person=person, wishes=wishes, actor=me(person), now=NOW)
    assert error.value.field == field


def test_removed_number_counts_no_more_and_is_told(person: Person) -> None:
    enter(person, ask(person))
    forget(person=person, way=WAY.PHONE, actor=me(person), now=NOW)
    assert reach_of(Person.objects.get(pk=person.pk)).phone == "+994505550001"
    assert DirectMessage.objects.filter(kind="changed", to=PHONE).exists()


def test_code_by_e_mail_leaves_through_the_mail_server(person: Person, mailoutbox: list[object]) -> None:
    code = ask(person, "a@example.az", WAY.EMAIL, at=datetime.now(UTC))
    assert deliver(direct.EMAIL_CHANNEL) == 1
    (sent,) = mailoutbox
    assert code in sent.body  # type: ignore[attr-defined]
    assert sent.extra_headers["Message-ID"].startswith(f"<C{ContactCode.objects.get().pk}@")  # type: ignore[attr-defined]
    assert DirectMessage.objects.get().text == ""
