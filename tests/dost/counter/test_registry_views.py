"""Registries are opened one by one, each leaves a line, and what is of a special category is closed at the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from dost.accounts.models import AccessLog
from registries.holdings import REGISTRIES
from registries.models import BenefitCase
from tests.factories.registries import (
    BenefitFactory,
    CareFactory,
    ContractFactory,
    DisabilityFactory,
    HouseholdMemberFactory,
    JobseekerFactory,
    KinshipFactory,
    PersonFactory,
    PlacementFactory,
)

from .conftest import AtWindow, said

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
HERE = "/counter/person"
HTMX = {"HX-Request": "true"}


def opened(here: AtWindow) -> list[str]:
    """The registries that were opened, by the log."""
    rows = AccessLog.objects.filter(person=here.person).order_by("pk").values_list("registries", flat=True)
    return [code for codes in rows for code in codes]


@pytest.mark.parametrize("code", [one.code for one in REGISTRIES])
def test_each_registry_opens_by_itself_and_is_logged_by_its_code(serve: Serve, code: str) -> None:
    here = serve()
    before = set(AccessLog.objects.values_list("pk", flat=True))
    page = here.client.get(f"{HERE}/registry/{code.lower()}/")
    assert page.status_code == 200
    assert "Əliyeva Aygün" in said(page)  # without JavaScript it is a page of its own, with the bar
    row = AccessLog.objects.exclude(pk__in=before).get()
    assert (row.person, row.registries, row.purpose) == (here.person, [code], "visit")
    fragment = said(here.client.get(f"{HERE}/registry/{code.lower()}/", headers=HTMX))
    assert "<html" not in fragment


def test_a_timeline_shows_what_stands_what_is_past_and_what_was_corrected(serve: Serve) -> None:
    here = serve()
    BenefitFactory(person=here.person, reference="B1", valid_from=date(2024, 1, 1), valid_until=date(2024, 6, 30))
    BenefitFactory(person=here.person, reference="B2", valid_from=date(2025, 1, 1), valid_until=None)
    gone = BenefitFactory(person=here.person, reference="B3", valid_from=date(2023, 1, 1))
    now = timezone.now()
    BenefitCase.objects.filter(pk=gone.pk).update(superseded_at=now, corrected_by="DSMF", correction_reason="twice")
    page = said(here.client.get(f"{HERE}/registry/muav/", headers=HTMX))
    order = [page.index(f"number {one}") for one in ("B2", "B1", "B3")]
    assert order == sorted(order)
    for word in ("Current", "Past", "Annulled", "Protection Fund", "twice"):
        assert word in page


def test_special_categories_are_closed_to_a_clerk_and_open_to_a_supervisor(serve: Serve) -> None:
    here = serve()
    DisabilityFactory(person=here.person, icd10="G80.1")
    CareFactory(person=here.person, circumstance="violence at home")
    PlacementFactory(person=here.person)
    page = said(here.client.get(f"{HERE}/registry/tseras/", headers=HTMX))
    assert "closed to others" in page
    assert "G80.1" not in page
    assert "violence" not in said(here.client.get(f"{HERE}/registry/sosx/", headers=HTMX))
    assert "Closed to others" in said(here.client.get(f"{HERE}/registry/sosx/", headers=HTMX))
    empty = serve()
    assert said(empty.client.get(f"{HERE}/registry/ovlad/", headers=HTMX)) == said(
        here.client.get(f"{HERE}/registry/ovlad/", headers=HTMX)
    ), "whether there is something that is closed is not told either"

    other = serve(here.person, clerk=False, supervisor=True)
    assert "G80.1" in said(other.client.get(f"{HERE}/registry/tseras/", headers=HTMX))
    assert "violence at home" in said(other.client.get(f"{HERE}/registry/sosx/", headers=HTMX))


def test_a_registry_that_is_none_is_not_found(serve: Serve) -> None:
    assert serve().client.get(f"{HERE}/registry/kgb/").status_code == 404


def test_what_two_sources_say_differently_is_said_in_words_and_logged(serve: Serve) -> None:
    here = serve()
    assert "No two sources say different things." in said(here.client.get(f"{HERE}/differences/", headers=HTMX))
    ContractFactory(person=here.person, valid_from=date(2024, 1, 1), valid_until=None, employer_name="Azərsu")
    JobseekerFactory(person=here.person, valid_from=date(2025, 1, 1), valid_until=None)
    page = said(here.client.get(f"{HERE}/differences/", headers=HTMX))
    assert "Works, and is registered as looking for work" in page
    assert "Azərsu" in page
    assert {"EMAS", "MEQ"} <= set(opened(here))


def test_household_and_kin_are_named_and_each_is_told(serve: Serve) -> None:
    here = serve()
    since = timezone.localdate() - timedelta(days=900)
    mother = PersonFactory(surname="Həsənova", given_name="Lalə", birth_date=date(1960, 1, 1))
    KinshipFactory(person=here.person, relative=mother, kind="mother", valid_from=since)
    own = HouseholdMemberFactory(person=here.person, valid_from=since)
    other = HouseholdMemberFactory(household=own.household, relation="sibling", valid_from=since)
    page = said(here.client.get(f"{HERE}/family/", headers=HTMX))
    assert "Həsənova Lalə" in page
    assert mother.fin not in page
    assert other.person.full_name in page
    for one in (mother, other.person):
        row = AccessLog.objects.get(person=one)
        assert (row.purpose, row.registries, row.user) == ("visit", ["POPULATION"], here.user)
