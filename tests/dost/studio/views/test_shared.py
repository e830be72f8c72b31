"""What services share, by the pages alone: looked at, changed, made, published."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from services_catalog.changes import drafts
from services_catalog.models import ChangeSet, DraftShared, Parameter, ServiceVersion
from tests.dost.studio.drafted import content
from tests.factories.accounts import sign_in
from tests.factories.studio import NOW, published

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=60)
ALIVE = {
    "text_az": "Sağdır və itkin deyil",
    "text_en": "Is alive and not missing",
    "text_ru": "Жив и не пропал без вести",
    "require": "person.alive AND NOT person.missing",
    "law": "Law, art. 1",
}
AMOUNT = {
    "name": "new_amount",
    "label_az": "Yeni məbləğ",
    "label_en": "New amount",
    "label_ru": "Новая сумма",
    "type": "money",
    "value": "50,50",
    "source": "Act 7",
    "least": "1",
    "most": "",
}


@pytest.fixture
def browser(small_catalogue: Path, client: Client, editor: Any) -> Client:
    sign_in(client, editor)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="Shared", ground="Act 7", valid_from=SOON, by=editor, at=NOW)


def at(name: str, *args: Any) -> str:
    return reverse(f"studio:{name}", args=args)


def test_one_sees_what_is_shared_and_who_uses_it(browser: Client, change_set: ChangeSet, editor: Any) -> None:
    page = content(browser.get(at("shared")))
    assert "Is alive" in page
    assert "Is old enough" in page
    assert page.count("used by 1 service") == 2
    page = content(browser.get(at("shared_item", "criterion", "alive")))
    assert "person.alive" in page
    assert "Test benefit" in page
    for place in (("criterion", "nothing"), ("parameter", "test_benefit"), ("phrase", "alive")):
        assert browser.get(at("shared_item", *place)).status_code == 404


def test_a_shared_condition_is_changed_with_all_services_that_use_it(
    browser: Client, editor: Any, publisher: Any
) -> None:
    asked = content(browser.get(at("change_shared", "criterion", "alive")))
    assert "1 service uses it and gets a new version" in asked
    chosen = browser.post(at("change_shared", "criterion", "alive"), {"change_set": "new", "title": "Alive"})
    change_set = ChangeSet.objects.get(title="Alive")
    form = at("set_shared", change_set.pk, "criterion", "alive")
    assert chosen["Location"] == form
    assert "person.alive" in content(browser.get(form))
    drafts.edit(change_set, revision=1, ground="Act", valid_from=SOON, by=editor, at=NOW)

    wrong = browser.post(form, {**ALIVE, "require": "person.alvie"}, follow=True)
    assert '<mark class="dost-wrongword">person.alvie</mark>' in content(wrong)
    the_set = at("set", change_set.pk)
    assert "has to be mended" in content(browser.get(the_set))
    assert browser.post(form, {**ALIVE, "revision": 1})["Location"] == the_set
    page = content(browser.get(the_set))
    assert "1 service follows and gets a new version" in page
    assert "has to be mended" not in page
    assert "It is being changed in:" in content(browser.get(at("shared")))
    differences = content(browser.get(at("differences", change_set.pk)))
    assert "Services that follow" in differences
    assert "“Is alive” AND NOT “Declared missing by a court”" in differences

    change_set.refresh_from_db()
    published(change_set, editor=editor, publisher=publisher)
    version = ServiceVersion.objects.get(service="05-98", number=2)
    assert version.definition["criteria"][0]["require"] == ALIVE["require"]
    assert "1 service follows" not in content(browser.get(the_set))  # it is one of the services of the set by now
    assert browser.get(form)["Location"] == the_set


def test_a_new_formula_and_a_new_amount_are_made_and_taken_out(browser: Client, change_set: ChangeSet) -> None:
    chosen = browser.post(at("make_shared", "parameter"), {"change_set": str(change_set.pk)})
    form = at("new_shared", change_set.pk, "parameter")
    assert chosen["Location"] == form
    assert "What is it?" in content(browser.get(form))
    for sent, told in (
        ({**AMOUNT, "name": "New amount"}, "is no short name"),
        ({**AMOUNT, "name": "test_benefit"}, "There is another one called"),
    ):
        answer = browser.post(form, sent)
        assert answer.status_code == 400
        assert told in content(answer)
    assert browser.post(form, AMOUNT).status_code == 302
    assert DraftShared.objects.get().content["value"] == "50,50"
    assert "has to be mended" not in content(browser.get(at("set", change_set.pk)))
    label = {"label_az": "Uşaq", "label_en": "Is a child", "label_ru": "Ребёнок"}
    formula = {"name": "is_child", "value": "person.age < 18", **label}
    assert browser.post(at("new_shared", change_set.pk, "formula"), formula).status_code == 302
    browser.post(at("take_out_shared", change_set.pk, "formula", "is_child"))
    assert [draft.name for draft in change_set.shared.all()] == ["new_amount"]
    assert not Parameter.objects.filter(name="new_amount").exists()
    assert browser.get(at("new_shared", change_set.pk, "phrase")).status_code == 404


def test_two_editors_are_told_what_the_other_saved(browser: Client, change_set: ChangeSet, other_editor: Any) -> None:
    form = at("set_shared", change_set.pk, "criterion", "alive")
    browser.post(form, ALIVE)
    theirs = Client()
    sign_in(theirs, other_editor)
    theirs.post(form, {**ALIVE, "law": "Law, art. 2", "revision": 1})
    answer = browser.post(form, {**ALIVE, "law": "Law, art. 3", "revision": 1})
    assert answer.status_code == 400
    assert "Law, art. 2" in content(answer)
    assert 'value="Law, art. 3"' in content(answer)
    assert 'name="revision" value="2"' in content(answer)
    browser.post(form, {**ALIVE, "law": "Law, art. 3", "revision": 2})
    assert DraftShared.objects.get().content["law"] == "Law, art. 3"


def test_the_list_asks_the_same_few_questions_however_much_is_shared(browser: Client, change_set: ChangeSet) -> None:
    browser.get(at("shared"))
    counts = []
    for name in ("one", "two", "three"):
        sent = {"name": name, "value": "person.age < 18", "label_az": "a", "label_en": "b", "label_ru": "р"}
        browser.post(at("new_shared", change_set.pk, "formula"), sent)
        with CaptureQueriesContext(connection) as asked:
            browser.get(at("shared"))
        counts.append(len(asked))
    assert counts[0] == counts[-1]
