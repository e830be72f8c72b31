"""Which services are sensitive, and what they are called before others."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from services_catalog.export import export_catalogue
from services_catalog.files import read_catalogue
from services_catalog.load import load_catalogue
from services_catalog.models import Service
from services_catalog.sensitive import code_in_numbers, label_of, sensitive_codes
from tests.factories.services_catalog import SERVICE_YAML, ServiceFactory, write_catalogue
from tests.factories.studio import NOW

MARKED = SERVICE_YAML.replace("digitized: true\n", "digitized: true\nsensitive: true\n")
SENSITIVE = {
    *("01-07", "02-08", "05-31", "05-32", "05-45", "09-04", "09-05", "09-07", "10-02", "11-01", "11-02", "11-05"),
}


def test_the_catalogue_marks_those_that_a_leak_would_harm() -> None:
    catalogue, problems = read_catalogue()
    assert problems == []
    assert {code for code, one in catalogue.services.items() if one.passport["sensitive"]} == SENSITIVE


@pytest.mark.django_db
def test_the_mark_goes_into_the_database_and_out_again(tmp_path: Path) -> None:
    load_catalogue(at=NOW, root=write_catalogue(tmp_path / "in", service=MARKED))
    assert sensitive_codes() == {"05-98"}
    export_catalogue(tmp_path / "out")
    assert "\nsensitive: true\n" in (tmp_path / "out/benefits/05-98.yaml").read_text()
    load_catalogue(at=NOW, root=write_catalogue(tmp_path / "in", service=SERVICE_YAML))
    assert sensitive_codes() == frozenset()
    export_catalogue(tmp_path / "out")
    assert "sensitive" not in (tmp_path / "out/benefits/05-98.yaml").read_text()


@pytest.mark.django_db
def test_what_is_not_yes_or_no_is_refused(tmp_path: Path) -> None:
    _found, problems = read_catalogue(write_catalogue(tmp_path, service=MARKED.replace("ive: true", "ive: maybe")))
    assert [(one.line, "true or false" in one.message) for one in problems] == [(8, True)]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("az", "Həssas"), ("en", "Sensitive"), ("ru", "Деликатная")])
def test_before_others_all_are_called_the_same(language: str, word: str) -> None:
    shelter: Service = ServiceFactory(code="09-97", sensitive=True)
    pension: Service = ServiceFactory(code="05-97")
    with translation.override(language):
        assert label_of(pension) == (pension.code, pension.title)
        assert label_of(shelter, opened=True) == (shelter.code, shelter.title)
        code, title = label_of(shelter)
    assert code == ""
    assert word in title
    assert code_in_numbers(shelter) == "00-00"
    assert code_in_numbers(pension) == "05-97"
