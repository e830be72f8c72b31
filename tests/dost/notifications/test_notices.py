"""Notices by the ways of their person: the first one, the next when one fails, staff when none is left."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.utils import translation

from dost.cases.holds import of_notices
from dost.cases.models import Case
from dost.common.delivery import DeliveryState, Hold
from dost.notifications.models import Contact, Notice
from dost.notifications.notices import gone, notice, reroute, to_where_they_are_now
from dost.notifications.offers import Offer, Side
from dost.notifications.question import ReplyBy
from registries.models import Person
from tests.factories.cases import CaseFactory
from tests.factories.notifications import ContactFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


def case_of(**contact: Any) -> Case:
    person: Person = PersonFactory(phone=contact.pop("known", ""), language="en")
    if contact:
        ContactFactory(person=person, **{"phone": "", **contact})
    made: Case = CaseFactory(person=person)
    return made


def refused(case: Case) -> Notice:
    return notice(case, Notice.Kind.REFUSED, now=NOW)


def test_each_failure_leads_to_the_next_way_and_the_last_to_staff() -> None:
    row = refused(case_of(phone="+994501112233", email="a@b.az", address="Bakı, Nizami 1"))
    seen = [(row.channel, row.state)]
    for problem in ("unknown_number", "unknown_address", ""):
        row.state, row.problem = DeliveryState.REFUSED, problem
        reroute(row, now=NOW)
        seen.append((row.channel, row.state))

    ready = DeliveryState.READY
    assert seen == [("sms", ready), ("email", ready), ("letter", ready), ("inbox", DeliveryState.DONE)]
    assert (row.tried, row.untold) == ("sms,email,letter", Notice.Untold.FAILED)


def test_address_of_a_way_stands_with_it_alone() -> None:
    row = refused(case_of(phone="+994501112233", email="a@b.az"))
    assert (row.phone, row.email) == ("+994501112233", "")
    reroute(row, now=NOW)
    assert (row.phone, row.email) == ("", "a@b.az")


def test_whom_no_way_reaches_is_left_to_staff() -> None:
    row = refused(case_of())
    assert (row.channel, row.state, row.untold, row.told_at) == ("inbox", "done", Notice.Untold.NO_WAY, None)


def test_nobody_is_asked_to_tell_the_dead() -> None:
    case = case_of()
    case.person.died_on = NOW.date()
    row = refused(case)
    assert (row.state, row.untold) == (DeliveryState.WITHHELD, "")


def test_quiet_hours_hold_back_a_text_message_and_nothing_else() -> None:
    night = datetime(2026, 11, 30, 20, tzinfo=UTC)  # midnight in Baku
    hours = {"quiet_from": time(21), "quiet_until": time(9)}
    by_text = notice(case_of(phone="+994501112233", **hours), Notice.Kind.REFUSED, now=night)
    by_mail = notice(case_of(email="a@b.az", way="email", **hours), Notice.Kind.REFUSED, now=night)
    assert by_text.not_before == datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert by_mail.not_before == night


def test_house_sends_at_any_time_where_it_lays_down_no_hours(settings: Any) -> None:
    settings.QUIET_HOURS = None
    night = datetime(2026, 11, 30, 20, tzinfo=UTC)
    assert notice(case_of(known="+994501112233"), Notice.Kind.REFUSED, now=night).not_before == night


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("code", ["", "4821"])
def test_question_that_goes_another_way_does_not_ask_for_a_reply(language: str, code: str) -> None:
    case = case_of(phone="+994501112233", email="a@b.az", language=language)
    gain = Side("90-1", case.service.name, None, is_paid=True, is_monthly=False)
    with translation.override(language):
        row = notice(case, Notice.Kind.QUESTION, now=NOW, offer=Offer(gain), reply=ReplyBy(code))
        plain = notice(case, Notice.Kind.QUESTION, now=NOW, offer=Offer(gain))
    assert row.reply_code == code
    assert code in row.text
    assert row.text != plain.text

    reroute(row, now=NOW)

    assert row.text == plain.text


# -- what has changed since it was written --------------------------------------------------------------------------


def test_message_kept_over_night_goes_to_the_number_of_the_morning() -> None:
    """The old number may be somebody else's by now; its owner was told that nothing comes there any more."""
    case = case_of(phone="+994501112233")
    row, same = refused(case), refused(case_of(phone="+994509998877"))
    row.save()
    same.save()
    Contact.objects.filter(person=case.person).update(phone="+994552223344")

    to_where_they_are_now([row, same])

    phones = dict(Notice.objects.values_list("pk", "phone"))
    assert phones == {row.pk: "+994552223344", same.pk: "+994509998877"}
    assert row.phone == "+994552223344"  # by which its operator is chosen


def test_message_to_a_number_that_counts_no_more_goes_the_next_way() -> None:
    case = case_of(phone="+994501112233", email="a@b.az")
    row = refused(case)
    row.save()
    Contact.objects.filter(person=case.person).update(phone="", phone_confirmed_at=None)

    to_where_they_are_now([row])

    assert row.phone == "+994501112233"
    assert gone([row]) == {row.pk: "unknown_number"}
    assert of_notices([row])[row.pk] == Hold("unknown_number", for_good=True)
    row.refresh_from_db()
    reroute(row, now=NOW)
    assert (row.channel, row.email) == ("email", "a@b.az")
