"""A run in a file: what is read is what was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import record

from .runs import page, run, services


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    file, written = tmp_path / "run.json", run(page(41.5), services(160))
    record.save(written, file)
    assert record.read(file) == written
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_of_before_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    record.save(run(page(1), ended=""), file)
    record.save(run(page(2)), file)
    assert record.read(file).figures == (page(2),)


@pytest.mark.parametrize(
    "text", [pytest.param("", id="empty"), pytest.param("{}", id="nothing"), pytest.param("[]", id="list")]
)
def test_what_is_no_run_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"Run|Expecting"):
        record.read(file)
