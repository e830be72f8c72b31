from __future__ import annotations

from typing import Any

from django.test import Client

from dost.studio.pages.rule import place_url, problems
from services_catalog.changes import drafts
from services_catalog.changes.checking import check_draft
from services_catalog.models import DraftService
from tests.dost.studio.drafted import at
from tests.factories.studio import NOW


def test_what_is_wrong_leads_to_where_it_is_changed(editing: Client, draft: DraftService) -> None:
    content_now = draft.content

    def leads(path: str) -> str:
        return place_url(draft.change_set_id, draft.code, path, content_now).removeprefix(at(draft, "rule"))

    assert leads("criteria[1].require") == "#criterion-age"
    assert leads("criteria[7].require") == "#criteria"
    assert leads("amount") == "#terms-paid"
    assert leads("starts") == "#terms-days"
    assert leads("mode") == "#terms-way"
    assert leads("questions[0].ask") == "#questions"
    assert leads("examples[2].expect.verdict") == "examples/#example-3"
    assert leads("texts.name.az") == "texts/"
    assert leads("") == ""


def test_many_empty_texts_are_told_in_one_line(editing: Client, draft: DraftService, editor: Any) -> None:
    new = drafts.add_new_service(draft.change_set, code="05-90", by=editor, at=NOW)
    found = problems(new, new.content, check_draft(new))
    assert sum(problem.url == at(new, "rule_texts") for problem in found) == 1
