"""Known weaknesses are errors; a service that cannot be asked is said plainly, and is none."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from dost.ops import audit as module
from dost.ops.audit import Audit, audit, lines_of

WEAK = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SOUND = {"name": "new", "version": "2.0", "vulns": []}
SKIPPED = {"name": "mine", "skip_reason": "Dependency not found on PyPI"}


def answering(tmp_path: Path, answer: str, *, error: str = "") -> Audit:
    """What is found when pip-audit says this."""
    program = tmp_path / "program.py"
    program.write_text(f"import sys; sys.stdout.write({answer!r}); sys.stderr.write({error!r})")
    return audit([tmp_path / "requirements.txt"], command=[sys.executable, str(program)])


def test_weakness_is_told_with_what_mends_it(tmp_path: Path) -> None:
    found = answering(tmp_path, json.dumps({"dependencies": [WEAK, SOUND]}))

    assert found == Audit(checked=2, weaknesses=["old 1.0: PYSEC-1, mended in: 1.1"])
    assert lines_of(found)[-1] == "audit: 2 packages checked, 1 known weaknesses"


def test_package_that_could_not_be_asked_about_is_not_said_to_be_sound(tmp_path: Path) -> None:
    found = answering(tmp_path, json.dumps({"dependencies": [SKIPPED]}))

    assert (found.checked, found.unknown) == (0, ["mine"])
    (line,) = lines_of(found)
    assert line.startswith("audit: NOT CHECKED: 1 of 1 packages (mine)")


@pytest.mark.parametrize("answer", ["", "[]", "null", "{}"])
def test_service_that_does_not_answer_is_said(tmp_path: Path, answer: str) -> None:
    found = answering(tmp_path, answer, error="no route\nto host")

    (line,) = lines_of(found)
    assert line.startswith("audit: NOT CHECKED, the service of known weaknesses could not be asked")
    assert line.endswith("requirements.txt: no route to host)")


def test_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert audit([tmp_path], command=[str(tmp_path / "none")]).trouble.endswith("FileNotFoundError")


@pytest.mark.parametrize(("found", "code"), [(Audit(weaknesses=["x"]), 1), (Audit(unknown=["x"]), 0), (Audit(), 0)])
def test_only_a_weakness_is_an_error(found: Audit, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "audit", lambda files: found)
    assert module.main() == code
