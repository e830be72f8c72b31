"""A mandate at a window: accepted and ended by who is there, as it is known that it is they; by heads for employers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from dost.accounts.access import Purpose, state_purpose
from dost.accounts.actors import Staff
from dost.accounts.models import Mandate, MandateEvent, User
from dost.accounts.representation import represents
from dost.cases import mandates
from dost.cases.acts import NotPossible
from dost.cases.mandates import NotGiven, Seen
from dost.cases.mandates.ending import NotYours
from dost.cases.models import MandatePaper, SupportingDocument
from dost.notifications.models import Contact, DirectMessage, Notice
from registries.models import Person
from tests.factories.accounts import MandateFactory, UserFactory
from tests.factories.registries import KinshipFactory, PersonFactory, RepresentativeFactory
from tests.factories.uploads import photograph, upload

pytestmark = pytest.mark.django_db

How = Mandate.How
What = MandateEvent.What
VOEN = "1000000011"
PASSPORT = Seen("passport", " C123 ")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def clerk() -> Staff:
    user = UserFactory()
    PersonFactory(fin=user.fin)
    return Staff(user.pk, "examiner")


@pytest.fixture
def waiting() -> Mandate:
    made: Mandate = MandateFactory(waiting=True)
    return made


def agent_of(mandate: Mandate) -> Person:
    assert mandate.agent is not None
    return mandate.agent


def do(mandate: Mandate, person: Person, what: What, actor: Staff, **changes: Any) -> Mandate:
    given: dict[str, Any] = {"how": How.PRESENCE, "seen": PASSPORT, **changes}
    return mandates.do_at_window(
        mandate_id=mandate.pk, person=person, what=what, actor=actor, now=timezone.now(), **given
    )


def stands(mandate: Mandate) -> bool:
    assert mandate.grantor_id is not None
    agent = Person.objects.get(pk=agent_of(mandate).pk)
    return represents(agent, mandate.grantor_id, on=timezone.localdate()) is not None


def test_in_presence_it_is_accepted_once_and_its_grantor_is_told(waiting: Mandate, clerk: Staff) -> None:
    do(waiting, agent_of(waiting), What.ACCEPTED, clerk)
    with pytest.raises(NotYours):
        do(waiting, agent_of(waiting), What.ACCEPTED, clerk)

    assert stands(waiting)
    line = waiting.events.get()
    assert (line.what, line.how, line.document_kind, line.document_number) == (
        "accepted",
        How.PRESENCE,
        "passport",
        "C123",
    )
    assert line.actor == clerk
    assert set(Notice.objects.values_list("person", flat=True)) == {waiting.grantor_id, waiting.agent_id}


def sent(mandate: Mandate, person: Person, what: What) -> str:
    now = timezone.now()
    Contact.objects.get_or_create(
        person=person, defaults={"phone": "+994501112233", "phone_confirmed_at": now, "changed_at": now}
    )
    mandates.send_code_for(mandate, person=person, what=what, now=now)
    return DirectMessage.objects.latest("pk").text.partition(": ")[2].partition(": ")[2][:6]


def test_a_code_for_ending_accepts_nothing(waiting: Mandate, clerk: Staff) -> None:
    agent = agent_of(waiting)
    to_end = sent(waiting, agent, What.ENDED)
    with pytest.raises(NotGiven, match="no longer valid"):
        do(waiting, agent, What.ACCEPTED, clerk, how=How.CODE, seen=Seen(code=to_end))

    to_accept = sent(waiting, agent, What.ACCEPTED)
    with pytest.raises(NotGiven, match="no longer valid"):
        do(
            MandateFactory(waiting=True, agent=agent),
            agent,
            What.ACCEPTED,
            clerk,
            how=How.CODE,
            seen=Seen(code=to_accept),
        )
    do(waiting, agent, What.ACCEPTED, clerk, how=How.CODE, seen=Seen(code=to_accept))
    assert stands(waiting)
    assert waiting.events.get().how == How.CODE


def test_on_paper_what_was_signed_is_kept_and_their_own(waiting: Mandate, clerk: Staff) -> None:
    agent = agent_of(waiting)
    opened(clerk, agent)
    on_paper: dict[str, Any] = {"mandate_id": waiting.pk, "person": agent, "actor": clerk, "now": timezone.now()}
    for what in (What.ACCEPTED, What.ENDED):
        mandates.do_on_paper(what=what, files=[upload(photograph(), "m.jpg", "image/jpeg")], **on_paper)

    papers = MandatePaper.objects.filter(mandate=waiting).order_by("pk")
    assert [one.what for one in papers] == ["accepted", "ended"]
    assert {one.document.person for one in papers} == {agent}
    with pytest.raises(NotYours):
        mandates.do_on_paper(what=What.ENDED, files=[upload(photograph(), "m.jpg", "image/jpeg")], **on_paper)
    assert SupportingDocument.objects.count() == 2  # of what came to nothing, nothing stays


def opened(clerk: Staff, person: Person) -> None:
    state_purpose(actor=clerk, person_id=person.pk, purpose=Purpose.CASE, note="at the window", now=timezone.now())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seen": Seen()}, "document_kind"),
        ({"seen": Seen("passport")}, "document_number"),
        ({"how": How.CODE, "seen": Seen(code="123456")}, "code"),
        ({"how": How.PAPER, "seen": Seen()}, "paper"),
        ({"how": How.ONLINE}, ""),
    ],
    ids=["no document", "no number", "no code was sent", "no paper", "online"],
)
def test_who_shows_nothing_does_nothing(waiting: Mandate, clerk: Staff, changes: dict[str, Any], field: str) -> None:
    for what in (What.ACCEPTED, What.ENDED):
        with pytest.raises(NotGiven) as why:
            do(waiting, agent_of(waiting), what, clerk, **changes)
        assert why.value.field == field
    assert not waiting.events.exists()


def test_either_ends_it() -> None:
    clerk = Staff(UserFactory(fin=PersonFactory().fin).pk, "examiner")
    by_grantor, by_agent, waiting = MandateFactory(), MandateFactory(), MandateFactory(waiting=True)
    for mandate, person in (
        (by_grantor, by_grantor.grantor),
        (by_agent, by_agent.agent),
        (waiting, waiting.agent),
    ):
        do(mandate, person, What.ENDED, clerk)
        mandate.refresh_from_db()
    assert [one.ended_for for one in (by_grantor, by_agent, waiting)] == ["withdrawn", "given_back", "declined"]
    assert by_grantor.events.get().document_number == "C123"


def test_nobody_else_does_anything(waiting: Mandate, clerk: Staff) -> None:
    assert waiting.grantor is not None
    for person, what in (
        (PersonFactory(), What.ENDED),
        (waiting.grantor, What.ACCEPTED),
        (PersonFactory(), What.GIVEN),
    ):
        with pytest.raises(NotPossible):
            do(waiting, person, what, clerk)
    for actor in (Staff(UserFactory(auditor=True).pk, "auditor"), Staff(UserFactory(editor=True).pk, "editor")):
        with pytest.raises(NotGiven, match="You may not do this"):
            do(waiting, agent_of(waiting), What.ACCEPTED, actor)


@pytest.mark.parametrize("what", [What.ACCEPTED, What.ENDED])
def test_nobody_writes_it_down_for_themselves_or_their_own(waiting: Mandate, clerk: Staff, what: What) -> None:
    KinshipFactory(person=Person.objects.get(fin=User.objects.get(pk=clerk.user_id).fin), relative=agent_of(waiting))
    with pytest.raises(NotGiven, match="not for you"):
        do(waiting, agent_of(waiting), what, clerk)


def test_what_has_run_out_is_accepted_no_more(clerk: Staff) -> None:
    past = timezone.localdate() - timedelta(days=1)
    mandate = MandateFactory(waiting=True, starts=past, until=past)
    with pytest.raises(NotYours):
        do(mandate, mandate.agent, What.ACCEPTED, clerk)


# -- of employers --------------------------------------------------------------------------------------------------


def test_a_later_head_ends_an_employers_mandate_and_its_agent_accepts_it(clerk: Staff) -> None:
    agent = PersonFactory(birth_date=date(1985, 1, 1))
    head, former = PersonFactory(birth_date=date(1980, 1, 1)), PersonFactory(birth_date=date(1980, 1, 1))
    RepresentativeFactory(person=head)
    gone = timezone.localdate() - timedelta(days=1)
    RepresentativeFactory(person=former, valid_until=gone)
    mandate = MandateFactory(grantor=None, grantor_voen=VOEN, agent=agent, by_person=former, waiting=True)
    on = timezone.localdate()
    assert mandate in mandates.at_window(head, on=on)
    assert mandate not in mandates.at_window(former, on=on)

    do(mandate, agent, What.ACCEPTED, clerk)
    with pytest.raises(NotYours):
        do(mandate, former, What.ENDED, clerk)
    do(mandate, head, What.ENDED, clerk)

    mandate.refresh_from_db()
    assert mandate.ended_for == "withdrawn"
