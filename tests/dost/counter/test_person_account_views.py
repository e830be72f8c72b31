"""Another account at the window: written, read to the person whole, then asked of the bank; or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from schwifty import IBAN

from dost.accounts.models import AccessLog, SecurityEvent, User
from dost.centres.models import Visit
from dost.centres.visiting import end
from dost.counter.desk_done import done_in
from dost.payments.models import AccountChange
from tests.factories.centres import visit_of
from tests.factories.payments import PaymentAccountFactory
from tests.factories.registries import KinshipFactory, PersonFactory

from .conftest import AtWindow, said, somebody

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
PAGE = "/counter/person/account/"


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.cases.handlers.way.ring", lambda *arguments: True)


def number(last: str = "7", bank: str = "IBAZ") -> str:
    return str(IBAN.generate("AZ", bank_code=bank, account_code=last.zfill(20)))


def written(here: AtWindow, iban: str = "", **more: Any) -> Any:
    return here.client.post(PAGE, {"visit": here.visit.pk, "iban": iban or number(), **more})


def read(here: AtWindow, **more: Any) -> Any:
    return written(here, read="1", **{"heard": "on", **more})


def test_page_of_the_person_leads_to_it(serve: Serve) -> None:
    assert f'href="{PAGE}"' in said(serve().client.get("/counter/person/page/"))


def test_whole_number_is_read_to_the_person_before_anything_is_asked(serve: Serve) -> None:
    here = serve()
    answer = written(here)
    iban = number()
    assert " ".join(iban[at : at + 4] for at in range(0, 28, 4)) in said(answer)
    assert "Read this number to the person" in said(answer)
    assert answer.headers["Cache-Control"].count("no-store")
    assert not AccountChange.objects.exists()


def test_without_the_word_that_it_was_read_nothing_is_asked(serve: Serve) -> None:
    answer = read(serve(), heard="")
    assert answer.status_code == 400
    assert "Read the whole number to the person first." in said(answer)
    assert "Read this number to the person" in said(answer)
    assert not AccountChange.objects.exists()


def test_then_the_bank_is_asked_and_the_page_says_so(serve: Serve) -> None:
    here = serve()
    answer = read(here)
    assert answer.headers["Location"] == PAGE
    change = AccountChange.objects.get()
    assert (change.person, change.in_visit, change.actor) == (here.person, here.visit.pk, here.seat.actor)
    page = said(here.client.get(PAGE))
    assert "The bank is asked about" in page
    assert number() not in page
    assert '<form method="post" novalidate' not in page


def test_it_stands_among_what_was_done_in_the_visit_by_its_last_four(serve: Serve) -> None:
    here = serve()
    read(here)
    lines = [one for one in done_in(here.visit, now=timezone.now()).lines if one.about.startswith("••••")]
    assert [one.about[-4:] for one in lines] == [number()[-4:]]


def test_the_person_reads_who_looked(serve: Serve) -> None:
    here = serve()
    here.client.get(PAGE)
    assert AccessLog.objects.filter(person=here.person, reason=f"{here.visit.pk}").exists()


@pytest.mark.parametrize(
    "wrong", ["", "AZ44IBAZ00000000137010001944", "4169 0000 0000 4417"], ids=["none", "digit", "card"]
)
def test_number_that_is_none_is_said_so_at_once(serve: Serve, wrong: str) -> None:
    here = serve()
    answer = here.client.post(PAGE, {"visit": here.visit.pk, "iban": wrong})
    assert answer.status_code == 400
    assert "There is a problem" in said(answer)


def test_account_they_have_already_is_said_so(serve: Serve) -> None:
    here = serve()
    PaymentAccountFactory(person=here.person, iban=number(), bank="ABB")
    answer = read(here)
    assert answer.status_code == 400
    assert "go to this account already" in said(answer)


def test_page_left_open_from_the_last_visit_gives_nothing_to_the_next_person(serve: Serve) -> None:
    """Two windows of a browser: the number of the last person, sent while the next sits there."""
    here = serve()
    end(visit_id=here.visit.pk, actor=here.seat.actor, now=timezone.now(), outcome="settled", note="")
    later = visit_of(PersonFactory(), here.seat, at=timezone.now())
    assert read(here).status_code == 403
    assert later.pk != here.visit.pk
    assert not AccountChange.objects.exists()


def test_without_a_visit_a_stated_purpose_opens_it_not(serve: Serve) -> None:
    here = serve()
    end(visit_id=here.visit.pk, actor=here.seat.actor, now=timezone.now(), outcome="settled", note="")
    here.client.post("/counter/person/purpose/", {"fin": here.person.fin, "note": "she calls from home"})
    page = here.client.get("/counter/person/page/")
    assert PAGE not in said(page)
    assert here.client.get(PAGE).status_code == 403
    assert read(here).status_code == 403
    assert not AccountChange.objects.exists()


def test_on_the_telephone_it_leads_back_to_the_call(serve: Serve) -> None:
    here = serve()
    Visit.objects.filter(pk=here.visit.pk).update(channel="telephone", identified_by="questions")
    assert read(here).headers["Location"] == "/counter/calls/person/"
    assert not AccountChange.objects.exists()


def test_from_another_centre_it_is_refused(serve: Serve) -> None:
    here = serve()
    User.objects.filter(pk=here.user.pk).update(centre="BAKI-2")
    assert read(here).status_code == 403


@pytest.mark.parametrize("whose", ["own", "mother's"])
def test_own_kin_is_refused_before_a_number_is_written_and_the_refusal_logged(serve: Serve, whose: str) -> None:
    person = somebody()
    here = serve(person)
    if whose == "own":
        User.objects.filter(pk=here.user.pk).update(fin=person.fin)
    else:
        KinshipFactory(person=PersonFactory(fin=here.user.fin), relative=person)
    answer = here.client.get(PAGE)
    assert answer.status_code == 403
    assert "Another member of staff does it" in said(answer)
    assert read(here).status_code == 403
    assert not AccountChange.objects.exists()
    assert SecurityEvent.objects.filter(user=here.user).exists()


def test_ward_is_told_who_gives_it(serve: Serve) -> None:
    person = somebody()
    KinshipFactory(person=person, guardian=True)
    here = serve(person)
    assert "Whoever looks after this person by law" in said(here.client.get(PAGE))
    read(here)
    assert not AccountChange.objects.exists()


def test_number_stands_in_no_log(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    here = serve()
    written(here)
    read(here)
    assert number() not in caplog.text
    assert not SecurityEvent.objects.filter(about__contains=number()).exists()
