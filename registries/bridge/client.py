"""Asking institutions: in bulk where they answer in bulk, all of them at once, and never taking silence for
an answer.

    results = ask_all([Question("DIN", "alive", ({"key": "1", "fin": "5ABCDE1"},)), …])

Each result is `Answers`, with one answer for every item in the order asked, or `Unavailable`, with the reason
in words and with those answers of its batch that did arrive. An answer that does not have the agreed form
makes its call `Unavailable`: it is never read as "no".
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from .answers import Answer, Answers
from .directory import Profile, check_items, misfit, profile
from .transport import Call, Reply, Unavailable, UnreadableError, call, reason_in_words, reset, spread

__all__ = [
    "CLOCK_MARGIN",
    "Answer",
    "Answers",
    "Question",
    "Unavailable",
    "ask",
    "ask_all",
    "final_absence",
    "reason_in_words",
    "reset",
]

CLOCK_MARGIN = timedelta(seconds=2)
"""How far clocks may disagree, or be set back, before "not found" after a deadline stops being final."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about many: each item has a `key` of the caller's and the particulars asked for."""

    institution: str
    name: str
    items: tuple[Mapping[str, Any], ...]


def final_absence(answer: Answer, *, deadline: datetime) -> bool:
    """Whether the receiver does not know an order and never will.

    True when it answered "not found" after the order's deadline, by its own clock: it looks into its books
    only when everything it began before has ended, and begins nothing after a deadline.
    """
    return not answer.found and answer.answered_at > deadline + CLOCK_MARGIN


def ask(question: Question) -> Answers:
    """Put one question; raises `Unavailable`, which carries the answers that did arrive."""
    result = ask_all([question])[0]
    if isinstance(result, Unavailable):
        raise result
    return result


def ask_all(questions: Sequence[Question]) -> list[Answers | Unavailable]:
    """Put questions to several institutions at the same time; results in the order of the questions.

    A question longer than an institution takes in one call is divided. Raises `LookupError` for a question
    that an institution does not have and `ValueError` for an item that does not fit it: those are mistakes of
    the caller.
    """
    jobs: list[Job] = []
    for number, question in enumerate(questions):
        who = profile(question.institution)
        spec = who.question(question.name)
        check_items(spec, question.items)
        jobs += [Job(number, who, spec.name, part, spec.tells) for part in divided(question.items, who.max_items)]
    return [
        joined(outcome, canonical_hash(question.name, question.items))
        for question, outcome in zip(questions, run(jobs, count=len(questions)), strict=True)
    ]


# -- what questions share with orders to banks and operators ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Job:
    """One call: items of batch `number` for a path of an institution, and the kinds of its words."""

    number: int
    who: Profile
    path: str
    items: Sequence[Mapping[str, Any]]
    tells: Mapping[str, str]
    deadline: datetime | None = None

    def do(self) -> Part:
        """Make the call. Without a deadline of its own it only asks, and can be repeated."""
        body = canonical(self.items)
        asked = [str(item["key"]) for item in self.items]
        reply: Reply[Readings] = call(
            Call(
                profile=self.who,
                path=self.path,
                body=body,
                deadline=self.deadline or datetime.now(UTC) + timedelta(seconds=self.who.timeout),
                repeatable=self.deadline is None,
            ),
            partial(read_answers, asked=asked, tells=self.tells),
        )
        request_hash = hashlib.sha256(body).hexdigest()
        answers = tuple(
            Answer(one.key, one.found, one.data, one.answered_at, request_hash, reply.latency_ms)
            for one in reply.content.answers
        )
        return Part(answers, reply.content.spoilt)


@dataclass(frozen=True, slots=True)
class Part:
    """What one call brought: its answers, and the keys of the items whose own answer cannot be read."""

    answers: tuple[Answer, ...]
    spoilt: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Readings:
    """An answer as it was read, item by item, in the order asked."""

    answers: tuple[Answer, ...]
    spoilt: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the calls of one batch."""

    answers: tuple[Answer, ...]
    trouble: tuple[Unavailable, ...]
    latency_ms: int


def run(jobs: Sequence[Job], *, count: int) -> list[Outcome]:
    """Make all calls, and gather what became of them for each of the `count` batches."""
    started = time.monotonic()
    timed: list[tuple[Profile, Callable[[], tuple[Part, float]]]] = [(job.who, partial(_timed, job)) for job in jobs]
    answers: list[list[Answer]] = [[] for _ in range(count)]
    trouble: list[list[Unavailable]] = [[] for _ in range(count)]
    latest = [started] * count
    for job, result in zip(jobs, spread(timed), strict=True):
        if isinstance(result, Unavailable):
            trouble[job.number].append(result)
            continue
        part, ended = result
        answers[job.number] += part.answers
        if part.spoilt:
            trouble[job.number].append(Unavailable(job.who.code, "unreadable", spoilt=part.spoilt))
        latest[job.number] = max(latest[job.number], ended)
    return [Outcome(tuple(answers[n]), tuple(trouble[n]), round((latest[n] - started) * 1000)) for n in range(count)]


def _timed(job: Job) -> tuple[Part, float]:
    return job.do(), time.monotonic()


def joined(outcome: Outcome, request_hash: str) -> Answers | Unavailable:
    """The answers of a batch; or, when one of its calls failed, why, with the answers of the others.

    Of several failures the one that leaves most in doubt is told.
    """
    if not outcome.trouble:
        return Answers(outcome.answers, request_hash, outcome.latency_ms)
    # An item without an answer shares the reason of those of its batch, so one that says nothing of its own goes last.
    why = min(outcome.trouble, key=lambda one: (bool(one.spoilt), one.surely_not_done, not one.asked))
    spoilt = frozenset[str]().union(*(one.spoilt for one in outcome.trouble))
    return Unavailable(why.institution, why.code, why.seconds, why.asked, outcome.answers, spoilt)


def order(
    institution: str,
    path: str,
    items: Sequence[Mapping[str, Any]],
    *,
    tells: Mapping[str, str],
    deadline: datetime | None,
) -> Answers:
    """Send items to a path of an institution, each part once; `Unavailable` when a part got no answer."""
    who = profile(institution)
    jobs = [Job(0, who, path, part, tells, deadline) for part in divided(items, who.max_items)]
    result = joined(run(jobs, count=1)[0], canonical_hash(path, items))
    if isinstance(result, Unavailable):
        raise result
    return result


def divided(items: Sequence[Mapping[str, Any]], size: int) -> Iterable[Sequence[Mapping[str, Any]]]:
    """Items in parts of at most `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def canonical(items: Sequence[Mapping[str, Any]]) -> bytes:
    """The body of a request: JSON in one canonical form, so that equal requests have equal hashes."""
    return json.dumps({"items": list(items)}, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def canonical_hash(name: str, items: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of a question or order as a whole, however many calls carried it."""
    return hashlib.sha256(name.encode() + b"\n" + canonical(items)).hexdigest()


def read_answers(body: bytes, *, asked: Sequence[str], tells: Mapping[str, str]) -> Readings:
    """Read `{"answers": [{key, found, data}], "answered_at"}`; or `UnreadableError`.

    An item whose own answer is not what was agreed spoils no other: its key is told.
    """
    try:
        content = json.loads(body)
        answered_at = datetime.fromisoformat(content["answered_at"])
        rows = {row["key"]: row for row in content["answers"]}
        complete = len(content["answers"]) == len(asked) and rows.keys() == set(asked)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"not an answer: {type(error).__name__}") from error
    if answered_at.tzinfo is None:
        raise UnreadableError("answered_at has no time zone")
    if not complete:
        raise UnreadableError("the answers are not to what was asked")
    answers, spoilt = [], set()
    for key in asked:
        try:
            answers.append(_read_answer(rows[key], tells, answered_at))
        except (TypeError, KeyError, UnreadableError):
            spoilt.add(key)
    return Readings(tuple(answers), frozenset(spoilt))


def _read_answer(row: Mapping[str, Any], tells: Mapping[str, str], answered_at: datetime) -> Answer:
    key, found = row["key"], row["found"]
    if not isinstance(key, str) or not isinstance(found, bool):
        raise UnreadableError("key or found is not what it should be")
    if not found:
        return Answer(key=key, found=False, data={}, answered_at=answered_at)
    data = row["data"]
    for name, kind in tells.items():
        if name not in data or misfit(data[name], kind):
            raise UnreadableError(f"{name} is missing or not of kind {kind}")
    return Answer(key=key, found=True, data={name: data[name] for name in tells}, answered_at=answered_at)
