"""Services that do not exist yet: like one there is, or from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services_catalog.changes import drafts
from services_catalog.changes.beginnings import begin_service, next_code
from services_catalog.changes.checking import check_draft
from services_catalog.changes.errors import StudioError
from services_catalog.models import ChangeSet
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts
from tests.factories.studio import NEXT_YEAR, NOW

pytestmark = pytest.mark.django_db

NAME = {"az": "Yeni müavinət", "en": "New benefit", "ru": "Новое пособие"}


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="New", ground="Act", valid_from=NEXT_YEAR, by=editor, at=NOW)


def test_the_next_code_is_free_also_in_drafts(change_set: ChangeSet, editor: Any) -> None:
    assert next_code("benefits") == "05-99"
    assert next_code("pensions") == ""
    begin_service(change_set, name=NAME, area="benefits", code="05-50", by=editor, at=NOW)
    assert next_code("benefits") == "05-99"
    begin_service(change_set, name=texts("Other"), like="05-98", by=editor, at=NOW)
    assert next_code("benefits") == ""  # 05-99 is the last an area can have
    with pytest.raises(StudioError, match="Give it a code"):
        begin_service(change_set, name=texts("Third"), area="benefits", by=editor, at=NOW)


def test_one_like_another_has_its_rule_texts_and_examples(change_set: ChangeSet, editor: Any) -> None:
    VersionFactory(service=ServiceFactory(code="04-01", area="employment"), changes={"excludes": ["05-98"]})
    draft = begin_service(change_set, name=NAME, like="05-98", by=editor, at=NOW)
    assert (draft.code, draft.service, draft.base) == ("05-99", None, None)
    assert draft.content["criteria"][0] == {"use": "alive"}
    assert draft.texts["name"] == NAME
    assert draft.texts["provenance"]["rule"] == "assumed"
    found = [issue for issue in check_draft(draft).issues if issue.serious]
    assert found == []
    other = begin_service(change_set, name=texts("Job"), like="04-01", by=editor, at=NOW)
    assert "excludes" not in other.content
    assert other.texts["area"] == "employment"


def test_one_from_nothing_says_what_it_lacks(change_set: ChangeSet, editor: Any) -> None:
    draft = begin_service(change_set, name=NAME, area="benefits", by=editor, at=NOW)
    found = {issue.path.partition("[")[0] for issue in check_draft(draft).issues if issue.serious}
    assert {"criteria", "examples", "texts"} <= found
    with pytest.raises(StudioError, match="area"):
        begin_service(change_set, name=NAME, by=editor, at=NOW)
    with pytest.raises(StudioError, match="no service 05-01"):
        begin_service(change_set, name=NAME, like="05-01", by=editor, at=NOW)
