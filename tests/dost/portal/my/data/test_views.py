"""The page of what the registries hold about a person, and the download of all of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog
from dost.cases.batch import write_back
from dost.cases.stages import Origin, Stage
from dost.cases.steps import decide
from dost.portal.my.data.download import SCHEMA
from dost.proactive.models import AutomaticCheck
from registries.models import BenefitCase, RegistryGap
from tests.dost.cases.text.test_document_pdf import squeezed, text_of
from tests.factories.accounts import sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.registries import BenefitFactory, DisabilityFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


def somebody() -> Any:
    """Somebody with a benefit that stands, one annulled, a gap, a disability, a refusal and a nightly check."""
    InstitutionFactory(code="DSMF", name_en="State Social Protection Fund")
    person = PersonFactory(birth_date=date(2000, 1, 1))
    BenefitFactory(person=person, reference="B1", service_code="05-99")
    gone = BenefitFactory(person=person, reference="B2", valid_from=date(2026, 1, 1))
    BenefitCase.objects.filter(pk=gone.pk).update(superseded_at=NOW, corrected_by="DSMF", correction_reason="twice")
    DisabilityFactory(person=person)
    RegistryGap.objects.create(person=person, registry="EMAS", since=date(2026, 1, 1), reason="old files")
    case = CaseFactory(version=VersionFactory(), stage=Stage.DECIDE, person=person, origin=Origin.APPLICATION)
    now = timezone.now()
    write_back(decide.work([case], now), now=now)
    AutomaticCheck.objects.create(
        kind="everybody", purpose="automatic", on=date(2026, 11, 1), at=NOW, low=1, high=person.pk,
        versions={"05-99": [case.version_id]}, registries=["POPULATION"],
    )  # fmt: skip
    return person


def test_the_page_shows_each_registry_where_it_is_from_and_what_was_corrected(client: Client) -> None:
    person = somebody()
    sign_in_citizen(client, person)

    page = client.get("/en/my/data/")

    text = " ".join(page.content.decode().split())
    assert person.fin in text
    assert "Benefit 05-99" in text
    assert "State Social Protection Fund" in text
    assert "Annulled on 1" in text
    assert "twice" in text
    assert "old files" in text
    assert "These registries hold nothing about you" in text
    assert "no-store" in page.headers["Cache-Control"]
    look = AccessLog.objects.get(reason="own_data")
    assert "MUAV" in look.registries
    assert look.person_id == person.pk


def test_special_data_are_folded(client: Client) -> None:
    person = somebody()
    sign_in_citizen(client, person)
    text = client.get("/en/my/data/").content.decode()
    folded = text[text.index('id="tseras"') : text.index("</details>", text.index('id="tseras"'))]
    assert "<details" in folded


def test_the_json_is_streamed_holds_all_and_follows_its_schema(client: Client) -> None:
    person = somebody()
    sign_in_citizen(client, person)

    response = client.get("/ru/my/data/all.json")

    assert response.streaming
    assert "no-store" in response.headers["Cache-Control"]
    told = json.loads(response.getvalue())
    schema = json.loads((Path(settings.BASE_DIR) / "static" / SCHEMA).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(told)
    assert told["language"] == "ru"
    assert told["person"] == {"fin": person.fin, "name": person.full_name}
    assert told["$schema"] == f"http://testserver/static/{SCHEMA}"
    [benefits] = [one for one in told["registries"] if one["code"] == "MUAV"]
    records = benefits["tables"][0]["records"]
    assert {(one["reference"], one["state"]) for one in records if one["reference"][0] == "B"} == {
        ("B1", "current"),
        ("B2", "annulled"),
    }
    results = [look["result"] for look in told["looks"] if look["result"]]
    assert results == [{"outcome": "refused", "not_fulfilled": ["The person has turned 65 (ru)"]}]
    assert [look["services_checked"] for look in told["looks"] if look["services_checked"]] == [1]
    assert AccessLog.objects.filter(reason="own_download", person=person).count() == 1


@pytest.mark.parametrize("broken", ["language", "person", "registries", "looks"])
def test_the_schema_notices_what_is_missing(client: Client, broken: str) -> None:
    sign_in_citizen(client, somebody())
    told = json.loads(client.get("/en/my/data/all.json").getvalue())
    del told[broken]
    schema = json.loads((Path(settings.BASE_DIR) / "static" / SCHEMA).read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(told)


def test_the_pdf_is_accessible_and_tells_the_same(client: Client) -> None:
    person = somebody()
    sign_in_citizen(client, person)

    response = client.get("/en/my/data/all.pdf")

    with pikepdf.open(BytesIO(response.content)) as opened:
        assert opened.open_metadata()["pdfuaid:part"] == "1"
        assert str(opened.Root.Lang).startswith("en")
    text = squeezed(text_of(response.content))
    for said in (person.full_name, person.fin, "Annulled", "The person has turned 65", "Who looked at my data"):
        assert squeezed(said) in text
    assert AccessLog.objects.filter(reason="own_download_pdf", person=person).exists()


def test_nobody_gets_what_is_held_about_another(client: Client) -> None:
    person = somebody()
    other = PersonFactory()
    sign_in_citizen(client, other)
    for address in ("/en/my/data/", "/en/my/data/all.json", f"/en/my/data/?person={person.pk}"):
        response = client.get(address)
        content = response.getvalue() if response.streaming else response.content
        assert person.fin.encode() not in content
        assert b"twice" not in content
