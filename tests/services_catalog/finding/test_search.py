"""Searching: what is found, in which order, and how the index follows the services."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services_catalog import plain_yaml
from services_catalog.finding.index import rebuild
from services_catalog.finding.search import Filters, nearest_words, search
from services_catalog.load import load_catalogue
from services_catalog.models import SearchEntry, SearchWord, Service
from services_catalog.signals import services_changed
from tests.factories.services_catalog import ServiceFactory, write_catalogue
from tests.services_catalog.test_load import NOW

pytestmark = pytest.mark.django_db

QUESTIONS = Path(__file__).with_name("questions.yaml")
BIRTH = {"az": "Doğuşa görə müavinət", "en": "Birth benefit", "ru": "Пособие при рождении ребёнка"}
PENSION = {"az": "Yaşa görə əmək pensiyası", "en": "Old-age pension", "ru": "Пенсия по возрасту"}
FUNERAL = {"az": "Dəfn üçün birdəfəlik müavinət", "en": "Funeral benefit", "ru": "Пособие на погребение"}


@pytest.fixture
def three() -> None:
    """Three services, indexed."""
    ServiceFactory(
        code="05-40",
        name=BIRTH,
        words={"az": ["uşaq pulu"], "en": ["baby money"], "ru": ["детские"]},
        life_events=["child_born"],
        audiences=["families"],
    )
    ServiceFactory(code="05-01", area="pensions", name=PENSION, delivery="online", audiences=["pensioners"])
    ServiceFactory(code="05-42", name=FUNERAL, life_events=["death_in_family"])
    rebuild()


def codes(query: str, language: str = "az", **filters: str) -> list[str]:
    return [one.code for one in search(query, language=language, filters=Filters(**filters)).found]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("uşaq pulu", "05-40"),
        ("UŞAQ PULU", "05-40"),
        ("usaq pulu", "05-40"),
        ("ushaq", "05-40"),
        ("uşağımın pulları", "05-40"),
        ("dogusa", "05-40"),
        ("körpə", "05-40"),
        ("baby", "05-40"),
        ("children", "05-40"),
        ("рождении", "05-40"),
        ("pensiyanı", "05-01"),
        ("PENSİYA", "05-01"),
        ("pensya", "05-01"),
        ("пенсии", "05-01"),
        ("пинсия", "05-01"),
        ("pens", "05-01"),
        ("funerals", "05-42"),
        ("похороны", "05-42"),
    ],
)
def test_the_first_found(three: None, query: str, code: str) -> None:
    assert codes(query)[:1] == [code]


@pytest.mark.parametrize("query", ["05-40", "0540", "540", "5-40", "05.40", " 05 40 "])
def test_a_code_comes_first(three: None, query: str) -> None:
    assert codes(query) == ["05-40"]


def test_the_language_asked_counts_first_but_the_others_are_searched(three: None) -> None:
    russian = search("детские", language="ru").found
    english = search("детские", language="en").found
    assert [one.code for one in russian] == [one.code for one in english] == ["05-40"]
    assert (russian[0].name, english[0].name) == (BIRTH["ru"], BIRTH["en"])
    assert russian[0].score > english[0].score


def test_filters_narrow_what_is_found(three: None) -> None:
    assert set(codes("müavinət")) == {"05-40", "05-42"}
    assert codes("müavinət", life_event="child_born") == ["05-40"]
    assert codes("müavinət", audience="families", delivery="proactive", area="benefits") == ["05-40"]
    assert codes("müavinət", area="pensions") == []


def test_parts_of_what_was_found(three: None) -> None:
    first = search("müavinət", language="az", limit=1)
    second = search("müavinət", language="az", limit=1, offset=1)
    assert (first.total, second.total) == (2, 2)
    assert first.found[0].code != second.found[0].code


@pytest.mark.parametrize(
    "query", ["", "   ", "?!", "'", "\\", "a' OR 'b", "%", ":* & |", "x" * 5_000, "((((", "\ue000"]
)
def test_odd_questions_are_no_trouble(three: None, query: str) -> None:
    assert search(query, language="az").total <= 3


def test_nothing_found_offers_words_like_it(three: None) -> None:
    assert codes("zzzqqq") == []
    assert nearest_words("pensiyya", most=1) == ["pensiyası"]
    assert nearest_words("") == []


def test_a_search_is_one_query(three: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        search("uşağım oldu nə almalıyam", language="az")
    assert len(queries) == 1


# -- the index -----------------------------------------------------------------------------------------------------


def test_rebuilding_writes_only_what_differs(three: None) -> None:
    assert rebuild() == 0
    service = Service.objects.get(code="05-42")
    service.words = {"az": ["yas mərasimi"], "en": [], "ru": []}
    service.save()
    assert rebuild(["05-01", "05-42"]) == 1
    assert codes("yas mərasimi") == ["05-42"]


def test_the_index_follows_the_services(three: None) -> None:
    service = Service.objects.get(code="05-42")
    service.name = {**FUNERAL, "az": "Tamam başqa xidmət"}
    service.save()
    services_changed.send(sender=None, codes=["05-42"])
    assert codes("tamam başqa") == ["05-42"]


def test_words_that_no_service_has_any_more_go(three: None) -> None:
    assert SearchWord.objects.filter(word="defn").exists()
    Service.objects.filter(code="05-42").delete()
    rebuild()
    assert not SearchWord.objects.filter(word="defn").exists()
    assert not SearchEntry.objects.filter(service_id="05-42").exists()


def test_loading_the_catalogue_indexes_it_in_the_same_transaction(tmp_path: Path) -> None:
    load_catalogue(root=write_catalogue(tmp_path), at=NOW)
    assert codes("sınaq müavinəti") == ["05-98"]


# -- the command ---------------------------------------------------------------------------------------------------


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("catalogue", "search", *arguments, stdout=out)
    return out.getvalue()


def test_command_prints_codes_scores_and_names(three: None) -> None:
    line = told("pensiya", "--lang", "ru").splitlines()[0]
    assert line.split()[0] == "05-01"
    assert line.endswith(PENSION["ru"])


def test_command_prints_json(three: None) -> None:
    found: dict[str, Any] = json.loads(told("müavinət", "--json", "--limit", "1"))
    assert (found["total"], len(found["found"]), found["nearest"]) == (2, 1, [])


def test_command_says_when_nothing_was_found(three: None) -> None:
    assert told("zzzqqq") == "Nothing was found.\n"


# -- what people really ask ----------------------------------------------------------------------------------------


def test_what_people_ask_is_among_the_first_three(whole_catalogue: frozenset[str]) -> None:
    questions = plain_yaml.read(QUESTIONS.read_bytes())
    assert len(questions) >= 180
    missed, never = [], []
    for question in questions:
        wanted = set(question["any"])
        assert wanted <= whole_catalogue, question
        found = [one.code for one in search(question["ask"], language=question["lang"], limit=6).found]
        if not wanted & set(found[:3]):
            missed.append(f"{question['lang']} “{question['ask']}”: wanted {sorted(wanted)}, found {found}")
            never += missed[-1:] if question.get("always") else []
    print("\n".join(missed))
    assert never == []
    assert 1 - len(missed) / len(questions) >= 0.95, missed
