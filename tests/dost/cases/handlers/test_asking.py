"""Asking a person for more, taking in what they give, and the way back to staff; reminders and days that pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff, staff_actor
from dost.cases import handlers
from dost.cases.acts import Act, MovedOn, NotAllowed, NotPossible, actions
from dost.cases.asked_days import first_day, remind_until
from dost.cases.clock.store import clocks_of
from dost.cases.handlers import Given, Wanted, asked_days, asking
from dost.cases.handlers.asking import MOST
from dost.cases.models import Case, MoreAsked, MoreGiven
from dost.cases.text.reasons import in_words
from dost.common.dates import local_day
from dost.notifications.models import Contact, Notice
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW: Final = datetime(2026, 11, 30, 9, tzinfo=UTC)
TODAY: Final = local_day(NOW)
UNTIL: Final = date(2026, 12, 14)
WHY: Final = "The registry does not say where you lived."
NOTE: Final = "It stands in the registry now"
PASSPORT: Final = {"az": "Şəxsiyyət vəsiqəsi", "en": "Identity card", "ru": "Удостоверение личности"}
QUESTION: Final = Wanted(MoreAsked.Kind.ANSWER, WHY, words="Where did you live in 2019?")
PAPER: Final = Wanted(MoreAsked.Kind.DOCUMENT, WHY, named=PASSPORT)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def examiner() -> Staff:
    return staff_actor(UserFactory())


def themself(case: Case) -> Oneself:
    return Oneself(case.person_id, "sub-1")


def to_decide(**given: Any) -> Case:
    case: Case = CaseFactory(unknown_fact=True, **given)
    return case


def ask(case: Case, actor: Actor, *wanted: Wanted, until: date = UNTIL, now: datetime = NOW) -> list[MoreAsked]:
    handlers.ask_more(case_id=case.pk, actor=actor, wanted=wanted or (QUESTION,), until=until, now=now)
    case.refresh_from_db()
    return list(case.requests.filter(asked_at=now))


def lines(case: Case) -> list[str]:
    return list(case.entries.order_by("at", "pk").values_list("what", flat=True))


# -- asking ----------------------------------------------------------------------------------------------------------


def test_the_case_waits_for_the_person_who_is_told_and_nobody_decides_meanwhile(examiner: Staff) -> None:
    case = to_decide()
    before = dict(case.reason)

    asked = ask(case, examiner, QUESTION, PAPER)

    assert (case.state, case.waiting_on, case.reason["code"]) == ("waiting", "person", "more")
    assert case.reason["before"] == before
    assert [(row.round, row.place, row.state, row.actor) for row in asked] == [
        (1, 1, "open", examiner),
        (1, 2, "open", examiner),
    ]
    assert asked[1].title == "Identity card"
    line = case.entries.latest("pk")
    assert (line.what, line.actor, line.details["until"]) == ("more_asked", examiner, "2026-12-14")
    assert not {Act.REFUSE, Act.GRANT} & set(actions(case, examiner))
    with pytest.raises(MovedOn):
        handlers.refuse(case_id=case.pk, actor=examiner, note=NOTE, now=NOW)
    notice = case.notices.get()
    assert (notice.kind, notice.channel) == (Notice.Kind.MORE, Notice.Channel.SMS)
    assert WHY not in notice.text, "what is asked stands in their DOST, not in a message"


def test_the_message_about_a_sensitive_service_says_nothing_at_all(examiner: Staff) -> None:
    case = to_decide()
    type(case.service).objects.filter(pk=case.service_id).update(sensitive=True)

    ask(case, examiner)

    notice = case.notices.get()
    assert notice.channel == Notice.Channel.INBOX
    assert notice.untold == Notice.Untold.SENSITIVE
    assert case.service.title not in notice.text


def test_a_letter_on_paper_says_what_is_asked_and_why(examiner: Staff) -> None:
    person = PersonFactory(phone="", language="en")
    Contact.objects.create(person=person, address="Bakı, Nizami 1", way=Contact.Way.LETTER, changed_at=NOW)
    case = to_decide(person=person)

    ask(case, examiner, QUESTION, PAPER)

    notice = case.notices.get()
    assert notice.channel == Notice.Channel.LETTER
    assert "1. Where did you live in 2019?" in notice.text
    assert "2. Identity card" in notice.text
    assert WHY in notice.text


@pytest.mark.parametrize(
    ("wanted", "until", "says"),
    [
        ((), UNTIL, "what the person should give"),
        ((QUESTION,) * (MOST + 1), UNTIL, "at most 5"),
        ((Wanted(MoreAsked.Kind.ANSWER, WHY),), UNTIL, "which document"),
        ((Wanted(MoreAsked.Kind.ANSWER, "short", words="Where?"),), UNTIL, "why it is needed"),
        ((QUESTION,), TODAY, "working day"),
        ((QUESTION,), first_day(TODAY) - timedelta(days=1), "working day"),
        ((QUESTION,), date(2026, 12, 13), "working day"),  # a Sunday
        ((QUESTION,), date(2027, 6, 1), "working day"),
    ],
    ids=["nothing", "too-much", "no-what", "no-why", "today", "too-soon", "sunday", "too-far"],
)
def test_what_cannot_be_asked_is_said_and_nothing_happens(
    examiner: Staff, wanted: tuple[Wanted, ...], until: date, says: str
) -> None:
    case = to_decide()

    with pytest.raises(NotPossible, match=says):
        handlers.ask_more(case_id=case.pk, actor=examiner, wanted=wanted, until=until, now=NOW)

    case.refresh_from_db()
    assert (case.waiting_on, case.requests.count(), case.notices.count()) == ("clerk", 0, 0)


def test_the_dead_are_asked_nothing(examiner: Staff) -> None:
    case = to_decide(person=PersonFactory(died_on="2026-11-01"))

    with pytest.raises(NotPossible, match="died"):
        ask(case, examiner)


@pytest.mark.parametrize("trait", ["asked", "at_bank", "bank_refused", "granted_and_paid", "refused"])
def test_more_is_asked_only_where_a_case_waits_for_staff_to_decide(examiner: Staff, trait: str) -> None:
    case = CaseFactory(**{trait: True})

    with pytest.raises(MovedOn):
        ask(case, examiner)


def test_a_clerk_a_citizen_and_the_system_ask_nobody_for_more() -> None:
    case = to_decide()

    for actor in (staff_actor(UserFactory(clerk=True)), themself(case), SYSTEM):
        with pytest.raises(NotAllowed):
            ask(case, actor)


# -- giving ----------------------------------------------------------------------------------------------------------


def test_with_all_of_it_the_case_is_with_staff_again_for_the_reason_it_was(examiner: Staff) -> None:
    case = to_decide()
    before = dict(case.reason)
    question, paper = ask(case, examiner, QUESTION, PAPER)

    first = handlers.give_more(
        case_id=case.pk, actor=themself(case), given=[Given(question.pk, "In Gəncə")], now=NOW + timedelta(days=1)
    )
    case.refresh_from_db()
    assert (first.is_all, case.waiting_on) == (False, "person")
    last = handlers.give_more(
        case_id=case.pk, actor=themself(case), given=[Given(paper.pk, "I have lost it")], now=NOW + timedelta(days=2)
    )
    case.refresh_from_db()

    assert (last.is_all, case.state, case.waiting_on) == (True, "waiting", "clerk")
    assert case.reason == {**before, "more": "given"}
    assert in_words(case.reason).startswith("The person has given what was asked for.")
    assert lines(case)[-3:] == ["more_asked", "more_part", "more_given"]
    assert [given.words for given in MoreGiven.objects.order_by("pk")] == ["In Gəncə", "I have lost it"]
    assert {Act.GRANT, Act.REFUSE, Act.ASK_MORE} <= set(actions(case, examiner))


def test_what_was_given_once_is_not_given_again_whatever_comes(examiner: Staff) -> None:
    case = to_decide()
    question, _paper = ask(case, examiner, QUESTION, PAPER)
    handlers.give_more(case_id=case.pk, actor=themself(case), given=[Given(question.pk, "In Gəncə")], now=NOW)

    with pytest.raises(NotPossible, match="Give something"):
        handlers.give_more(case_id=case.pk, actor=themself(case), given=[Given(question.pk, "Elsewhere")], now=NOW)

    assert MoreGiven.objects.get().words == "In Gəncə"


def test_nothing_and_something_of_another_case_is_no_answer(examiner: Staff) -> None:
    case, other = to_decide(), to_decide()
    ask(case, examiner)
    (theirs,) = ask(other, examiner, now=NOW + timedelta(minutes=1))

    for given in ([], [Given(theirs.pk, "In Gəncə")], [Given(case.requests.get().pk, "   ")]):
        with pytest.raises(NotPossible, match="Give something"):
            handlers.give_more(case_id=case.pk, actor=themself(case), given=given, now=NOW)
    assert not MoreGiven.objects.exists()


def test_who_may_give_is_the_person_who_acts_for_them_and_staff_who_write_it_down(examiner: Staff) -> None:
    other = PersonFactory()
    strangers: list[Any] = [Oneself(other.pk, "s"), staff_actor(UserFactory(auditor=True))]
    for made in (
        themself,
        lambda case: OnBehalf(other.pk, "s", of=case.person_id, capacity=Capacity.PARENT),
        lambda case: staff_actor(UserFactory(clerk=True)),
    ):
        case = to_decide()
        (row,) = ask(case, examiner)
        actor = made(case)
        for stranger in strangers:
            with pytest.raises(NotAllowed):
                handlers.give_more(case_id=case.pk, actor=stranger, given=[Given(row.pk, "x")], now=NOW)
        handlers.give_more(case_id=case.pk, actor=actor, given=[Given(row.pk, "In Gəncə")], now=NOW)
        assert MoreGiven.objects.get(request=row).actor == actor


def test_it_can_be_asked_again_and_is_told_apart(examiner: Staff) -> None:
    case = to_decide()
    (row,) = ask(case, examiner)
    handlers.give_more(case_id=case.pk, actor=themself(case), given=[Given(row.pk, "In Gəncə")], now=NOW)

    later = NOW + timedelta(days=1)
    (again,) = ask(case, examiner, PAPER, until=date(2026, 12, 15), now=later)

    assert (again.round, again.place) == (2, 1)
    assert case.notices.filter(kind="more").count() == 2
    assert "more" not in case.reason["before"], "what became of the first is not carried on for ever"


def test_what_is_not_needed_any_more_is_taken_back(examiner: Staff) -> None:
    case = to_decide()
    (row,) = ask(case, examiner)

    with pytest.raises(NotPossible, match="reasons"):
        handlers.ask_no_more(case_id=case.pk, actor=examiner, note=" ", now=NOW)
    handlers.ask_no_more(case_id=case.pk, actor=examiner, note=NOTE, now=NOW)

    case.refresh_from_db()
    row.refresh_from_db()
    assert (case.waiting_on, case.reason["more"], row.state) == ("clerk", "taken_back", "taken_back")
    with pytest.raises(MovedOn):
        handlers.give_more(case_id=case.pk, actor=themself(case), given=[Given(row.pk, "late")], now=NOW)


# -- the clock -------------------------------------------------------------------------------------------------------


def test_the_clock_stands_still_while_the_person_has_it_and_runs_on_however_it_ends(examiner: Staff) -> None:
    ends = {
        "given": lambda case, row: handlers.give_more(
            case_id=case.pk, actor=themself(case), given=[Given(row.pk, "In Gəncə")], now=NOW + timedelta(days=7)
        ),
        "taken back": lambda case, _row: handlers.ask_no_more(
            case_id=case.pk, actor=examiner, note=NOTE, now=NOW + timedelta(days=7)
        ),
        "lapsed": lambda _case, _row: handlers.lapse_asked(now=NOW + timedelta(days=15)),
    }
    for how, end in ends.items():
        case = to_decide(opened_at=NOW - timedelta(days=3))
        before = clocks_of([case], on=TODAY)[case.pk]
        (row,) = ask(case, examiner, now=NOW)
        paused = clocks_of([case], on=TODAY + timedelta(days=5))[case.pk]
        assert paused.paused is not None, how
        assert paused.due_on is None, how
        end(case, row)
        case.refresh_from_db()
        after = clocks_of([case], on=TODAY + timedelta(days=15))[case.pk]
        days = 15 if how == "lapsed" else 7
        assert after.paused is None, how
        assert before.due_on is not None
        assert after.due_on == before.due_on + timedelta(days=days), how


# -- reminders, and days that pass -----------------------------------------------------------------------------------


def test_a_person_is_reminded_once_before_the_day_and_not_on_the_day_they_were_asked(examiner: Staff) -> None:
    case = to_decide()
    ask(case, examiner)
    assert handlers.remind_asked(now=NOW) == 0

    near = datetime(2026, 12, 10, 8, tzinfo=UTC)
    assert remind_until(local_day(near)) >= UNTIL
    assert handlers.remind_asked(now=near - timedelta(days=2)) == 0
    assert handlers.remind_asked(now=near) == 1
    assert handlers.remind_asked(now=near + timedelta(hours=1)) == 0

    assert list(case.notices.order_by("pk").values_list("kind", flat=True)) == ["more", "more_again"]


def test_after_the_day_staff_look_and_nothing_is_refused_by_itself(examiner: Staff) -> None:
    case = to_decide()
    (row,) = ask(case, examiner)
    on_the_day = datetime(2026, 12, 14, 19, tzinfo=UTC)

    assert handlers.lapse_asked(now=on_the_day) == 0, "the last day is theirs, to its end"
    assert handlers.lapse_asked(now=on_the_day + timedelta(days=1)) == 1
    assert handlers.lapse_asked(now=on_the_day + timedelta(days=1)) == 0

    case.refresh_from_db()
    row.refresh_from_db()
    assert (case.state, case.waiting_on, case.outcome, row.state) == ("waiting", "clerk", "", "lapsed")
    assert case.entries.latest("pk").actor == SYSTEM
    assert "passed without an answer" in in_words(case.reason)


def test_one_case_that_fails_keeps_no_other_back(examiner: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = to_decide(), to_decide()
    for minutes, case in enumerate((first, second)):
        ask(case, examiner, now=NOW + timedelta(minutes=minutes))
    close = asking.close

    def broken(case: Case, state: MoreAsked.State, *, now: datetime) -> int:
        if case.pk == first.pk:
            raise ValueError("broken")
        return close(case, state, now=now)

    monkeypatch.setattr(asked_days, "close", broken)

    assert handlers.lapse_asked(now=NOW + timedelta(days=20)) == 1
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.waiting_on, second.waiting_on) == ("person", "clerk")


def test_the_dead_are_not_reminded_and_their_case_comes_back_all_the_same(examiner: Staff) -> None:
    case = to_decide()
    ask(case, examiner)
    type(case.person).objects.filter(pk=case.person_id).update(died_on="2026-12-01")

    assert handlers.remind_asked(now=datetime(2026, 12, 11, 8, tzinfo=UTC)) == 0
    assert handlers.lapse_asked(now=datetime(2026, 12, 20, 8, tzinfo=UTC)) == 1


def test_the_rows_are_kept_as_they_were_asked_and_given(examiner: Staff) -> None:
    case = to_decide()
    (row,) = ask(case, examiner)
    handlers.give_more(case_id=case.pk, actor=themself(case), given=[Given(row.pk, "In Gəncə")], now=NOW)

    for change in (
        lambda: MoreAsked.objects.filter(pk=row.pk).update(words="Something else"),
        lambda: MoreGiven.objects.update(words="Something else"),
        lambda: MoreGiven.objects.all().delete(),
        lambda: MoreAsked.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_now_is_the_day_in_baku() -> None:
    assert timezone.localdate(NOW) == TODAY
