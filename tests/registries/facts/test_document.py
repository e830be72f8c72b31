"""`manage.py facts`: the page is up to date, the JSON is complete."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registries.facts import catalogue


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("facts", *arguments, stdout=out)
    return out.getvalue()


def test_the_page_in_the_repository_is_up_to_date() -> None:
    assert run("--check") == "docs/facts.md is up to date\n"


def test_check_fails_when_the_page_is_stale(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/facts.md").write_text("# Facts\n", encoding="utf-8")
    with pytest.raises(CommandError, match="out of date"):
        run("--check")


def test_the_page_names_every_fact() -> None:
    page = run()
    assert page == run("--markdown")
    for name in catalogue.facts:
        assert f"| `{name}` |" in page


def test_the_json_has_every_fact_with_documented_keys() -> None:
    data = json.loads(run("--json"))
    assert [fact["name"] for fact in data["facts"]] == list(catalogue.facts)
    assert list(data["bases"]) == list(catalogue.bases)
    assert set(data["facts"][0]) == {
        "name",
        "type",
        "unit",
        "labels",
        "registry",
        "institution",
        "sensitivity",
        "codes",
        "absent",
        "example",
        "note",
        "kind",
    }
    assert data["bases"]["birth"]["roles"] == ["subject", "child", "mother", "father", "guardian"]
