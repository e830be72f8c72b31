"""What is written on documents: all that their text promises and nothing else, in three languages."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dost.cases.deliverables import issue
from dost.cases.documents import in_words, written_for
from dost.cases.models import Case
from dost.cases.text.document_pdf import document_pdf
from registries.facts.model import FactType
from services_catalog.document_text import placeholders
from tests.factories import registries as make
from tests.factories.cases import CaseFactory
from tests.factories.documents import DOCUMENTS, LANGUAGES, PERSON, facts_of, written
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

ISSUED = datetime(2026, 11, 21, 10, 30, tzinfo=ZoneInfo("Asia/Baku"))
TODAY = date(2026, 11, 21)
CHECK = "https://dost.example/check/01-02-2026-0048813-M/"


# -- all 23 ------------------------------------------------------------------------------------------------------


def test_all_services_that_issue_documents_have_a_text() -> None:
    assert len(DOCUMENTS) == 23
    assert all(definition.document is not None for definition in DOCUMENTS.values())


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_document_says_what_it_promises_and_no_more(code: str) -> None:
    definition, document = DOCUMENTS[code], written(code)
    assert definition.document is not None
    for language in LANGUAGES:
        said = " ".join(sentence[language] for sentence in document["statements"])
        assert not re.search(r"[{}]|\bNone\b|\bTrue\b", said)
        assert PERSON["name"] in said
        for name, fact in facts_of(definition).items():
            if fact.type is not FactType.BOOLEAN:
                assert in_words(fact, document["values"][name]["value"], language) in said, name
    assert set(document["values"]) == set(definition.document.states)
    assert document["statements"][0]["az"].startswith("Təsdiq edilir ki, ")
    assert "Sağdır" not in str(document["statements"])
    assert "alive" not in str(document["values"])


# -- what is left out --------------------------------------------------------------------------------------------


def test_a_sentence_about_what_is_not_known_is_left_out() -> None:
    whole = written("01-08", **{"disability.indefinite": False})
    assert len(whole["statements"]) == 4
    endless = written("01-08", **{"disability.until": None, "disability.indefinite": True})
    said = [sentence["az"] for sentence in endless["statements"]]
    assert said[-1] == "Müddət: müddətsizdir."
    assert not any("son günü" in one for one in said)
    unknown = written("01-02", **{"pension_award.assigned_on": None})
    assert "(məlum deyil)" in unknown["statements"][0]["az"]
    assert "(нет данных)" in unknown["statements"][0]["ru"]


@pytest.mark.parametrize(
    ("unit", "kept_value", "language", "words"),
    [
        ("months", 148, "az", "12\xa0il 4\xa0ay"),
        ("months", 148, "ru", "12\xa0лет 4\xa0месяца"),
        ("months", 0, "en", "0\xa0months"),
        ("", 1200, "en", "1,200"),
    ],
)
def test_numbers_are_written_by_their_kind(unit: str, kept_value: int, language: str, words: str) -> None:
    fact = facts_of(DOCUMENTS["01-10"])["insurance.months"]
    assert (
        in_words(fact if unit else facts_of(DOCUMENTS["02-11"])["employment.contracts"], kept_value, language) == words
    )


# -- from the registries -----------------------------------------------------------------------------------------


def certificate(code: str, *, basis: str, **case: Any) -> Case:
    """A case of a real certificate of the catalogue, on a record of the tests."""
    service = ServiceFactory(code=code, kind="certificate", provider="DƏMX")
    version = VersionFactory(service=service, definition=DOCUMENTS[code].as_json())
    made_case: Case = CaseFactory(version=version, basis=basis, on=date(2026, 11, 20), **case)
    return Case.objects.select_related("person", "about", "service", "version").get(pk=made_case.pk)


@pytest.mark.django_db
def test_facts_beyond_the_rule_are_read_and_kept_with_their_sources() -> None:
    ServiceFactory(code="05-21", name=texts("Age benefit"))
    make.InstitutionFactory(code="DEMX")
    person = make.PersonFactory(language="en")
    award = make.BenefitFactory(
        person=person, service_code="05-21", amount=Decimal("220.00"), assigned_on=date(2026, 11, 18)
    )
    case = certificate(
        "01-03",
        basis="benefit_award",
        person=person,
        basis_key=f"{award.source_id}:{award.reference}",
        record_id=award.pk,
    )
    document = written_for([case])[case.pk]
    said = [sentence["en"] for sentence in document["statements"]]
    assert "Name of the benefit: “Age benefit”." in said
    assert "Monthly amount: 220.00\xa0₼." in said
    assert document["values"]["benefit_award.amount"]["value"] == "220.00"
    assert document["values"]["benefit_award.amount"]["registry"] == "MUAV"
    assert document["language"] == "en"
    assert document["provider"]["en"] == "Ministry DEMX"
    given = issue(case, until=None, now=ISSUED, document=document)
    assert given is not None
    assert "facts" not in given.content
    assert given.content["document"]["statements"] == document["statements"]
    assert document_pdf(given, check_url=CHECK, on=TODAY).startswith(b"%PDF")


@pytest.mark.django_db
def test_the_award_of_a_sensitive_service_is_not_named_to_whoever_is_shown_the_paper() -> None:
    ServiceFactory(code="05-31", name=texts("Benefit for an adopted child"), sensitive=True)
    award = make.BenefitFactory(service_code="05-31", assigned_on=date(2026, 11, 18))
    key = f"{award.source_id}:{award.reference}"
    case = certificate("01-03", basis="benefit_award", person=award.person, basis_key=key, record_id=award.pk)
    assert "adopted" not in str(written_for([case])[case.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("cases", [1, 3])
def test_few_queries_for_all_cases_of_a_version(cases: int, django_assert_max_num_queries: Any) -> None:
    made_cases = []
    for _number in range(cases):
        award = make.BenefitFactory(service_code="05-21", assigned_on=date(2026, 11, 18))
        key = f"{award.source_id}:{award.reference}"
        made_cases.append(
            certificate("01-03", basis="benefit_award", person=award.person, basis_key=key, record_id=award.pk)
        )
    written_for(made_cases[:1])  # what the process keeps
    with django_assert_max_num_queries(6):
        assert len(written_for(made_cases)) == cases


def test_every_name_in_braces_is_promised_or_fixed() -> None:
    for definition in DOCUMENTS.values():
        assert definition.document is not None
        for statement in definition.document.text:
            for language in LANGUAGES:
                named = set(placeholders(statement.text[language]))
                assert named <= {*definition.document.states, "person", "about", "record", "award"}
