"""Asking a person for more: which document, which answer, why, and until when; and taking in what they give.

While the person has it, the case waits for them: nobody refuses it meanwhile, and the days of the institution do not
run (`MORE_ASKED` stops them; `MORE_GIVEN`, `MORE_LAPSED` and `MORE_TAKEN_BACK` let them run on). Then it is with staff
again, for the reason it was with them before. Nothing is refused because a day has passed: that is looked at, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible, require
from dost.cases.asked_days import first_day, is_day_to_give
from dost.cases.batch import Move, entry, wait, write_back
from dost.cases.codes import MORE, EntryKind, Reason, WaitingReason, more_asked, reason_code
from dost.cases.models import Case, MoreAsked, MoreGiven, SupportingDocument
from dost.cases.stages import State, WaitingOn
from dost.cases.supporting import NotTaken, attach, take, take_back
from dost.cases.supporting.taking import Upload
from dost.common.dates import local_day
from dost.notifications.notices import more
from dost.notifications.texts import Asked
from dost.ui.formats import date_long

from .way import locked, move_case, ring_piece

MOST: Final = 5
"""Things asked with one form: who is asked for more gives up."""
SHORTEST_WHY: Final = 10
LONGEST_WORDS: Final = 4_000

AskedState = MoreAsked.State


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to ask for. `named` is a document of the service's passport in three languages; else `words` say it."""

    kind: MoreAsked.Kind
    why: str
    words: str = ""
    named: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What is given to one request, by its id. The uploads are one document: a PDF, or the photographs of its pages."""

    request: int
    words: str = ""
    uploads: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of what was given: whether that was all; and by request why a document could not be taken."""

    is_all: bool
    problems: Mapping[int, str] = field(default_factory=dict)


# -- asking --------------------------------------------------------------------------------------------------------


def ask_more(*, case_id: int, actor: Actor, wanted: Sequence[Wanted], until: date, now: datetime) -> None:
    """Ask the person for more by a day: the case waits for them, and they are told where to read what.

    Raises:
        NotPossible: the table refuses; nothing or too much is asked for; something lacks what or why; the day is none
            on which it can be given.
    """

    def move(case: Case) -> Move:
        _check(wanted, until, today=local_day(now))
        if case.person.died_on is not None:
            raise NotPossible(_("The person has died. Nobody can be asked."))
        last = case.requests.aggregate(last=Max("round"))["last"] or 0
        rows = [
            MoreAsked(
                case=case,
                round=last + 1,
                place=place,
                kind=one.kind,
                named=dict(one.named),
                words="" if one.named else one.words.strip(),
                why=one.why.strip(),
                until=until,
                asked_at=now,
            ).signed(actor)
            for place, one in enumerate(wanted, 1)
        ]
        asked = [{"named": row.named, "words": row.words} for row in rows]
        line = entry(case, EntryKind.MORE_ASKED, at=now, asked=asked, until=until.isoformat())
        told = more(case, asked=as_told(rows), until=until, number=last + 1, now=now)
        before = {name: value for name, value in case.reason.items() if name != MORE}
        transaction.on_commit(partial(ring_piece, "notices"))
        return wait(case, WaitingOn.PERSON, reason=more_asked(until, before=before), now=now, rows=[line, *rows, told])

    move_case(case_id, Act.ASK_MORE, actor, move, note="", now=now)


def as_told(rows: Sequence[MoreAsked]) -> list[Asked]:
    """Requests as a message tells of them."""
    return [Asked(row.named, row.words, row.why) for row in rows]


def _check(wanted: Sequence[Wanted], until: date, *, today: date) -> None:
    if not wanted:
        raise NotPossible(_("Say what the person should give."))
    if len(wanted) > MOST:
        raise NotPossible(_("Ask for at most %(most)d things at once.") % {"most": MOST})
    for one in wanted:
        if not one.named and not one.words.strip():
            raise NotPossible(_("Say which document, or what you want to know."))
        if len(one.why.strip()) < SHORTEST_WHY:
            raise NotPossible(_("Write why it is needed, in words the person can understand."))
    if not is_day_to_give(until, today=today):
        raise NotPossible(
            _("Choose a working day from %(first)s on, within three months: the person needs time.")
            % {"first": date_long(first_day(today))}
        )


def ask_no_more(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Take back what was asked for and not given: it is not needed any more, and the case is with staff again."""

    def move(case: Case) -> Move:
        close(case, AskedState.TAKEN_BACK, now=now)
        line = entry(case, EntryKind.MORE_TAKEN_BACK, at=now, note=note)
        return back_to_staff(case, AskedState.TAKEN_BACK, now=now, rows=[line])

    move_case(case_id, Act.ASK_NO_MORE, actor, move, note=note, now=now)


# -- giving --------------------------------------------------------------------------------------------------------


def give_more(*, case_id: int, actor: Actor, given: Sequence[Given], now: datetime) -> Taken:
    """Take in what a person gives to what they were asked for.

    Words are enough: that somebody has no such document, and why, is an answer, too. What is given once is kept, and
    something that was given already is left as it is. A document that cannot be taken keeps back nothing else.

    Raises:
        NotPossible: the table refuses, or nothing that still waits is given.
    """
    case = Case.objects.select_related("person", "version", "service").get(pk=case_id)
    require(Act.GIVE_MORE, actor=actor, case=case)
    papers, problems = _papers(case, given, actor=actor, now=now)
    said = {one.request: one for one in given if one.request not in problems}
    try:
        is_all = _given(case_id, actor, said, papers, has_problems=bool(problems), now=now)
    except BaseException:
        for paper in papers.values():
            take_back(paper, actor=actor, now=now)
        raise
    for paper in papers.values():
        if not paper.is_sent:  # somebody gave it at the same moment, from another device
            take_back(paper, actor=actor, now=now)
    return Taken(is_all=is_all, problems=problems)


def _papers(
    case: Case, given: Sequence[Given], *, actor: Actor, now: datetime
) -> tuple[dict[int, SupportingDocument], dict[int, str]]:
    """The documents of what is given, taken and not sent yet, by request; and why others could not be taken.

    Before the case is locked: to make a document anew takes its time.
    """
    waiting = {row.pk: row for row in case.requests.filter(state=AskedState.OPEN)}
    papers: dict[int, SupportingDocument] = {}
    problems: dict[int, str] = {}
    for one in given:
        if not one.uploads or one.request not in waiting:
            continue
        title = waiting[one.request].title
        try:
            papers[one.request] = take(one.uploads, person=case.person, actor=actor, title=title, about=case, now=now)
        except NotTaken as why:
            problems[one.request] = why.message
    return papers, problems


def _given(
    case_id: int,
    actor: Actor,
    said: Mapping[int, Given],
    papers: Mapping[int, SupportingDocument],
    *,
    has_problems: bool,
    now: datetime,
) -> bool:
    """Write down what is given, in one transaction; whether that was all, and staff have the case again."""
    with transaction.atomic():
        case = locked(case_id, Act.GIVE_MORE, actor)
        waiting = list(case.requests.select_for_update(no_key=True).filter(state=AskedState.OPEN).order_by("pk"))
        taken = [row for row in waiting if row.pk in papers or (row.pk in said and said[row.pk].words.strip())]
        if not taken and has_problems:
            return False
        if not taken:
            raise NotPossible(_("Give something of what is asked for, or write why you cannot."))
        attach([papers[row.pk] for row in taken if row.pk in papers], case=case, now=now)
        for row in taken:
            words = said[row.pk].words.strip()[:LONGEST_WORDS] if row.pk in said else ""
            MoreGiven(request=row, words=words, document=papers.get(row.pk), given_at=now).signed(actor).save()
        MoreAsked.objects.filter(pk__in=[row.pk for row in taken]).update(state=AskedState.GIVEN, closed_at=now)
        is_all = len(taken) == len(waiting)
        asked = [{"named": row.named, "words": row.words} for row in taken]
        line = entry(case, EntryKind.MORE_GIVEN if is_all else EntryKind.MORE_PART, at=now, asked=asked).signed(actor)
        if not is_all:
            line.save()
            return False
        claim_for_return(case)
        if not write_back([back_to_staff(case, AskedState.GIVEN, now=now, rows=[line])], now=now):
            raise MovedOn
        return True


# -- the way back --------------------------------------------------------------------------------------------------


def is_asked_for_more(case: Case) -> bool:
    """Whether a case waits for what its person was asked for."""
    return case.state == State.WAITING and reason_code(case.reason) is WaitingReason.MORE


def close(case: Case, state: MoreAsked.State, *, now: datetime) -> int:
    """Close what the person was asked for and has not given; return how many requests."""
    return case.requests.filter(state=AskedState.OPEN).update(state=state, closed_at=now)


def claim_for_return(case: Case) -> None:
    """Take the case (locked) under the next token: a worker that read it before cannot write it back."""
    case.token += 1
    Case.objects.filter(pk=case.pk).update(token=case.token)


def back_to_staff(case: Case, became: MoreAsked.State, *, now: datetime, rows: Sequence[Any]) -> Move:
    """A case that waited for its person is with staff again, for the reason it was before, and says what came of it."""
    before: dict[str, Any] = case.reason.get("before", {})
    code = reason_code(before) or WaitingReason.FAILED
    details = {name: value for name, value in before.items() if name != "code"}
    return wait(case, WaitingOn.CLERK, reason=Reason(code, details | {MORE: became.value}), now=now, rows=rows)
