from __future__ import annotations

import pytest
from django.test import Client

from services_catalog.models import DraftService
from tests.dost.studio.drafted import at, content


def test_what_is_right_is_read_back_in_three_languages_at_once(editing: Client, draft: DraftService) -> None:
    page = content(editing.post(at(draft, "rule_check") + "?field=require&at=x", {"require": "formula.old_enough"}))
    assert "Yaşı çatır: bəli" in page
    assert "Is old enough: yes" in page
    assert "Достаточно лет: да" in page
    assert "person.age" not in page
    assert 'id="x-says" hx-swap-oob="true"' in page


def test_names_fit_at_the_cursor(editing: Client, draft: DraftService) -> None:
    sent = {"require": "person.ag >= 65", "cursor": "9"}
    page = content(editing.post(at(draft, "rule_options") + "?field=require&at=x", sent))
    assert 'data-insert="person.age" data-start="0" data-end="9"' in page
    assert 'role="listbox"' in page
    assert "subject.person" not in page


@pytest.mark.parametrize("query", ["field=other&at=x", "field=require&at=<b>", "field=require"])
def test_fields_and_elements_that_do_not_exist_are_not_found(editing: Client, draft: DraftService, query: str) -> None:
    assert editing.post(at(draft, "rule_check") + f"?{query}", {"require": "TRUE"}).status_code == 404
