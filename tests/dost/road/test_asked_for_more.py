"""An application for which more is asked: the clock stands still, runs on, and the refusal's letter was seen before."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.utils import timezone

from dost.accounts.actors import Oneself, Staff, staff_actor
from dost.cases import handlers
from dost.cases.applications import open_application
from dost.cases.asked_days import usual_day
from dost.cases.clock.store import running_clocks
from dost.cases.handlers import Given, Wanted
from dost.cases.letter_preview import letter_preview
from dost.cases.models import Case, CaseClock, Letter, MoreAsked
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.common.dates import local_day
from dost.notifications.models import Notice
from registries.models import Person
from services_catalog.models import Service
from tests.dost.road.applicants import applicant
from tests.dost.road.house import publish, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import InstitutionFactory

CODE = "05-40"
WHY = "An institution says otherwise than the registry."


def waiting_for_staff() -> Case:
    """An application whose institution contradicts the registry."""
    for code in ("MEHKEME", "PENITENSIAR", "ETN", "SHXCDX"):
        InstitutionFactory(code=code)
    who = applicant(CODE)
    publish(CODE)
    open_application(
        person=who.person,
        service=Service.objects.get(pk=CODE),
        answers=who.answers,
        actor=Staff(UserFactory(clerk=True).pk, "clerk"),
        on=who.on,
        about=who.about,
    )
    Person.objects.filter(pk=who.person.pk).update(died_on=date(2026, 11, 19))
    work()
    Person.objects.filter(pk=who.person.pk).update(died_on=None)
    case = Case.objects.get()
    assert (case.stage, case.waiting_on) == (Stage.DECIDE, WaitingOn.CLERK)
    return case


def test_asked_given_and_refused_with_the_letter_that_was_seen() -> None:
    case = waiting_for_staff()
    examiner, now = staff_actor(UserFactory()), timezone.now()
    today = local_day(now)
    until = usual_day(today)
    wanted = [Wanted(MoreAsked.Kind.ANSWER, WHY, words="Were you in hospital in November?")]

    handlers.ask_more(case_id=case.pk, actor=examiner, wanted=wanted, until=until, now=now)
    work()  # the road leaves it to the person
    case.refresh_from_db()
    assert (case.state, case.waiting_on) == (State.WAITING, WaitingOn.PERSON)
    assert Notice.objects.get(kind=Notice.Kind.MORE).state == "done"
    assert CaseClock.objects.get(case=case).paused_since is not None

    later = now + timedelta(days=3)
    row = MoreAsked.objects.get()
    person = Oneself(case.person_id, "sub")
    handlers.give_more(case_id=case.pk, actor=person, given=[Given(row.pk, "Yes, for a week")], now=later)
    work()
    case.refresh_from_db()
    assert (case.state, case.waiting_on, case.reason["more"]) == (State.WAITING, WaitingOn.CLERK, "given")
    clock = running_clocks([case], on=today + timedelta(days=3))[case.pk]
    assert (clock.paused, CaseClock.objects.get(case=case).paused_since) == (None, None)
    assert clock.due_on is not None

    refuse = partial(handlers.refuse, case_id=case.pk, actor=examiner, note="It was not shown to be so.", now=now)
    seen = letter_preview(refuse, case_id=case.pk, language="en")
    assert not Letter.objects.exists()
    refuse()
    work()

    case.refresh_from_db()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.REFUSED)
    assert seen is not None
    assert Letter.objects.get(case=case).content_hash == seen.content_hash
    told = list(case.entries.order_by("pk").values_list("what", flat=True))
    assert [what for what in told if what in ("more_asked", "more_given", "refused")] == [
        "more_asked",
        "more_given",
        "refused",
    ]


def test_what_nobody_answers_comes_back_to_staff_and_can_still_be_granted() -> None:
    case = waiting_for_staff()
    examiner, now = staff_actor(UserFactory()), timezone.now()
    wanted = [Wanted(MoreAsked.Kind.DOCUMENT, WHY, words="A paper from the hospital")]
    handlers.ask_more(case_id=case.pk, actor=examiner, wanted=wanted, until=usual_day(local_day(now)), now=now)
    work()

    assert handlers.lapse_asked(now=now + timedelta(days=60)) == 1
    work()
    case.refresh_from_db()
    assert (case.state, case.waiting_on, case.outcome) == (State.WAITING, WaitingOn.CLERK, Outcome.NONE)

    handlers.grant(case_id=case.pk, actor=examiner, note="The registry is right after all.", now=timezone.now())
    work()
    case.refresh_from_db()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.GRANTED)
