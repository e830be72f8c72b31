"""Who is at the window: found by what they say or hold, confirmed by a document, and told of the look."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from dost.accounts.access import IN_A_SEARCH
from dost.accounts.models import AccessLog
from dost.centres.models import Visit
from tests.factories.accounts import UserFactory

from .conftest import AtWindow, browser, said, somebody

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
HERE = "/counter/person/"
BORN = "1990-02-01"


def choices(response: Any) -> list[str]:
    """What stands for each of those who were found."""
    return re.findall(r'name="choice" type="radio" value="([^"]+)"', response.content.decode())


@pytest.mark.parametrize(
    "typed",
    [
        {"number": "5abc12d"},
        {"number": "AA 1234567"},
        {"number": "050 123 45 67"},
        {"name": "aliyeva aygun", "born": BORN},
        {"name": "Əliyeva", "born": BORN},
        {"name": "Elieva Aygun", "born": BORN},
    ],
    ids=["fin", "document", "telephone", "folded name", "name", "loosely"],
)
def test_found_by_what_they_say_or_hold_and_told_of_it(serve: Serve, typed: dict[str, str]) -> None:
    person = somebody(fin="5ABC12D", document_number="AA1234567", phone="+994501234567")
    somebody(surname="Həsənova")
    here = serve(None)
    page = here.client.post(HERE, typed)
    shown = said(page)
    assert len(choices(page)) == 1
    assert "Əliyeva Aygün Rəşid qızı" in shown
    assert "born 1990" in shown
    assert "5••••2D" in shown
    assert "5ABC12D" not in shown.replace(typed.get("number", "").upper(), "")
    assert AccessLog.objects.filter(person=person, purpose="visit", reason=IN_A_SEARCH, user=here.user).count() == 1
    assert AccessLog.objects.exclude(person=person).count() == 0


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Write a number, or a name with the date of birth."),
        ({"number": "hello!"}, "Write a FİN"),
        ({"number": "9ZZZZZ9"}, "Nobody was found."),
        ({"name": "Aliyeva"}, "Write the date of birth"),
        ({"name": "A", "born": BORN}, "Write at least two letters"),
    ],
    ids=["nothing", "no number", "nobody", "no date", "too little"],
)
def test_what_cannot_be_looked_for_is_said_beside_its_field(serve: Serve, typed: dict[str, str], message: str) -> None:
    response = serve(None).client.post(HERE, typed)
    assert response.status_code == 400
    assert message in said(response)


def test_confirmed_by_a_document_and_then_their_page_opens(serve: Serve) -> None:
    person = somebody(fin="5ABC12D")
    here = serve(None)
    choice = choices(here.client.post(HERE, {"number": "5ABC12D"}))[0]
    unseen = here.client.post(f"{HERE}confirm/", {"choice": choice})
    assert "Say which document you have seen." in said(unseen)
    assert here.client.get(f"{HERE}page/").headers["Location"] == HERE

    confirmed = here.client.post(f"{HERE}confirm/", {"choice": choice, "how": "passport"})
    assert confirmed.headers["Location"] == f"{HERE}page/"
    visit = Visit.objects.get(pk=here.visit.pk)
    assert (visit.person, visit.identified_by) == (person, "passport")
    assert here.client.get(HERE).headers["Location"] == f"{HERE}page/"


def test_only_whom_this_visit_has_found_can_be_chosen(serve: Serve) -> None:
    somebody(fin="5ABC12D")
    first, second = serve(None), serve(None)
    choice = choices(first.client.post(HERE, {"number": "5ABC12D"}))[0]
    for given in (choice, "made-up", ""):
        response = second.client.post(f"{HERE}confirm/", {"choice": given, "how": "card"})
        assert response.status_code == 400
        assert "Look for the person again." in said(response)
    assert Visit.objects.get(pk=second.visit.pk).person is None


def test_at_a_window_a_document_is_seen_and_no_questions_are_asked(serve: Serve) -> None:
    here = serve(None)
    somebody(fin="5ABC12D")
    page = said(here.client.post(HERE, {"number": "5ABC12D"}))
    assert "Identity card seen" in page
    assert "Questions answered" not in page


def test_with_nobody_at_the_window_nobody_is_looked_for(db: None) -> None:
    clerk = browser(UserFactory(clerk=True, centre="BAKI-1"))
    somebody(fin="5ABC12D")
    page = said(clerk.post(HERE, {"number": "5ABC12D"}))
    assert "Nobody is at your window" in page
    assert "Əliyeva" not in page
    assert not AccessLog.objects.exists()
