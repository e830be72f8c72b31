"""A mandate from its giving to its end: given, accepted, used to apply with the forms of the portal, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dost.accounts.actors import Capacity, OnBehalf
from dost.accounts.models import AccessLog, Citizen, Mandate
from dost.cases.models import Case
from dost.cases.stages import Outcome
from registries.bridge import transport
from tests.dost.road.institutions import answer_here
from tests.factories.accounts import sign_in_citizen
from tests.factories.drafts import TOLD, applied_for, at_once_here
from tests.factories.registries import InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _institutions(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The institutions answer in this process, beside the pages."""
    answer_here(settings, monkeypatch, urlconf="tests.browser.urls")
    yield
    transport.reset()


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once_here(monkeypatch)
    cache.clear()
    InstitutionFactory(code="DSMF")


def typed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def apply(client: Client, code: str) -> Any:
    """Go through the forms of a service to the receipt."""
    page = client.post(f"/en/apply/{code}/", follow=True)
    for _step in range(len(TOLD) + 2):
        there = page.redirect_chain[-1][0]
        if there.endswith("/check/"):
            break
        if there.endswith("/known/"):
            page = client.post(there, follow=True)
            continue
        name = re.findall(r'name="answers\.([^"]+)"', page.content.decode())[0]
        page = client.post(there, {f"answers.{name}": typed(TOLD[name])}, follow=True)
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert key is not None
    return client.post(page.redirect_chain[-1][0], {"key": key[1]}, follow=True)


def test_given_accepted_used_withdrawn_refused() -> None:
    """A mother of 80 lets her neighbour apply for one service, reads what he did, and takes it back."""
    covered, other = applied_for("90-50"), applied_for("90-51")
    mother = PersonFactory(given_name="Sevda", birth_date=date(1946, 1, 1), language="en")
    neighbour = PersonFactory(given_name="Samir", birth_date=date(1985, 1, 1), language="en")
    at_hers, at_his = Client(), Client()
    sign_in_citizen(at_hers, mother)
    sign_in_citizen(at_his, neighbour)
    today = timezone.localdate()

    given = at_hers.post(
        "/en/my/mandates/new/",
        {
            "agent_fin": neighbour.fin,
            "scope": "named",
            "services": [covered.code],
            "deeds": ["apply"],
            "starts": today.isoformat(),
            "until": (today + timedelta(days=90)).isoformat(),
        },
    )
    assert given.status_code == 302
    mandate = Mandate.objects.get()
    assert at_his.post("/en/my/acting-for/", {"person": mother.pk}).status_code == 404

    at_his.post(f"/en/my/mandates/{mandate.pk}/", {"do": "accept"})
    assert at_his.post("/en/my/acting-for/", {"person": mother.pk}).status_code == 302
    banner = at_his.get("/en/my/").content.decode()
    assert "under a mandate until" in banner
    assert at_his.get(f"/en/apply/{other.code}/").status_code == 404
    for there in ("payments/", "contact/", "data/", "choices/", "looks/", "sessions/", "mandates/", "answers/"):
        assert at_his.get(f"/en/my/{there}").status_code == 404, there

    receipt = apply(at_his, covered.code)

    case = Case.objects.get()
    assert receipt.status_code == 200
    assert (case.person, case.service, case.outcome) == (mother, covered, Outcome.GRANTED)
    subject = Citizen.objects.get(person=neighbour).subject
    actor = OnBehalf(neighbour.pk, subject, mother.pk, Capacity.MANDATE)
    assert case.entries.order_by("pk")[0].actor == actor
    assert {row.actor for row in case.answers.all()} == {actor}
    assert AccessLog.objects.filter(person=mother, by_person=neighbour, by_capacity="mandate").exists()
    assert at_his.get(f"/en/my/cases/{case.pk}/").status_code == 200
    assert at_his.get(f"/en/my/cases/{case.pk}/question/").status_code == 404  # looking and applying, no more

    for client in (at_hers, at_his):
        client.post("/en/my/acting-for/")
        page = client.get(f"/en/my/mandates/{mandate.pk}/").content.decode()
        assert str(covered.title) in page.partition("Done under it")[2]
    assert f"{neighbour.full_name}, by mandate" in at_hers.get(f"/en/my/cases/{case.pk}/").content.decode()

    at_his.post("/en/my/acting-for/", {"person": mother.pk})
    at_hers.post(f"/en/my/mandates/{mandate.pk}/", {"do": "withdraw"})

    refused = at_his.get(f"/en/my/cases/{case.pk}/")
    assert refused.headers["Location"] == "/en/my/acting-for/?ended=1"
    assert at_his.get(f"/en/my/cases/{case.pk}/").status_code == 404  # his own matters again: it is not among them
    assert at_his.post("/en/my/acting-for/", {"person": mother.pk}).status_code == 404
