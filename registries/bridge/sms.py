"""Text messages through the telephone operators, each to the numbers it serves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .client import Answer, Answers, Job, Outcome, canonical_hash, divided, joined, run
from .directory import INTEGER, TEXT, operator_of, profile
from .transport import Unavailable

SENDER = "DOST"
_TELLS = {"status": TEXT, "reason": "text?", "times": INTEGER, "delivered_at": "text?"}


@dataclass(frozen=True, slots=True)
class Message:
    """A text for one telephone. `to` is in E.164, `language` the language of the text (az, en, ru)."""

    key: str
    to: str
    text: str
    language: str = "az"


def send(messages: Sequence[Message], deadline: datetime) -> Answers:
    """Hand messages to the operators, each once; an operator does not remove duplicates.

    Each answer's `data` has `status` (`delivered`, or `refused` with a `reason`: `unknown_number`), `times`
    (how often a message with this key has been delivered) and `delivered_at`. A number that belongs to no
    operator is refused without asking anyone. Raises `Unavailable`, with the answers that did arrive, when an
    operator gave none.
    """
    items = [
        (one.to, {"key": one.key, "to": one.to, "text": one.text, "language": one.language, "sender": SENDER})
        for one in messages
    ]
    return _through("sms", items, deadline=deadline)


def messages_status(phones: Mapping[str, str]) -> Answers:
    """Ask what became of messages: `phones` maps the key of each to the number it was for.

    "Not found" is final for a message whose deadline has passed (`client.final_absence`).
    """
    return _through("sms/status", [(to, {"key": key}) for key, to in phones.items()], deadline=None)


def _through(path: str, items: Iterable[tuple[str, Mapping[str, Any]]], *, deadline: datetime | None) -> Answers:
    by_operator: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    answers: dict[str, Answer] = {}
    order: list[Mapping[str, Any]] = []
    for to, item in items:
        order.append(item)
        operator = operator_of(to)
        if operator is None:
            answers[item["key"]] = _no_operator(item["key"])
        else:
            by_operator[operator].append(item)
    operators = list(by_operator)
    jobs = [
        Job(number, profile(operator), path, part, _TELLS, deadline)
        for number, operator in enumerate(operators)
        for part in divided(by_operator[operator], profile(operator).max_items)
    ]
    outcomes = run(jobs, count=len(operators))
    for outcome in outcomes:
        answers.update((one.key, one) for one in outcome.answers)
    whole = Outcome(
        answers=tuple(answers[item["key"]] for item in order if item["key"] in answers),
        trouble=tuple(why for outcome in outcomes for why in outcome.trouble),
        latency_ms=max((outcome.latency_ms for outcome in outcomes), default=0),
    )
    result = joined(whole, canonical_hash(path, order))
    if isinstance(result, Unavailable):
        raise result
    return result


def _no_operator(key: str) -> Answer:
    data = {"status": "refused", "reason": "unknown_number", "times": 0, "delivered_at": None}
    return Answer(key=key, found=True, data=data, answered_at=datetime.now(UTC))
