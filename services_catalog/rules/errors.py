"""The one error that a rule can have."""

from __future__ import annotations

from typing import Any


class RuleError(ValueError):
    """A rule that cannot be understood, with the place that is wrong.

    `message` says what is wrong in one sentence; `text` is the expression; `start` and `end` (exclusive)
    are the offsets of the word that is wrong; `hint` says what would be right (may be empty); `where` names
    the field of the definition (`criteria[alive].require`), empty for a lone expression.
    """

    def __init__(
        self, message: str, text: str = "", start: int = 0, end: int = 0, hint: str = "", where: str = ""
    ) -> None:
        self.message = message
        self.text = text
        self.start = start
        self.end = end
        self.hint = hint
        self.where = where
        super().__init__(message)

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.message}" if self.where else self.message]
        if self.word:
            parts.append(f"[{self.word}]")
        if self.hint:
            parts.append(self.hint)
        return " ".join(parts)

    @property
    def word(self) -> str:
        """The part of the text that the error points at."""
        return self.text[self.start : self.end]

    def at(self, where: str) -> RuleError:
        """Return the same error, naming the field of the definition it was found in."""
        joined = f"{where}.{self.where}" if self.where else where
        return RuleError(self.message, self.text, self.start, self.end, self.hint, joined)

    def pointer(self) -> str:
        """Return the line of the text with carets under the wrong word, for a terminal."""
        line_start = self.text.rfind("\n", 0, self.start) + 1
        line_end = self.text.find("\n", self.start)
        line = self.text[line_start : line_end if line_end >= 0 else len(self.text)]
        width = max(1, min(self.end, line_start + len(line)) - self.start)
        return f"{line}\n{' ' * (self.start - line_start)}{'^' * width}"

    def as_json(self) -> dict[str, Any]:
        """Return the error with documented keys: message, hint, where, start, end, word."""
        return {
            "message": self.message,
            "hint": self.hint,
            "where": self.where,
            "start": self.start,
            "end": self.end,
            "word": self.word,
        }
