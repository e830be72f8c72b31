"""What is written on documents: all that their text promises and nothing else, in three languages, as a PDF."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import segno

from dost.cases.deliverables import issue
from dost.cases.documents import fill, in_words, written_for
from dost.cases.models import Case, Deliverable
from dost.cases.text import document_pdf as pdf
from dost.cases.text.document_pdf import NoDocument, document_pdf, document_picture
from registries.facts.model import Fact, FactType
from services_catalog.checks import compile_definition
from services_catalog.definition import Definition
from services_catalog.document_text import placeholders
from services_catalog.files import Catalogue, read_catalogue
from tests.factories import registries as make
from tests.factories.cases import CaseFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

LANGUAGES = ("az", "en", "ru")
BAKU = ZoneInfo("Asia/Baku")
ISSUED = datetime(2026, 11, 21, 10, 30, tzinfo=BAKU)
TODAY = date(2026, 11, 21)
CHECK = "https://dost.example/check/01-02-2026-0048813-M/"
PERSON = {"name": "Məmmədova Aysel Rəşad qızı", "fin": "5ABC123", "born": "1961-03-14"}
CATALOGUE: Catalogue = read_catalogue()[0]
DOCUMENTS = {
    code: Definition.from_json(version.definition)
    for code, service in CATALOGUE.services.items()
    for version in service.versions
    if version.definition["outcome"] == "document"
}


def facts_of(definition: Definition) -> dict[str, Fact]:
    rule = compile_definition(definition.as_json(), CATALOGUE.library.book())
    assert definition.document is not None
    return {name: rule.vocabulary.resolve(name).fact for name in definition.document.states}


def kept(value: Any) -> dict[str, Any]:
    value = value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
    return {"value": value, "registry": "PENS", "institution": "DSMF", "source": "DSMF", "recorded_on": "2026-11-20"}


def written(code: str, **changed: Any) -> dict[str, Any]:
    """The document of a service, with the examples of its facts for values."""
    definition = DOCUMENTS[code]
    assert definition.document is not None
    known = facts_of(definition)
    examples = {FactType.CODE: "", FactType.INTEGER: 3}
    facts = {name: kept(changed.get(name, fact.example or examples.get(fact.type))) for name, fact in known.items()}
    fixed = {"person": PERSON["name"], "about": PERSON["name"], "record": "D-2026/17", "award": "“Yaşa görə müavinət”"}
    made = fill(
        definition.document, known, facts, {name: dict.fromkeys(LANGUAGES, text) for name, text in fixed.items()}
    )
    return {**made, "language": "ru", "provider": {"az": "Fond", "en": "The Fund", "ru": "Фонд"}}


def deliverable(document: dict[str, Any] | None, **more: Any) -> Deliverable:
    content = {"person": PERSON, "about": None, **({"document": document} if document else {})}
    given = {
        "kind": "document",
        "number": "01-02-2026-0048813-M",
        "issued_at": ISSUED,
        "valid_until": date(2026, 12, 21),
    }
    return Deliverable(content=content, **{**given, **more})


def made(document: dict[str, Any], *, on: date = TODAY, **more: Any) -> bytes:
    return document_pdf(deliverable(document, **more), check_url=CHECK, on=on)


def text_of(content: bytes) -> str:
    """The text of a PDF, by the ToUnicode maps of its fonts."""
    with pikepdf.open(BytesIO(content)) as opened:
        return " ".join(" ".join(page_text(page) for page in opened.pages).split())


def page_text(page: pikepdf.Page) -> str:
    maps = {name: _unicode(font) for name, font in page.Resources.Font.items()}
    shown: list[str] = []
    font: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "Tf":
                font = maps[str(operands[0])]
            case "Tj":
                shown.append(_decoded(bytes(operands[0]), font))
            case "TJ":
                shown += [_decoded(bytes(one), font) for one in operands[0] if isinstance(one, pikepdf.String)]
            case "ET":
                shown.append(" ")
    return "".join(shown)


def _unicode(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = ord(bytes.fromhex(text).decode("utf-16-be")[-1])
            found |= {int(first, 16) + n: chr(start + n) for n in range(int(last, 16) - int(first, 16) + 1)}
    return found


def _decoded(raw: bytes, font: dict[int, str]) -> str:
    return "".join(font.get(int.from_bytes(raw[at : at + 2]), "") for at in range(0, len(raw), 2))


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


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_document_is_an_accessible_pdf(code: str, tmp_path: Path) -> None:
    document = written(code)
    content = made(document)
    with pikepdf.open(BytesIO(content)) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked
        assert root.StructTreeRoot.K is not None
        assert str(root.Lang).startswith("az")
        assert root.ViewerPreferences.DisplayDocTitle
        metadata = opened.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert str(metadata["dc:title"]).startswith(document["title"]["az"])
        assert all(embedded(font) for page in opened.pages for font in page.Resources.Font.values())
        assert len(opened.pages) == 1
    text = text_of(content)
    assert "01-02-2026-0048813-M" in text
    assert PERSON["fin"] in text
    for sentence in document["statements"]:
        for language in ("az", "ru"):
            assert squeezed(sentence[language]) in squeezed(text)
        assert squeezed(sentence["en"]) not in squeezed(text)
    assert CHECK in text.replace(" ", "")


def embedded(font: pikepdf.Object) -> bool:
    (descendant,) = font.DescendantFonts
    return any(key.startswith("/FontFile") for key in dict(descendant.FontDescriptor))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


# -- how it is made ----------------------------------------------------------------------------------------------


def test_made_again_years_later_it_is_the_same_byte_by_byte() -> None:
    document = written("01-02")
    first = made(document, valid_until=None)
    assert made(document, valid_until=None, on=date(2031, 1, 1)) == first
    assert made(written("01-02", **{"pension_award.amount": Decimal("281.00")}), valid_until=None) != first


@pytest.mark.parametrize(
    ("more", "on", "words"),
    [
        ({}, date(2026, 12, 21), ""),
        ({}, date(2026, 12, 22), "Bu sənəd qüvvədə deyil: son günü 21 dekabr 2026"),
        ({"ended_on": TODAY}, TODAY, "Bu sənəd qüvvədə deyil: 21 noyabr 2026-cı il tarixində geri götürülüb"),
    ],
)
def test_it_says_when_it_is_no_longer_valid(more: dict[str, Any], on: date, words: str) -> None:
    text = squeezed(text_of(made(written("01-02"), on=on, **more)))
    assert ("Busənədqüvvədədeyil" in text) is bool(words)
    assert squeezed(words) in text


def test_its_qr_code_leads_to_the_public_check(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = pdf._qr

    def noted(address: str) -> str:
        drawn.append(address)
        return draw(address)

    monkeypatch.setattr(pdf, "_qr", noted)
    made(written("01-02"))
    assert drawn == [CHECK]
    wanted = segno.make(CHECK, error="m", micro=False)
    path = re.search(r'd="([^"]+)"', pdf._qr(CHECK))
    assert path is not None
    dark = sum(int(run) for run in re.findall(r"h(\d+)", path[1]))
    assert dark == sum(sum(row) for row in wanted.matrix)


def test_a_picture_can_be_looked_at() -> None:
    assert document_picture(deliverable(written("01-08")), check_url=CHECK, on=TODAY).startswith(b"\x89PNG")


def test_what_has_no_text_is_no_document() -> None:
    with pytest.raises(NoDocument):
        document_pdf(deliverable(None), check_url=CHECK, on=TODAY)


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
