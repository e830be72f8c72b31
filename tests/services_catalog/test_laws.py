"""Law texts of the catalogue, said in Azerbaijani and Russian."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from services_catalog.files import read_catalogue
from services_catalog.law_checks import law_problems
from services_catalog.laws import known_acts, law_as_read, law_in_language, unknown_acts
from tests.factories.services_catalog import write_catalogue

BENEFITS = "Social Benefits Law (55-IIIQ, 07.02.2006)"
PENSIONS = "Labour Pensions Law (54-IIIQ, 07.02.2006)"
CODE = "Labour Code (618-IQ, 01.02.1999)"

SAID = [
    pytest.param(
        BENEFITS,
        "“Sosial müavinətlər haqqında” Qanun (55-IIIQ, 07.02.2006)",
        "Закон «О социальных пособиях» (55-IIIQ, 07.02.2006)",
        id="an act",
    ),
    pytest.param(
        f"{PENSIONS}, art. 9; {BENEFITS}",
        "“Əmək pensiyaları haqqında” Qanun (54-IIIQ, 07.02.2006), 9-cu maddə; "
        "“Sosial müavinətlər haqqında” Qanun (55-IIIQ, 07.02.2006)",
        "Закон «О трудовых пенсиях» (54-IIIQ, 07.02.2006), ст. 9; Закон «О социальных пособиях» (55-IIIQ, 07.02.2006)",
        id="two acts, one with an article",
    ),
    pytest.param(
        "Decree 387 (10.12.2018), list 3.4",
        "Prezidentin 387 nömrəli Fərmanı (10.12.2018), Siyahının 3.4-cü bəndi",
        "Указ Президента № 387 (10.12.2018), п. 3.4 Перечня",
        id="an item of the list",
    ),
    pytest.param(
        "Decree 387 (10.12.2018), charter item 2.2.3-1",
        "Prezidentin 387 nömrəli Fərmanı (10.12.2018), Nizamnamənin 2.2.3-1-ci bəndi",
        "Указ Президента № 387 (10.12.2018), п. 2.2.3-1 Устава",
        id="an item of the charter",
    ),
    pytest.param(
        f"{CODE}, arts. 70 and 125",
        "Əmək Məcəlləsi (618-IQ, 01.02.1999), 70 və 125-ci maddələr",
        "Трудовой кодекс (618-IQ, 01.02.1999), ст. 70 и 125",
        id="two articles",
    ),
    pytest.param(
        "Decree 973 (29.08.2013), as amended 12.06.2025",
        "Prezidentin 973 nömrəli Fərmanı (29.08.2013), 12.06.2025 tarixli dəyişikliklə",
        "Указ Президента № 973 (29.08.2013), в редакции от 12.06.2025",
        id="amended",
    ),
    pytest.param(
        "CM decision (01.2026), proactive from 01.05.2026",
        "Nazirlər Kabinetinin qərarı (01.2026), 01.05.2026 tarixindən ərizəsiz",
        "Постановление Кабинета Министров (01.2026), без заявления с 01.05.2026",
        id="proactive from a day",
    ),
]


@pytest.mark.parametrize(("text", "az", "ru"), SAID)
def test_law_is_said_in_the_reader_s_language(text: str, az: str, ru: str) -> None:
    assert law_in_language(text, "az") == az
    assert law_in_language(text, "ru") == ru
    assert law_in_language(text, "en") == text


def test_law_is_said_in_the_active_language() -> None:
    with translation.override("ru"):
        assert law_as_read(BENEFITS) == "Закон «О социальных пособиях» (55-IIIQ, 07.02.2006)"


def test_what_is_not_known_stays_as_it_is_written() -> None:
    text = f"Law of the Sea; {BENEFITS}"

    assert law_in_language(text, "ru") == "Law of the Sea; Закон «О социальных пособиях» (55-IIIQ, 07.02.2006)"
    assert list(unknown_acts(text, known_acts())) == ["Law of the Sea"]


def test_a_longer_name_is_not_mistaken_for_the_shorter_one_it_begins_with() -> None:
    assert list(unknown_acts("CM rules on everything", known_acts())) == ["CM rules on everything"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *[
            ("1", "1-ci"),
            ("3", "3-cü"),
            ("6", "6-cı"),
            ("9", "9-cu"),
            ("10", "10-cu"),
            ("20", "20-ci"),
            ("40", "40-cı"),
        ],
        *[("28", "28-ci"), ("100", "100-cü"), ("42.1", "42.1-ci"), ("21-1", "21-1-ci")],
    ],
)
def test_numbers_of_articles_have_their_ending(number: str, said: str) -> None:
    assert law_in_language(f"{CODE}, art. {number}", "az").endswith(f", {said} maddə")


def test_every_act_of_the_catalogue_is_known() -> None:
    catalogue, _problems = read_catalogue()

    assert law_problems(catalogue) == []


@pytest.mark.django_db
def test_check_names_the_line_of_an_act_that_is_not_listed(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    (tmp_path / "laws.yaml").write_text("Some Law:\n  az: Bir Qanun\n  ru: Some Law\n", encoding="utf-8")
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("catalogue", "check", "--json", "--root", str(tmp_path), stdout=out)

    told = {(Path(row["file"]).name, row["message"][:40]) for row in json.loads(out.getvalue())["problems"]}
    assert ("laws.yaml", "This text has no Russian letters; write ") in told
    assert ("05-98.yaml", "laws.yaml has no such act, or what follo") in told
