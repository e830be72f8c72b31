"""By what it is known at a window that it is they: what is asked for, what is kept, who may write it down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import timezone, translation

from dost.accounts.access import Purpose, state_purpose
from dost.accounts.actors import Staff
from dost.accounts.models import Mandate, MandateEvent, User
from dost.cases.mandates import NotGiven, Seen
from dost.cases.mandates.proof import (
    AtWindow,
    as_kept,
    check_seen,
    keep_paper,
    require_apart,
    require_window,
    signed_paper,
)
from dost.cases.models import MandatePaper, SupportingDocument
from registries.models import Person
from tests.factories.accounts import MandateFactory, UserFactory
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.supporting import SupportingDocumentFactory
from tests.factories.uploads import photograph, upload

How = Mandate.How
ON = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def clerk(db: None) -> Staff:
    user = UserFactory(clerk=True)
    PersonFactory(fin=user.fin)
    return Staff(user.pk, user.role)


@pytest.mark.parametrize(
    ("how", "seen", "field"),
    [
        (How.PRESENCE, Seen(), "document_kind"),
        (How.PRESENCE, Seen(document_number="C1"), "document_kind"),
        (How.PRESENCE, Seen("passport", "  "), "document_number"),
        (How.PAPER, Seen("passport", "C1"), "paper"),
    ],
    ids=["nothing", "no kind", "no number", "no paper"],
)
def test_what_is_missing_is_said_beside_its_field(how: How, seen: Seen, field: str) -> None:
    with pytest.raises(NotGiven) as why:
        check_seen(how, seen)
    assert why.value.field == field


def test_what_is_shown_passes_and_a_code_is_asked_elsewhere() -> None:
    check_seen(How.PRESENCE, Seen("passport", "C123"))
    check_seen(How.CODE, Seen())
    check_seen(How.PAPER, Seen(paper=SupportingDocument()))


@pytest.mark.parametrize("how", [How.CODE, How.PAPER, How.ONLINE], ids=str)
def test_a_document_is_kept_only_where_somebody_was_there_with_it(how: How) -> None:
    assert as_kept(how, Seen("passport", "C123", "123456")) == AtWindow(how)


def test_of_a_document_its_number_is_kept_and_no_more_than_fits() -> None:
    assert as_kept(How.PRESENCE, Seen("passport", "  C123 ")) == AtWindow(How.PRESENCE, "passport", "C123")
    assert len(as_kept(How.PRESENCE, Seen("passport", "9" * 40)).document_number) == 30


@pytest.mark.parametrize("role", sorted(User.Role), ids=str)
def test_only_who_speaks_for_the_office_with_people_writes_one_down(role: str) -> None:
    may = role in {User.Role.CLERK, User.Role.EXAMINER, User.Role.SUPERVISOR}
    for how in How:
        if may and how != How.ONLINE:
            require_window(Staff(1, role), how)
        else:
            with pytest.raises(NotGiven):
                require_window(Staff(1, role), how)


def me(clerk: Staff) -> Person:
    return Person.objects.get(fin=User.objects.get(pk=clerk.user_id).fin)


def test_between_strangers_a_clerk_writes_it_down(clerk: Staff) -> None:
    require_apart(MandateFactory(), clerk, person=PersonFactory(), on=ON)


@pytest.mark.parametrize("who", ["grantor", "agent", "head"])
@pytest.mark.parametrize("tie", ["self", "mother"])
def test_nobody_gives_themselves_a_key(clerk: Staff, who: str, tie: str) -> None:
    close = me(clerk) if tie == "self" else KinshipFactory(person=me(clerk)).relative
    head = close if who == "head" else None
    mandate = MandateFactory(**({} if head else {who: close}))
    with pytest.raises(NotGiven, match="not for you to write down"):
        require_apart(mandate, clerk, person=head, on=ON)


def test_of_whom_nobody_knows_who_they_are_writes_none_down(db: None) -> None:
    user = UserFactory(clerk=True, fin="")
    with pytest.raises(NotGiven):
        require_apart(MandateFactory(), Staff(user.pk, user.role), on=ON)


def opened(person: Person, actor: Staff) -> Person:
    now = timezone.now()
    state_purpose(actor=actor, person_id=person.pk, purpose=Purpose.CASE, note="at the window", now=now)
    return person


def files() -> list[Any]:
    return [upload(photograph(), "m.jpg", "image/jpeg")]


def test_a_paper_is_taken_and_kept_beside_its_mandate(clerk: Staff, settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENTS_ROOT = tmp_path
    mandate = MandateFactory()
    grantor, now = opened(mandate.grantor, clerk), timezone.now()
    with signed_paper(files(), person=grantor, actor=clerk, now=now) as paper:
        keep_paper(mandate, MandateEvent.What.GIVEN, Seen(paper=paper), now=now)
    kept = MandatePaper.objects.get(mandate=mandate)
    assert (kept.document, kept.what) == (paper, MandateEvent.What.GIVEN)
    assert SupportingDocument.objects.get().is_sent


def test_nothing_of_a_paper_stays_where_what_follows_fails(
    clerk: Staff, settings: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DOCUMENTS_ROOT = tmp_path
    person, now = opened(PersonFactory(), clerk), timezone.now()
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(NotGiven, match="changed"),
        signed_paper(files(), person=person, actor=clerk, now=now),
    ):
        raise NotGiven("", "changed")
    assert not SupportingDocument.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


@pytest.mark.parametrize("content", [None, b"no document"], ids=["none", "nonsense"])
def test_what_is_no_paper_is_said_beside_its_field(
    clerk: Staff, content: bytes | None, settings: Any, tmp_path: Any
) -> None:
    settings.DOCUMENTS_ROOT = tmp_path
    sent = [] if content is None else [upload(content)]
    person, now = opened(PersonFactory(), clerk), timezone.now()
    with pytest.raises(NotGiven) as why, signed_paper(sent, person=person, actor=clerk, now=now):
        pytest.fail("there is no paper")
    assert why.value.field == "paper"


def test_without_a_paper_nothing_is_kept_beside_it(db: None) -> None:
    SupportingDocumentFactory()
    keep_paper(MandateFactory(), MandateEvent.What.GIVEN, Seen(), now=timezone.now())
    assert not MandatePaper.objects.exists()
