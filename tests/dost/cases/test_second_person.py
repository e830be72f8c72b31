"""What waits for a second person, for whom, and until when; it stands in the way of what else decides."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import acts
from dost.cases.acts import Act
from dost.cases.codes import EntryKind
from dost.cases.handlers import take_next
from dost.cases.models import Case, CaseClock
from dost.cases.overdue_answers import not_escalated, watch_answers
from dost.cases.second_person import (
    confirm_by,
    confirmations_due,
    confirmations_due_soon,
    grants_to_confirm,
    is_first,
    is_no_second,
    to_confirm,
)
from dost.cases.text.plain import now_view
from dost.cases.text.reasons import in_words
from tests.factories.accounts import UserFactory
from tests.factories.second_person import judged, to_be_granted

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 3, 6, 10, tzinfo=ZoneInfo("Asia/Baku"))


@pytest.fixture
def first() -> User:
    made: User = UserFactory()
    return made


def test_the_last_day_is_two_working_days_away() -> None:
    assert confirm_by(date(2026, 3, 3)) == date(2026, 3, 5)
    assert confirm_by(date(2026, 3, 6)) > date(2026, 3, 9)  # a week-end, and a feast on the Monday


def test_who_is_first_and_who_cannot_be_the_second(first: User) -> None:
    case = judged(now=FRIDAY, by=first).case
    other = staff_actor(UserFactory())
    assert to_confirm(case)
    assert is_first(case, staff_actor(first))
    assert not is_first(case, other)
    assert is_no_second(case, staff_actor(first))
    assert not is_no_second(case, other)
    assert not to_confirm(to_be_granted(limit="1000"))


def test_only_what_concerns_the_second_person_can_be_done(first: User) -> None:
    case = judged(now=FRIDAY, by=first).case
    decides = {Act.GRANT, Act.REFUSE, Act.SEND_BACK, Act.ASK_MORE}
    for user, own in ((first, {Act.TAKE_BACK_GRANT}), (UserFactory(), {Act.CONFIRM_GRANT, Act.SEND_BACK_GRANT})):
        offered = set(acts.actions(case, staff_actor(user)))
        assert not decides & offered
        assert own <= offered
    untouched = to_be_granted(limit="1000")
    assert decides <= set(acts.actions(untouched, staff_actor(first)))


def test_the_next_case_is_never_ones_own_judgement(first: User) -> None:
    case = judged(now=FRIDAY, by=first).case
    other = UserFactory()
    assert take_next(actor=staff_actor(first), now=FRIDAY) is None
    assert take_next(actor=staff_actor(other), now=FRIDAY) == case.pk
    assert Case.objects.get(pk=case.pk).assigned_to == other


def test_it_is_listed_for_others_and_late_after_its_last_day(first: User) -> None:
    waits = judged(now=FRIDAY, by=first)
    last = waits.confirm_by
    assert [one.pk for one in grants_to_confirm(staff_actor(UserFactory()))] == [waits.pk]
    assert not grants_to_confirm(staff_actor(first))
    assert list(confirmations_due_soon(on=last)) == [waits]
    assert not confirmations_due(on=last)
    assert list(confirmations_due(on=last + timedelta(days=1))) == [waits]


def test_a_day_that_passes_is_told_once_and_never_in_silence(first: User) -> None:
    waits = judged(now=FRIDAY, by=first)
    late = datetime.combine(waits.confirm_by + timedelta(days=1), FRIDAY.timetz())
    assert not_escalated(on=late.date()) == [waits.case_id]
    assert watch_answers(now=late) == 1
    assert watch_answers(now=late) == 0
    assert not_escalated(on=late.date()) == []
    line = waits.case.entries.filter(what=EntryKind.TERM_PASSED).get()
    assert line.details == {"of": "second_person", "due": waits.confirm_by.isoformat()}


def test_the_clock_of_the_law_runs_on(first: User) -> None:
    case = to_be_granted()
    due = CaseClock.objects.filter(case=case).values_list("due_on", flat=True).first()
    judged(now=FRIDAY, by=first, case=case)
    clock = CaseClock.objects.get(case=case)
    assert clock.due_on is not None
    assert due in (None, clock.due_on)


def test_both_sides_read_it_in_words_and_the_person_no_sum(first: User) -> None:
    case = Case.objects.get(pk=judged(now=FRIDAY, by=first).case_id)
    with translation.override("en"):
        assert "a second person must confirm it" in in_words(case.reason)
        assert "500.00" in in_words(case.reason)
        view = now_view(case, names={}, clock=None)
        assert "A second person" in str(view.next)
        assert not any(letter.isdigit() for letter in str(view.next))
        assert not view.needs_person
