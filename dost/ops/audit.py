"""``python -m dost.ops.audit requirements.txt …``: known weaknesses in what the files pin, asked of PyPI by pip-audit.

A weakness is an error. That the service could not be asked, about some packages or all, is said plainly and is none:
who works without the network, or behind a mirror that knows no weaknesses, can still check everything else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

PATIENCE: Final = 300.0
"""Seconds; a first look asks about a hundred packages one after the other."""


@dataclass(slots=True)
class Audit:
    """What is known of the packages of the files: weaknesses in words, how many were asked about, and who was not."""

    checked: int = 0
    weaknesses: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    trouble: str = ""


def audit(files: list[Path], *, command: list[str] | None = None) -> Audit:
    """Ask about every package that the files pin. `command` takes the place of pip-audit in tests."""
    found = Audit()
    for path in files:
        asked = command or [str(Path(sys.executable).with_name("pip-audit"))]
        given = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
        try:
            done = subprocess.run(  # a list, no shell  # nosec B603
                [*asked, *given, "--requirement", str(path)],
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            found.trouble = f"{path}: {type(error).__name__}"
            continue
        try:
            dependencies = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError, TypeError):
            found.trouble = f"{path}: {' '.join(done.stderr.split())[-200:] or 'no answer'}"
            continue
        for dependency in dependencies:
            _add(found, dependency)
    return found


def _add(found: Audit, dependency: dict[str, Any]) -> None:
    name = str(dependency.get("name"))
    if "skip_reason" in dependency:
        found.unknown.append(name)
        return
    found.checked += 1
    for weakness in dependency.get("vulns", []):
        mended = ", ".join(weakness.get("fix_versions", [])) or "none yet"
        found.weaknesses.append(f"{name} {dependency.get('version')}: {weakness.get('id')}, mended in: {mended}")


def lines_of(found: Audit) -> list[str]:
    """What to say of it, line by line."""
    lines = [f"audit: {weakness}" for weakness in found.weaknesses]
    if found.trouble:
        lines.append(f"audit: NOT CHECKED, the service of known weaknesses could not be asked ({found.trouble})")
    if found.unknown:
        which = ", ".join(found.unknown[:3]) + (" …" if len(found.unknown) > 3 else "")
        lines.append(
            f"audit: NOT CHECKED: {len(found.unknown)} of {len(found.unknown) + found.checked} packages ({which}); "
            "the package index here does not tell of weaknesses. Run `make audit` where PyPI is reached."
        )
    if found.checked:
        lines.append(f"audit: {found.checked} packages checked, {len(found.weaknesses)} known weaknesses")
    return lines


def main() -> int:
    """Exit code 1 when there is a weakness."""
    found = audit([Path(name) for name in sys.argv[1:]])
    sys.stdout.write("".join(f"{line}\n" for line in lines_of(found)))
    return 1 if found.weaknesses else 0


if __name__ == "__main__":
    sys.exit(main())
