"""Numbers and addresses given for another, once who gave them may not act for that person any more."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dost.accounts.actors import SYSTEM, Capacity, OnBehalf, Oneself
from dost.cases.tasks import forget_lapsed_contacts
from dost.notifications.contacts import forget_lapsed
from dost.notifications.lapsed import given_for_others
from dost.notifications.models import Contact, ContactChange, DirectMessage
from dost.notifications.reach import reach_of
from registries.models import Person
from tests.factories.notifications import ContactFactory
from tests.factories.registries import KinshipFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
MOTHERS, HIS = "+994501112233", "+994505556677"


def given(child: Person, mother: Person) -> Contact:
    """The mother's telephone and address, given for her child."""
    actor = OnBehalf(mother.pk, "mother", child.pk, Capacity.PARENT)
    row: Contact = ContactFactory(person=child, phone=MOTHERS, address="Her street 1")
    row.signed(actor).save()
    for field, value in (("phone", MOTHERS), ("address", "Her street 1")):
        ContactChange(person=child, field=field, after=value, at=NOW).signed(actor).save()
    return row


def mother_of(child: Person) -> Person:
    mother: Person = PersonFactory()
    KinshipFactory(person=child, relative=mother)
    return mother


def test_child_come_of_age_is_reached_by_what_the_registries_know() -> None:
    child = PersonFactory(birth_date=date(2008, 11, 29), phone=HIS)
    row = given(child, mother_of(child))

    assert forget_lapsed(now=NOW) == 1

    row.refresh_from_db()
    assert (row.phone, row.phone_confirmed_at, row.address, row.actor) == ("", None, "", SYSTEM)
    assert reach_of(Person.objects.get(pk=child.pk)).phone == HIS
    assert DirectMessage.objects.get().to == MOTHERS  # who had the messages is told that none comes any more
    assert forget_lapsed(now=NOW) == 0


def test_what_a_mother_gave_for_her_child_counts_while_it_is_one() -> None:
    child = PersonFactory(birth_date=date(2020, 1, 1))
    row = given(child, mother_of(child))

    forget_lapsed_contacts()

    row.refresh_from_db()
    assert row.phone == MOTHERS
    assert {one.counts for one in given_for_others(on=NOW.date())} == {True}


def test_what_the_person_gave_themselves_since_stays() -> None:
    child = PersonFactory(birth_date=date(2000, 1, 1))
    row = given(child, mother_of(child))
    Contact.objects.filter(pk=row.pk).update(phone=HIS)
    ContactChange(person=child, field="phone", before=MOTHERS, after=HIS, at=NOW).signed(
        Oneself(child.pk, "child")
    ).save()

    assert forget_lapsed(now=NOW) == 1

    row.refresh_from_db()
    assert (row.phone, row.address) == (HIS, "")
