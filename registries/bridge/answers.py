"""What institutions answer, item by item: what a call brings back, and what is known of one that broke off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What an institution said about one item.

    `data` holds the words the directory lists for the question; it is empty when the institution knows
    nothing (`found` is false). `answered_at` is by the institution's clock. `request_hash` (SHA-256) and
    `latency_ms` are those of the call that carried the item.
    """

    key: str
    found: bool
    data: dict[str, Any]
    answered_at: datetime
    request_hash: str = ""
    latency_ms: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to a question, one for each item, in the order asked.

    `request_hash` is the SHA-256 of the question in canonical JSON, `latency_ms` the time until its last
    answer.
    """

    answers: tuple[Answer, ...]
    request_hash: str = ""
    latency_ms: int = 0
    _by_key: dict[str, Answer] = field(default_factory=dict, repr=False, compare=False)

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def __getitem__(self, key: str) -> Answer:
        if not self._by_key:
            self._by_key.update((answer.key, answer) for answer in self.answers)
        return self._by_key[key]
