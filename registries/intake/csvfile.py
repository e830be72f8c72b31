"""Reads a CSV file row by row: finds out its form, and says which row cannot be read and why.

UTF-8 with or without a byte-order mark; comma, semicolon or tab. A quote that is never closed costs its own line,
not the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .problems import RowError

LONGEST_RECORD = 30  # lines that one quoted row may take
LONGEST_LINE = 1_000_000  # characters
ADDED = ("line", "field", "problem", "hint")
"""Columns of a file of rejected rows; ignored when such a file is brought in again."""
_PIECE = 1 << 20
_SEPARATOR_LINE = re.compile(r"sep=(?P<sign>[,;\t]|\\t)?[,;\t]*", re.IGNORECASE)
"""A first line that spreadsheets write to tell each other the sign between cells; it is no header."""


class FileError(Exception):
    """The file as a whole cannot be used; the message says why and what would be right."""


@dataclass(slots=True)
class Row:
    """One row: the line it begins on and its cells, or what is wrong with it as a whole."""

    line: int
    cells: list[str]
    problem: RowError | None = None


@dataclass(slots=True)
class CsvFile:
    """A CSV file, checked to be text; `header` as it is written in the file."""

    path: Path
    delimiter: str = ","
    with_mark: bool = False
    header: list[str] = field(default_factory=list)
    header_lines: int = 1
    empty_columns: int = 0

    def rows(self) -> Iterator[Row]:
        """The rows below the header; empty lines are left out."""
        for row in _split(self.path, self.delimiter):
            if row.line <= self.header_lines or (row.problem is None and not any(cell.strip() for cell in row.cells)):
                continue
            if row.problem is None:
                self._check_width(row)
            yield row

    def _check_width(self, row: Row) -> None:
        """Leave out the empty cells below columns without a name; name whatever else is too much or too little."""
        width, extra = len(self.header), row.cells[len(self.header) :]
        if self.empty_columns and width < len(row.cells) <= width + self.empty_columns:
            for place, cell in enumerate(extra, start=width + 1):
                if cell.strip():
                    row.problem = RowError(
                        "",
                        f"has “{cell.strip()[:40]}” in column {place}, which has no name",
                        "name the column, or empty it",
                    )
                    return
            row.cells = row.cells[:width]
        if len(row.cells) != width:
            row.problem = RowError(
                "",
                f"has {len(row.cells)} cells, the header {width}",
                f"put cells that contain “{self.delimiter}” in double quotes; leave empty cells empty",
            )


def open_csv(path: Path) -> CsvFile:
    """Look at a file before anything is done with it; raises FileError."""
    if path.is_dir():
        raise FileError(f"{path} is a folder, not a CSV file")
    try:
        with_mark = _check_text(path)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}") from error
    file = CsvFile(path, with_mark=with_mark)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        filled = [line for line in itertools.islice(lines, 1_000) if line.strip()][:2]
    stated = _SEPARATOR_LINE.fullmatch(filled[0].strip()) if filled else None
    if len(filled) < (2 if stated else 1):
        raise FileError(f"{path} is empty; the first line is to name the columns")
    file.delimiter = _delimiter(filled[-1] if stated else filled[0], stated)
    for row in _split(path, file.delimiter):
        if row.problem is not None:
            raise FileError(f"{path}: the header cannot be read: {row.problem.message}")
        if stated and _SEPARATOR_LINE.fullmatch(file.delimiter.join(row.cells).strip()):
            continue
        if any(cell.strip() for cell in row.cells):
            _take_header(file, row)
            break
    return file


def _delimiter(header: str, stated: re.Match[str] | None) -> str:
    """The sign between cells: what the file's own `sep=` line says, else the most frequent of the header."""
    if stated and stated["sign"]:
        return "\t" if stated["sign"] == "\\t" else stated["sign"]
    return max(",;\t", key=lambda sign: header.split('"', maxsplit=1)[0].count(sign) or header.count(sign))


def _take_header(file: CsvFile, row: Row) -> None:
    """The names of the columns; those without a name at the end are no columns as long as their cells are empty."""
    names = [cell.strip() for cell in row.cells]
    while len(names) > 1 and not names[-1]:
        names.pop()
    file.header, file.header_lines, file.empty_columns = names, row.line, len(row.cells) - len(names)


def _check_text(path: Path) -> bool:
    """See that the whole file is UTF-8 text; returns whether it begins with a byte-order mark."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, first, with_mark = 1, True, False
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE)
            if first:
                if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    raise FileError(f"{path} is UTF-16; save it as “CSV UTF-8”")
                if piece.startswith(b"PK\x03\x04"):
                    raise FileError(f"{path} is a spreadsheet, not a CSV file; save it as “CSV UTF-8”")
                with_mark, first = piece.startswith(codecs.BOM_UTF8), False
            if b"\x00" in piece:
                raise FileError(
                    f"{path}: line {line + piece[: piece.index(0)].count(10)} has a zero byte; it is not a text file"
                )
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                bad = error.object[error.start]
                line += error.object[: error.start].count(10)
                raise FileError(
                    f"{path}: line {line} is not UTF-8 (byte 0x{bad:02X}); save the file as “CSV UTF-8”"
                ) from None
            if not piece:
                return with_mark
            line += piece.count(10)


def _split(path: Path, delimiter: str) -> Iterator[Row]:
    """The rows of a file, with quoted cells that go over several lines put together."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        waiting: deque[tuple[int, str]] = deque()
        numbered = enumerate(file, start=1)
        while True:
            taken = _take(waiting, numbered)
            if not taken:
                return
            number, text = taken[0][0], "".join(line for _, line in taken)
            if text.count('"') % 2 or len(text) > LONGEST_LINE:
                waiting.extendleft(reversed(taken[1:]))
                yield _unreadable(number, taken[0][1])
                continue
            try:
                cells = next(csv.reader([text], delimiter=delimiter), [])
            except csv.Error as error:
                yield Row(number, [text.rstrip("\r\n")], RowError("", f"cannot be read: {error}", "check its quotes"))
                continue
            yield Row(number, cells)


def _unreadable(number: int, line: str) -> Row:
    problem = RowError("", "opens a double quote that is not closed", "close it, or write a quote inside a cell twice")
    return Row(number, [line.rstrip("\r\n")[:LONGEST_LINE]], problem)


def _take(waiting: deque[tuple[int, str]], numbered: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines of the next row: one, or more while a quote is open (up to LONGEST_RECORD)."""
    taken: list[tuple[int, str]] = []
    quotes = 0
    while len(taken) < LONGEST_RECORD:
        line = waiting.popleft() if waiting else next(numbered, None)
        if line is None:
            break
        taken.append(line)
        quotes += line[1].count('"')
        if quotes % 2 == 0:
            break
    return taken
