"""A letter as a PDF: accessible, whole, and the same for ever."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone

from dost.cases.batch import write_back
from dost.cases.letter_content import read_content
from dost.cases.models import Letter
from dost.cases.stages import Origin, Stage
from dost.cases.steps import decide
from dost.cases.text.letter_pdf import letter_pdf
from tests.dost.cases.text.test_document_pdf import embedded, squeezed, text_of
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

CHECK = "https://dost.example/check/M-2026-0048813-01-N/"


def letter(language: str) -> Letter:
    InstitutionFactory(code="DSMF")
    person = PersonFactory(language=language, surname="Ələkbərov", given_name="İlqar", birth_date="2000-01-01")
    person.refresh_from_db()
    case = CaseFactory(version=VersionFactory(), stage=Stage.DECIDE, person=person, origin=Origin.APPLICATION)
    now = timezone.now()
    write_back(decide.work([case], now), now=now)
    return Letter.objects.get(case=case)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_it_is_accessible_and_says_all_that_is_kept(language: str) -> None:
    row = letter(language)
    content = letter_pdf(row, check_url=CHECK)
    with pikepdf.open(BytesIO(content)) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang).startswith(language)
        assert root.ViewerPreferences.DisplayDocTitle
        metadata = opened.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert row.number in str(metadata["dc:title"])
        assert all(embedded(font) for page in opened.pages for font in page.Resources.Font.values())
    text = squeezed(text_of(content))
    written = read_content(row.content)
    assert squeezed(written.name) in text
    assert squeezed(row.number) in text
    assert squeezed(CHECK) in text
    for part in written.parts:
        said = [part.title, part.greeting, part.answer, part.decided, *part.appeal, *part.law]
        said += [part.headings.grounds, part.headings.appeal]
        for ground in part.grounds:
            said += [ground.text, ground.law, *(fact.value for fact in ground.facts)]
        assert [one for one in said if squeezed(one) not in text] == []


def test_printed_again_it_is_the_same_byte_by_byte() -> None:
    row = letter("ru")
    first = letter_pdf(row, check_url=CHECK)
    assert letter_pdf(Letter.objects.get(pk=row.pk), check_url=CHECK) == first
