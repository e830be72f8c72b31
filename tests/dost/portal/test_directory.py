"""The pages of areas and of groups of people."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from lxml import html as lxml_html

from dost.portal.directory import Kind, directory_page
from services_catalog.labels import LABELS
from tests.factories.readers import Reader
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
NumQueries = Callable[[int], AbstractContextManager[Any]]


def several() -> None:
    given: dict[str, dict[str, Any]] = {
        "05-91": {"name": texts("Birth grant"), "receives": texts("A lump sum")},
        "05-92": {"name": texts("Larger grant"), "sensitive": True},
        "05-93": {"name": texts("Visits"), "delivery": "online", "receives": texts("A visit")},
        "06-01": {"area": "tsa", "audiences": ["low_income"]},
    }
    for code, fields in given.items():
        made = ServiceFactory(code=code, **{"audiences": ["families"], **fields})
        changes = {"05-92": {"amount": "2 * parameter.test_benefit"}, "05-93": {"amount": None, "period": "none"}}
        VersionFactory(service=made, changes=changes.get(code, {}))


@pytest.mark.parametrize(("kind", "code"), [("area", "benefits"), ("audience", "families")])
def test_all_its_services_what_comes_by_itself_first_the_larger_sum_before(kind: Kind, code: str) -> None:
    several()
    page = directory_page(kind, code, on=ON, language="en")
    assert [row.code for row in page.by_itself] == ["05-92", "05-91"]
    assert [row.code for row in page.asked_for] == ["05-93"]


@pytest.mark.parametrize(
    ("address", "name"),
    [("/areas/benefits/", "Benefits"), ("/audiences/families/", "Families with children")],
)
def test_the_page_is_called_by_its_name_and_every_row_says_what_it_gives(address: str, name: str) -> None:
    several()
    tree = lxml_html.document_fromstring(Reader("en").get(address).content.decode())
    assert tree.findtext(".//title") == f"{name} – Services – DOST"
    assert tree.findtext(".//h1") == name
    main = " ".join(str(tree.xpath("string(//main)")).split()).replace("\xa0", " ")
    for said in ("3 services", "Larger grant 1,200 ₼ paid once", "Birth grant 600 ₼ paid once", "Visits A visit"):
        assert said in main, said


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_area_and_group_has_a_page(language: str) -> None:
    reader = Reader(language)
    for kind, folder in (("area", "areas"), ("audience", "audiences")):
        for code in LABELS[kind]:
            assert reader.get(f"/{folder}/{code}/").status_code == 200
        assert reader.get(f"/{folder}/other/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_four_queries_however_many_services_there_are(django_assert_num_queries: NumQueries, count: int) -> None:
    for number in range(count):
        VersionFactory(service=ServiceFactory(code=f"05-9{number}"))
    directory_page("area", "benefits", on=ON, language="az")
    with django_assert_num_queries(4):
        directory_page("area", "benefits", on=ON, language="az")
