"""Calling a fact wrong on the pages, and following it."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from dost.accounts.models import AccessLog
from dost.cases.models import FactCorrection, SupportingDocument
from dost.portal.my.wrong import case_link, own_link, record_link
from registries.models import DisabilityDecision, Person
from tests.factories.accounts import sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.corrections import CorrectionFactory
from tests.factories.registries import (
    BenefitFactory,
    DisabilityFactory,
    KinshipFactory,
    PersonFactory,
    PlacementFactory,
)

pytestmark = pytest.mark.django_db

State = FactCorrection.State


@pytest.fixture
def me(client: Client) -> Person:
    person: Person = PersonFactory(given_name="Aysel", surname="Əliyeva")
    sign_in_citizen(client, person)
    return person


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.cases.corrections.settling.ring", lambda *arguments: True)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def photograph() -> bytes:
    made = BytesIO()
    Image.new("RGB", (60, 40), "white").save(made, "JPEG")
    return made.getvalue()


def at(address: str) -> str:
    """An address as it is in English, whatever language the last answer was in."""
    return f"/en{address.removeprefix('/en')}"


def band(decision: DisabilityDecision) -> str:
    return at(record_link(decision.person_id, table="DisabilityDecision", record_id=decision.pk, field="band"))


def send(client: Client, address: str, right: dict[str, str], words: str = "My papers say otherwise.") -> Any:
    """Go through the pages: what is right, why, check, send."""
    first = client.post(address, right)
    assert first.status_code == 302, text(first)
    second = client.post(first["Location"], {"words": words})
    assert second.status_code == 302, text(second)
    assert "You can go on without one" in text(client.get(second["Location"]))
    third = client.post(second["Location"], {})
    check = client.get(third["Location"])
    assert "It is not sent yet" in text(check)
    return client.post(third["Location"])


def test_beside_each_field_of_my_data_stands_that_it_is_wrong(client: Client, me: Person) -> None:
    DisabilityFactory(person=me)
    page = text(client.get("/en/my/data/"))
    links = re.findall(r'href="(/en/my/corrections/new/\?of=[^"]+)"', page)
    assert len(links) > 10
    assert me.fin not in "".join(links)
    assert client.get(links[0]).status_code == 200


def test_it_goes_from_the_field_to_the_receipt(client: Client, me: Person) -> None:
    decision = DisabilityFactory(person=me)
    page = text(client.get(band(decision)))
    assert "81–100" in page
    sent = send(client, band(decision), {"value": "61-80"})
    one = FactCorrection.objects.get()
    assert sent["Location"] == f"/en/my/corrections/{one.pk}/?sent"
    assert (one.person, one.right, one.stands, one.institution) == (me, "61-80", "81-100", "DTSERA")
    receipt = text(client.get(sent["Location"]))
    assert one.number in receipt
    assert "It is sent" in receipt
    assert one.questions.get().state == "ready"
    assert AccessLog.objects.filter(person=me, reason="own_corrections").exists()


def test_pressed_twice_it_is_sent_once(client: Client, me: Person) -> None:
    decision = DisabilityFactory(person=me)
    sent = send(client, band(decision), {"value": "61-80"})
    again = client.post(f"{band(decision)}&step=check")
    assert again.status_code == 302
    assert again["Location"] == sent["Location"].partition("?")[0]
    assert FactCorrection.objects.count() == 1


def test_what_is_typed_on_the_way_is_there_again_and_gone_afterwards(client: Client, me: Person) -> None:
    decision = DisabilityFactory(person=me)
    client.post(band(decision), {"value": "61-80"})
    assert "checked" in text(client.get(band(decision)))
    send(client, band(decision), {"value": "61-80"})
    assert client.session["contesting"] == {}


@pytest.mark.parametrize("step", ["words", "check", "nonsense"])
def test_no_page_is_reached_before_the_one_before_it(client: Client, me: Person, step: str) -> None:
    decision = DisabilityFactory(person=me)
    page = text(client.get(f"{band(decision)}&step={step}"))
    assert 'name="value"' in page
    assert FactCorrection.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "wrong"),
    [
        ("band", {"value": "0-100"}, "Choose one of these"),
        ("band", {"value": "81-100"}, "what stands already"),
        ("decision_date", {"value": "yesterday"}, "Write a day"),
        ("decision_date", {"value": "9999-99-99"}, "Write a day"),
        ("before_18", {"value": "maybe"}, "Choose yes or no"),
        ("valid_until", {"value": ""}, "tick that there is nothing"),
        ("valid_until", {"value": "2027-01-01", "nothing": "on"}, "Leave one of the two"),
        ("decision_no", {"value": "x" * 150}, "Write at most"),
    ],
)
def test_a_wrong_value_is_refused_with_what_would_be_right(
    client: Client, me: Person, field: str, typed: dict[str, str], wrong: str
) -> None:
    decision = DisabilityFactory(person=me, valid_until=timezone.localdate() + timedelta(days=400))
    address = record_link(me.pk, table="DisabilityDecision", record_id=decision.pk, field=field)
    response = client.post(at(address), typed)
    assert response.status_code == 400
    assert wrong in text(response)


def test_a_day_may_be_written_as_people_write_it_and_the_last_may_be_none(client: Client, me: Person) -> None:
    decision = DisabilityFactory(person=me, valid_until=timezone.localdate() + timedelta(days=400))
    dated = record_link(me.pk, table="DisabilityDecision", record_id=decision.pk, field="decision_date")
    send(client, at(dated), {"value": "31.01.2025"})
    assert FactCorrection.objects.get(field="decision_date").right == "2025-01-31"
    last = record_link(me.pk, table="DisabilityDecision", record_id=decision.pk, field="valid_until")
    assert "It has no last day" in text(client.get(at(last)))
    send(client, at(last), {"value": "", "nothing": "on"})
    assert FactCorrection.objects.get(field="valid_until").right is None


def test_a_whole_record_needs_only_words(client: Client, me: Person) -> None:
    decision = DisabilityFactory(person=me)
    address = at(record_link(me.pk, table="DisabilityDecision", record_id=decision.pk, field=""))
    first = client.post(address, {"words": "I was never examined."})
    second = client.post(first["Location"], {})
    sent = client.post(second["Location"])
    assert sent.status_code == 302
    assert FactCorrection.objects.get().field == ""


def test_a_document_goes_with_it_and_can_be_taken_out_before(
    client: Client, me: Person, settings: Any, tmp_path: Path
) -> None:
    settings.DOCUMENTS_ROOT = tmp_path
    decision = DisabilityFactory(person=me)
    first = client.post(band(decision), {"value": "61-80"})
    second = client.post(first["Location"], {"words": "My papers say otherwise."})
    documents = second["Location"]
    wrong = client.post(documents, {"document": SimpleUploadedFile("a.pdf", b"no pdf at all")})
    assert wrong.status_code == 400
    assert not SupportingDocument.objects.exists()
    for name in ("paper.jpg", "other.jpg"):
        assert client.post(documents, {"document": SimpleUploadedFile(name, photograph())}).status_code == 302
    other = SupportingDocument.objects.get(original_name="other.jpg")
    client.post(documents, {"remove": str(other.public_id)})
    page = text(client.get(documents.replace("step=documents", "step=check")))
    assert "paper.jpg" in page
    assert "other.jpg" not in page
    client.post(documents.replace("step=documents", "step=check"))
    one = FactCorrection.objects.get()
    kept = one.documents.get()
    assert (kept.original_name, kept.sent_at is not None) == ("paper.jpg", True)
    assert "paper.jpg" in text(client.get(f"/en/my/corrections/{one.pk}/"))


def test_a_document_of_somebody_elses_is_not_taken_out(client: Client, me: Person) -> None:
    decision = DisabilityFactory(person=me)
    first = client.post(band(decision), {"value": "61-80"})
    second = client.post(first["Location"], {"words": "My papers say otherwise."})
    assert client.post(second["Location"], {"remove": "nothing"}).status_code == 302


def test_a_name_goes_the_same_road(client: Client, me: Person) -> None:
    address = record_link(me.pk, table="Person", record_id=me.pk, field="surname")
    send(client, at(address), {"value": "Aliyeva"})
    assert FactCorrection.objects.get().institution == "DIN"


# -- other people's ----------------------------------------------------------------------------------------------------


def test_an_address_made_for_somebody_else_opens_for_nobody(client: Client, me: Person) -> None:
    other = DisabilityFactory(person=PersonFactory())
    assert client.get(band(other)).status_code == 404
    mine = record_link(me.pk, table="DisabilityDecision", record_id=other.pk, field="band")
    assert client.get(at(mine)).status_code == 404
    assert client.post(at(mine), {"value": "61-80"}).status_code == 404
    case = CaseFactory(person=PersonFactory())
    assert client.get(at(case_link(me.pk, case.pk, "child.alive"))).status_code == 404


@pytest.mark.parametrize("of", ["", "x", "AAAA" * 200, "%00", "../../etc", "ə" * 30])
def test_what_is_no_sealed_text_is_not_found(client: Client, me: Person, of: str) -> None:
    assert client.get("/en/my/corrections/new/", {"of": of}).status_code == 404


@pytest.mark.parametrize("fact", ["answer.alone", "no.such", "password", "person.surname"])
def test_what_is_no_fact_is_not_found(client: Client, me: Person, fact: str) -> None:
    assert client.get(at(own_link(me.pk, fact))).status_code == 404


def test_somebody_elses_is_not_there(client: Client, me: Person) -> None:
    other = CorrectionFactory()
    assert client.get(f"/en/my/corrections/{other.pk}/").status_code == 404
    assert client.post(f"/en/my/corrections/{other.pk}/take-back/").status_code == 404
    assert other.number not in text(client.get("/en/my/corrections/"))


def test_what_was_decided_here_is_no_institutions(client: Client, me: Person) -> None:
    award = BenefitFactory(person=me, reference="DOST-7")
    address = record_link(me.pk, table="BenefitCase", record_id=award.pk, field="amount")
    response = client.get(at(address))
    assert response.status_code == 409
    assert "decided here" in text(response)
    page = text(client.get("/en/my/data/"))
    assert address.partition("of=")[2] not in page


def test_who_acts_for_somebody_is_not_told_where_they_are_kept_safe(client: Client) -> None:
    child: Person = PersonFactory(birth_date=timezone.localdate() - timedelta(days=3000))
    father: Person = PersonFactory(male=True)
    KinshipFactory(person=child, relative=father)
    placement = PlacementFactory(person=child, carer=PersonFactory())
    sign_in_citizen(client, father, acting_for=child)
    address = record_link(child.pk, table="ChildPlacement", record_id=placement.pk, field="valid_from")
    assert client.get(at(address)).status_code == 404
    hidden = CorrectionFactory(person=child, sensitive=True)
    assert client.get(f"/en/my/corrections/{hidden.pk}/").status_code == 404
    assert hidden.number not in text(client.get("/en/my/corrections/"))


# -- following it ------------------------------------------------------------------------------------------------------


def test_the_page_says_how_it_stands_and_by_when(client: Client, me: Person) -> None:
    one = CorrectionFactory(person=me)
    page = text(client.get(f"/en/my/corrections/{one.pk}/"))
    assert "The institution has it" in page
    assert "Aliyeva" in page
    assert "To be answered by" in page
    assert f"<title>{one.number}" in page.replace("<title> ", "<title>")


def test_it_can_be_taken_back_while_it_is_open(client: Client, me: Person) -> None:
    one = CorrectionFactory(person=me)
    assert client.post(f"/en/my/corrections/{one.pk}/take-back/").status_code == 302
    one.refresh_from_db()
    assert one.state == State.WITHDRAWN
    assert "Take it back" not in text(client.get(f"/en/my/corrections/{one.pk}/"))
    assert client.post(f"/en/my/corrections/{one.pk}/take-back/").status_code == 302  # and nothing more happens


def test_the_list_does_not_name_what_is_of_a_special_category(client: Client, me: Person) -> None:
    CorrectionFactory(person=me, of_disability=True)
    page = text(client.get("/en/my/corrections/"))
    assert "A fact that we name only when you open it" in page
    assert "isability" not in page


def test_the_list_asks_as_often_whatever_it_holds(
    client: Client, me: Person, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    CorrectionFactory(person=me)
    client.get("/en/my/corrections/")
    with django_assert_max_num_queries(12) as one:
        client.get("/en/my/corrections/")
    for number in range(2):
        CorrectionFactory(person=me, subject=f"Person::{number}:surname")
    with django_assert_num_queries(len(one)):
        client.get("/en/my/corrections/")


def test_a_decision_leads_to_where_its_facts_are_called_wrong(client: Client, me: Person) -> None:
    case = CaseFactory(person=me, granted_and_paid=True)
    page = text(client.get(f"/en/my/cases/{case.pk}/"))
    assert "/my/corrections/new/?of=" in page
    assert "This is wrong" in page
