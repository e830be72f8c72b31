"""A new service by the pages alone: like another one, and from nothing through every form to published."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services_catalog.changes import drafts
from services_catalog.changes.checking import check_draft
from services_catalog.models import ChangeSet, DraftService, Service, ServiceVersion
from tests.dost.studio.drafted import at, content, fresh
from tests.factories.accounts import sign_in
from tests.factories.studio import NOW, published

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=60)
NAMES = {"name_az": "Yeni müavinət", "name_en": "New benefit", "name_ru": "Новое пособие"}


@pytest.fixture
def browser(small_catalogue: Path, client: Client, editor: Any) -> Client:
    sign_in(client, editor)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="New services", ground="Act 1", valid_from=SOON, by=editor, at=NOW)


def begin(browser: Client, **sent: Any) -> Any:
    return browser.post(reverse("studio:new_service"), {**NAMES, "change_set": "new", **sent})


def test_one_like_another_is_begun_in_a_set_of_its_own_and_published(
    browser: Client, editor: Any, publisher: Any
) -> None:
    page = content(browser.get(reverse("studio:new_service") + "?like=05-98"))
    assert 'value="05-98"' in page
    answer = begin(browser, like="05-98 Test benefit")
    draft = DraftService.objects.get(code="05-99")
    assert answer["Location"] == at(draft, "rule")
    assert draft.change_set.title == "New service: Yeni müavinət"
    assert "05-99 is begun." in content(browser.get(answer["Location"]))
    made = draft.change_set
    drafts.edit(made, revision=made.revision, ground="Act 1", valid_from=SOON, by=editor, at=NOW)
    published(made, editor=editor, publisher=publisher)
    assert Service.objects.get(code="05-99").name["en"] == "New benefit"
    assert ServiceVersion.objects.get(service="05-99").valid.lower == SOON


def test_what_is_missing_or_taken_is_told_at_its_field(browser: Client) -> None:
    def told(**sent: Any) -> str:
        answer = begin(browser, **sent)
        assert answer.status_code == 400
        return content(answer)

    assert "Choose the area, or a service that it is like." in told()
    assert "There is no service 05-01." in told(like="05-01")
    assert "Another service is called so." in told(like="05-98", name_en="test BENEFIT")
    assert "Write its name in this language too." in told(like="05-98", name_ru="")
    assert "There is a service 05-98 already." in told(like="05-98", code="05-98")
    assert "is no code of a service" in told(like="05-98", code="5-9")
    assert not DraftService.objects.exists()


def test_one_from_nothing_goes_through_every_form_to_published(
    browser: Client, change_set: ChangeSet, editor: Any, publisher: Any
) -> None:
    assert begin(browser, area="benefits", code="05-60", change_set=change_set.pk).status_code == 302
    draft = DraftService.objects.get(code="05-60")
    for view, name, sent in FORMS:
        address = at(draft, view, *([name] if name else []))
        answer = browser.post(address, {**sent, "revision": fresh(draft).revision})
        assert answer.status_code == 302, (view, name)
    assert [issue for issue in check_draft(fresh(draft)).issues if issue.serious] == []
    change_set.refresh_from_db()
    published(change_set, editor=editor, publisher=publisher)
    version = ServiceVersion.objects.get(service="05-60")
    assert version.definition["amount"] == "parameter.test_benefit"
    assert [criterion["id"] for criterion in version.definition["criteria"]] == ["grown_up"]


def _three(name: str, text: str) -> dict[str, str]:
    return {f"{name}_az": f"{text} az", f"{name}_en": text, f"{name}_ru": "Слова"}


FORMS: list[tuple[str, str, dict[str, Any]]] = [
    ("rule_terms", "way", {"basis": "person", "mode": "automatic"}),
    (
        "rule_criterion",
        "",
        {
            "name": "",
            "act": "save",
            "as": "text",
            "id": "grown_up",
            "require": "person.age >= 18",
            **_three("text", "Is grown up"),
            "law": "Civil Code (779-IQ, 28.12.1999), art. 28",
        },
    ),
    (
        "rule_terms",
        "paid",
        {
            "outcome": "payment",
            "amount": "parameter.test_benefit",
            "period": "once",
            "payee_1": "subject",
            "award": "MUAV",
            "funding": "budget",
        },
    ),
    *(
        (
            "rule_example",
            "",
            {
                "act": "save",
                "name": title,
                "on": "2026-03-01",
                "fact:person.age": age,
                "unknown:person.age": unknown,
                "verdict": verdict,
                "amount": amount,
            },
        )
        for title, age, unknown, verdict, amount in (
            ("Thirty", "30", "", "entitled", "600.50"),
            ("Ten", "10", "", "not_entitled", ""),
            ("Of unknown age", "", "on", "unknown", ""),
        )
    ),
    ("rule_edit_text", "names", {**_three("name", "New"), **_three("summary", "Short"), **_three("audience", "All")}),
    ("rule_edit_text", "gets", {**_three("receives", "Money"), **_three("takes", "A day"), **_three("next", "SMS")}),
    ("rule_edit_text", "words", {"words_az": "yeni pul", "words_en": "new money", "words_ru": "новые деньги"}),
    ("rule_edit_text", "papers", {**_three("steps-0", "Comes by itself"), **_three("refusals-0", "Not met")}),
    (
        "rule_edit_text",
        "sheet",
        {
            "users": ["citizens"],
            "channels": ["automatic"],
            "answers": ["sms"],
            "places": ["portal"],
            "front_minutes": "0",
            "back_minutes": "1",
            "standard_minutes": "0",
            "fee": "0",
            "electronic": "full",
            "automated": "full",
        },
    ),
    (
        "rule_edit_text",
        "order",
        {
            "area": "benefits",
            "kind": "benefit",
            "provider": "DSMF",
            "delivery": "proactive",
            "digitized": "on",
            "life_events": ["retirement"],
            "audiences": ["pensioners"],
            "registries": ["MUAV"],
            "law": "Civil Code (779-IQ, 28.12.1999), art. 28",
            "rule_sure": "assumed",
            "texts_sure": "assumed",
            "note_az": "Testlər üçün",
            "note_en": "Made for the tests",
            "note_ru": "Для тестов",
        },
    ),
]
