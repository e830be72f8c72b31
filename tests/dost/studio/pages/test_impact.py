from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dost.studio.pages.impact import effect_of, impact_page
from services_catalog.changes import amounts, drafts
from services_catalog.changes.impact_figures import Bin, Cell, Counts, Figures, Impact, Money, Sample, ServiceImpact
from services_catalog.models import ChangeSet
from tests.factories.accounts import sign_in
from tests.factories.studio import NOW, PreviewFactory

TODAY = date(2026, 11, 23)

NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def client(editor: Any) -> Client:
    """The editor, signed in, in English."""
    return signed_in(editor)


def signed_in(user: Any) -> Client:
    client = Client()
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def raised(small_catalogue: Path, editor: Any) -> ChangeSet:
    """A set that raises the amount of 05-98."""
    change_set = drafts.create(title="Decree", ground="Act", valid_from=NEXT_YEAR, by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value=700, source="Act", by=editor, at=NOW)
    change_set.refresh_from_db()
    return change_set


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def figures(**changes: Any) -> Figures:
    """A service of three people, of whom one gains, one loses and one receives more."""
    return Figures(
        rights=Counts(before=2, after=2, gained=1, lost=1, rises=1, to_unknown=1),
        people=Counts(before=2, after=2, gained=1, lost=1, rises=1, to_unknown=1),
        monthly=Money(Decimal(1200), Decimal(1350)),
        yearly=Money(Decimal(14400), Decimal(16200)),
        regions=[Cell("Bakı", gained=1, rises=1, monthly=Decimal(800)), Cell("", lost=1, monthly=Decimal(-650))],
        ages=[Cell("65+", gained=1, lost=1, rises=1, monthly=Decimal(150))],
        sexes=[Cell("F", gained=1), Cell("M", lost=1, rises=1)],
        changes=[Bin(Decimal(-10), Decimal(0), 2), Bin(Decimal(100), Decimal(100), 1)],
        missing={"person.age": 1},
        **changes,
    )


def result(code: str = "05-98", *, mode: str = "automatic", samples: dict[str, list[Sample]] | None = None) -> Any:
    found = figures(samples=samples or {})
    service = ServiceImpact(code, "person", mode, "monthly", "payment", "changed", "day", found)
    applied = mode == "on_application"
    return Impact(
        NEXT_YEAR,
        TODAY,
        [service],
        Figures() if applied else found,
        found if applied else None,
        population=3,
    ).as_json()


@pytest.mark.django_db
def test_the_numbers_come_first_and_every_drawing_has_its_table(client: Client, raised: ChangeSet) -> None:
    preview = PreviewFactory(change_set=raised, result=result())
    page = text_of(client.get(reverse("studio:preview", args=[raised.pk, preview.pk])))
    for word in (
        "Newly have the right",
        "1,350.00",
        "+12.5",
        "65+",
        "Bakı",
        "District not known",
        "Women",
    ):
        assert word in page
    assert "people are as old as they will be" in page
    assert page.index("Newly have the right") < page.index("What it costs") < page.index("By service")
    drawings = page.count("<svg")
    assert page.count('aria-hidden="true" focusable="false"') >= drawings - 1  # the wordmark has a name


@pytest.mark.django_db
def test_figures_are_of_all_or_of_one_service(raised: ChangeSet) -> None:
    def page(found: Any, service: str = "") -> Any:
        return impact_page(found, pk=1, number=2, service=service, samples=False)

    together = page(result())
    assert [big.rights for big in together.big] == [1, 1, 1, 0, 1]
    assert (together.chosen, together.costs[0].difference, together.costs[0].percent) == ("", 150, Decimal("12.5"))
    assert [one.rights for one in together.missing] == [1]
    assert together.missing[0].registry == "Population register"
    assert page(result(), "05-98").chosen == "05-98"
    assert page(result(), "no such").chosen == ""
    # If everything is on application only, these are the figures to see, and it says so.
    applied = page(result(mode="on_application"))
    assert applied.big[0].rights == 1
    assert "if everybody applied" in applied.about


@pytest.mark.django_db
def test_a_preview_that_finds_nothing_says_so(client: Client, raised: ChangeSet) -> None:
    preview = PreviewFactory(change_set=raised)
    page = text_of(client.get(reverse("studio:preview", args=[raised.pk, preview.pk])))
    assert "Nothing changes for anybody" in page


@pytest.mark.django_db
def test_the_set_says_in_short_what_its_newest_preview_found(client: Client, raised: ChangeSet, editor: Any) -> None:
    assert effect_of(raised) is None
    PreviewFactory(change_set=raised, result=result())
    found = effect_of(raised)
    assert found is not None
    assert [(big.colour, big.rights) for big in found.big] == [("green", 1), ("red", 1), ("blue", 1), ("purple", 1)]
    assert found.monthly == 150
    page = text_of(client.get(reverse("studio:set", args=[raised.pk])))
    assert "What it would do" in page
    assert "150.00" in page
    drafts.edit(raised, revision=raised.revision, title="Another", by=editor, at=NOW)
    raised.refresh_from_db()
    assert effect_of(raised) is None
