"""Taking, studying longer, asking, answering, leaving unconsidered: by whom, when, and with which letter."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dost.accounts.actors import Oneself, Staff, staff_actor
from dost.accounts.models import User
from dost.cases import complaints
from dost.cases.acts import MovedOn, NotAllowed, NotPossible
from dost.cases.complaints import NotHolder
from dost.cases.complaints.clock import complaint_clock
from dost.cases.letter_content import read_content
from dost.cases.models import Complaint, ComplaintLetter
from dost.common.dates import local_day
from dost.common.working_days import working_days_later
from dost.notifications.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.complaints import complaint
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
Kind, About, State, Outcome = Complaint.Kind, Complaint.About, Complaint.State, Complaint.Outcome
REASONS = "We have looked at the queue of that day. Two windows were closed, and nobody was told."


@pytest.fixture
def examiner() -> Staff:
    return staff_actor(UserFactory(first_name="Elnur", last_name="Məmmədov"))


def held(actor: Staff, one: Complaint | None = None) -> Complaint:
    found = one or complaint()
    return complaints.take_over(complaint_id=found.pk, actor=actor, now=timezone.now())


def test_it_is_answered_in_a_letter_and_a_message_without_content(examiner: Staff) -> None:
    one = held(examiner)
    now = timezone.now()
    complaints.answer(complaint_id=one.pk, actor=examiner, outcome=Outcome.JUSTIFIED, reasons=REASONS, now=now)
    one.refresh_from_db()
    assert (one.state, one.outcome, one.closed_at) == (State.ANSWERED, Outcome.JUSTIFIED, now)
    letter = ComplaintLetter.objects.get()
    assert letter.number.startswith(f"MS-{local_day(now).year}-{one.pk:07d}-01-")
    part = read_content(letter.content).part("az")
    assert part.reasons == (REASONS,)
    assert len(part.appeal) == 2
    assert letter.notice is not None
    assert one.number in letter.notice.text
    assert REASONS not in letter.notice.text
    with pytest.raises(MovedOn):
        complaints.answer(complaint_id=one.pk, actor=examiner, outcome=Outcome.JUSTIFIED, reasons=REASONS, now=now)


@pytest.mark.parametrize(
    ("kind", "outcome", "fits"),
    [(kind, outcome, outcome in complaints.ANSWERS[kind]) for kind in Kind for outcome in Outcome],
    ids=[f"{kind.value} {outcome.value}" for kind in Kind for outcome in Outcome],
)
def test_each_kind_has_its_own_answers(
    examiner: Staff, kind: Complaint.Kind, outcome: Complaint.Outcome, fits: bool
) -> None:
    one = held(examiner, complaint(kind=kind))

    def answer() -> Complaint:
        return complaints.answer(
            complaint_id=one.pk, actor=examiner, outcome=outcome, reasons=REASONS, now=timezone.now()
        )

    if fits:
        assert answer().outcome == outcome
    else:
        with pytest.raises(NotPossible, match="Choose one"):
            answer()


def test_only_who_has_taken_it_works_on_it(examiner: Staff) -> None:
    one, now = complaint(), timezone.now()
    other = staff_actor(UserFactory())
    acts: list[Callable[[], object]] = [
        lambda: complaints.study_longer(complaint_id=one.pk, actor=other, reasons=REASONS, now=now),
        lambda: complaints.ask(complaint_id=one.pk, actor=other, text="When?", now=now),
        lambda: complaints.answer(complaint_id=one.pk, actor=other, outcome=Outcome.PARTLY, reasons=REASONS, now=now),
        lambda: complaints.leave(complaint_id=one.pk, actor=other, outcome=Outcome.IN_COURT, reasons=REASONS, now=now),
        lambda: complaints.give_back(complaint_id=one.pk, actor=other, now=now),
    ]
    for act in acts:
        with pytest.raises(NotHolder):
            act()
    complaints.take_over(complaint_id=one.pk, actor=examiner, now=now)
    for act in acts:
        with pytest.raises(NotHolder):
            act()
    complaints.take_over(complaint_id=one.pk, actor=other, now=now)
    complaints.give_back(complaint_id=one.pk, actor=other, now=now)
    assert [line.what for line in one.entries.all()] == ["sent", "taken", "taken", "given_back"]


def test_neither_who_it_is_about_nor_another_role_takes_it(examiner: Staff) -> None:
    about_me, general, now = complaint(about=About.STAFF, named="Elnur"), complaint(), timezone.now()
    with pytest.raises(NotAllowed):
        complaints.take_over(complaint_id=about_me.pk, actor=examiner, now=now)
    for actor in (staff_actor(UserFactory(auditor=True)), staff_actor(UserFactory(clerk=True)), Oneself(1, "s")):
        with pytest.raises(NotAllowed):
            complaints.take_over(complaint_id=general.pk, actor=actor, now=now)


def test_further_study_is_told_with_its_reason_and_once(examiner: Staff) -> None:
    one = held(examiner)
    now = timezone.now()
    with pytest.raises(NotPossible, match="reasons"):
        complaints.study_longer(complaint_id=one.pk, actor=examiner, reasons=" ", now=now)
    complaints.study_longer(complaint_id=one.pk, actor=examiner, reasons=REASONS, now=now)
    one.refresh_from_db()
    assert (one.is_longer, one.due_on) == (True, working_days_later(local_day(now), 30))
    assert ComplaintLetter.objects.get().kind == ComplaintLetter.Kind.LONGER
    with pytest.raises(NotPossible, match="already"):
        complaints.study_longer(complaint_id=one.pk, actor=examiner, reasons=REASONS, now=now)


def test_what_is_late_cannot_be_made_longer(examiner: Staff) -> None:
    one = held(examiner)
    later = timezone.now() + timedelta(days=60)
    with pytest.raises(NotPossible, match="can only be answered"):
        complaints.study_longer(complaint_id=one.pk, actor=examiner, reasons=REASONS, now=later)


def test_one_thing_is_asked_at_a_time(examiner: Staff) -> None:
    one, now = held(examiner), timezone.now()
    with pytest.raises(NotPossible, match="Write what"):
        complaints.ask(complaint_id=one.pk, actor=examiner, text=" ", now=now)
    complaints.ask(complaint_id=one.pk, actor=examiner, text="At which window?", now=now)
    told = Notice.objects.filter(kind=Notice.Kind.COMPLAINT).latest("pk")
    assert "At which window?" not in told.text
    with pytest.raises(NotPossible, match="already"):
        complaints.ask(complaint_id=one.pk, actor=examiner, text="And when?", now=now)


def answered(person: object, actor: Staff, at: datetime) -> Complaint:
    one = complaint(person, now=at)  # type: ignore[arg-type]
    complaints.take_over(complaint_id=one.pk, actor=actor, now=at)
    return complaints.answer(
        complaint_id=one.pk, actor=actor, outcome=Outcome.NOT_JUSTIFIED, reasons=REASONS, now=at + timedelta(hours=1)
    )


def test_repeated_ones_are_left_only_after_three_answers_within_a_year(examiner: Staff) -> None:
    person, now = PersonFactory(), timezone.now()
    old = answered(person, examiner, now - timedelta(days=400))
    before = [answered(person, examiner, now - timedelta(days=days)) for days in (200, 100, 10)]
    one = held(examiner, complaint(person))
    on = local_day(now)
    assert list(complaints.answered_before(one, actor=examiner, on=on)) == before[::-1]

    def leave(*earlier: Complaint, outcome: Complaint.Outcome = Outcome.REPEATED) -> Complaint:
        return complaints.leave(
            complaint_id=one.pk,
            actor=examiner,
            outcome=outcome,
            earlier=[row.pk for row in earlier],
            reasons=REASONS,
            now=timezone.now(),
        )

    for too_few in ((), before[:2], [old, *before[:2]]):
        with pytest.raises(NotPossible, match="at least 3"):
            leave(*too_few)
    with pytest.raises(NotPossible, match="Choose one"):
        leave(*before, outcome=Outcome.NOTED)
    assert leave(*before).state == State.LEFT
    letter = one.letters.get()
    said = str(letter.content)
    assert all(row.number in said for row in before)


def test_what_a_court_looks_at_is_left_to_it(examiner: Staff) -> None:
    one = held(examiner)
    complaints.leave(complaint_id=one.pk, actor=examiner, outcome=Outcome.IN_COURT, reasons=REASONS, now=timezone.now())
    assert one.letters.get().kind == ComplaintLetter.Kind.LEFT


def test_while_the_person_is_asked_the_longer_limit_cannot_be_taken(examiner: Staff) -> None:
    """There is no last day to tell them of."""
    one, now = held(examiner), timezone.now()
    complaints.ask(complaint_id=one.pk, actor=examiner, text="When was it?", now=now)
    with pytest.raises(NotPossible, match="until they answer"):
        complaints.study_longer(complaint_id=one.pk, actor=examiner, reasons=REASONS, now=now)
    one.refresh_from_db()
    assert not one.is_longer


def test_who_is_found_to_be_meant_knows_nothing_of_it_from_then_on(examiner: Staff) -> None:
    one, now = held(examiner), timezone.now()
    other = UserFactory(first_name="Rauf")
    complaints.found_meant(complaint_id=one.pk, actor=examiner, user_id=other.pk, now=now)
    assert not complaints.may_know_of(one, staff_actor(other), on=local_day(now))
    with pytest.raises(NotPossible, match="reasons"):
        complaints.found_not_meant(complaint_id=one.pk, actor=examiner, user_id=other.pk, reasons="", now=now)
    complaints.found_not_meant(complaint_id=one.pk, actor=examiner, user_id=other.pk, reasons="Was away.", now=now)
    assert complaints.may_know_of(one, staff_actor(other), on=local_day(now))
    with pytest.raises(MovedOn):
        complaints.found_not_meant(complaint_id=one.pk, actor=examiner, user_id=other.pk, reasons="Again.", now=now)
    complaints.found_meant(complaint_id=one.pk, actor=examiner, user_id=other.pk, now=now)
    assert not complaints.may_know_of(one, staff_actor(other), on=local_day(now))


def test_who_finds_that_it_is_about_themselves_lets_go_of_it(examiner: Staff) -> None:
    one = held(examiner)
    me = User.objects.get(pk=examiner.user_id)
    complaints.found_meant(complaint_id=one.pk, actor=examiner, user_id=me.pk, now=timezone.now())
    one.refresh_from_db()
    assert one.assigned_to is None
    assert not complaints.may_know_of(one, examiner, on=timezone.localdate())


ACTS = ("longer", "ask", "give", "take", "give_back", "answer", "withdraw", "watch")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(way=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 12)), max_size=8))
def test_whatever_is_done_the_stored_day_is_the_one_its_history_gives(
    examiner: Staff, way: list[tuple[str, int]]
) -> None:
    start = timezone.make_aware(datetime(2026, 12, 1, 12))
    one = complaint(now=start)
    me = Oneself(person_id=one.person_id, subject="subject")
    now = start
    closed = None
    for act, days in way:
        now += timedelta(days=days)
        with suppress(NotPossible):
            _do(act, one, examiner, me, now)
        one = Complaint.objects.get(pk=one.pk)
        replayed = complaint_clock(one, on=local_day(now))
        assert one.due_on == replayed.due_on
        assert (one.state == State.ASKED) == (replayed.paused is not None)
        assert one.is_open == (replayed.stopped_on is None)
        assert closed is None or one.state == closed
        closed = None if one.is_open else one.state


def _do(act: str, one: Complaint, examiner: Staff, me: Oneself, now: datetime) -> None:
    match act:
        case "longer":
            complaints.study_longer(complaint_id=one.pk, actor=examiner, reasons=REASONS, now=now)
        case "ask":
            complaints.ask(complaint_id=one.pk, actor=examiner, text="When?", now=now)
        case "give":
            complaints.give(complaint_id=one.pk, actor=me, words="At ten.", now=now)
        case "take":
            complaints.take_over(complaint_id=one.pk, actor=examiner, now=now)
        case "give_back":
            complaints.give_back(complaint_id=one.pk, actor=examiner, now=now)
        case "answer":
            complaints.answer(complaint_id=one.pk, actor=examiner, outcome=Outcome.PARTLY, reasons=REASONS, now=now)
        case "withdraw":
            complaints.withdraw(complaint_id=one.pk, actor=me, now=now)
        case _:
            complaints.watch_complaints(now=now)
