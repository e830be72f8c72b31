"""What a run leaves in a file: where, on what and how it was measured, and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import typed_json
from .figures import Figure, Scale, Section


@dataclass(frozen=True, slots=True)
class Arguments:
    """How the bench was called."""

    people: int
    events: int
    rounds: int
    only: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the bench. Moments are ISO 8601 with their zone, load averages those of the last minute.

    `population` says of which day and how it was made. `ended` is empty in the file of a run that did not come to its
    end: it is written after each part. `failed` are the letters of the parts that could not be measured.
    """

    machine: str
    commit: str
    arguments: Arguments
    population: str
    began: str
    ended: str
    load_before: float
    load_after: float
    failed: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def scale(self) -> Scale:
        """How much was measured."""
        return Scale(people=self.arguments.people, events=self.arguments.events)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order in which they were measured."""
        return tuple(figure for section in self.sections for figure in section.figures)


def save(run: Run, file: Path) -> None:
    """Write a run; a file of before is replaced at once, never half."""
    half = file.with_name(f"{file.name}.half")
    half.write_text(f"{typed_json.dumped(run, indent=1)}\n", encoding="utf-8")
    half.replace(file)


def read(file: Path) -> Run:
    """A run of a file; OSError, or ValueError for what is none."""
    return typed_json.loaded(Run, file.read_text(encoding="utf-8"))
