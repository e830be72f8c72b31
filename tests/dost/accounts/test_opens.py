"""What a capacity opens: the law of it over made-up mandates, and what the rows say beside the words."""

from __future__ import annotations

from typing import Final

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dost.accounts.actors import Capacity
from dost.accounts.models import Mandate
from dost.accounts.opens import BY_LAW, EVERYTHING, FOR_EMPLOYERS, NOTHING, Deed, opens
from dost.cases.models import Case
from dost.notifications.models import Notice
from tests.factories.cases import CaseFactory
from tests.factories.notifications import NoticeFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

CODES: Final = ("05-01", "05-02", "09-01", "09-02")
SENSITIVE: Final = frozenset({"09-01", "09-02"})


@st.composite
def mandates(draw: st.DrawFn) -> Mandate:
    """A mandate for all services or some, with looking and some deeds."""
    named = draw(st.lists(st.sampled_from(CODES), unique=True))
    deeds = {Deed.LOOK, *draw(st.sets(st.sampled_from(list(Deed))))}
    return Mandate(all_services=not named, services=named, deeds=sorted(deeds))


@given(mandate=mandates(), code=st.sampled_from(CODES), deed=st.sampled_from(list(Deed)))
def test_a_mandate_opens_what_it_names_and_nothing_else(mandate: Mandate, code: str, deed: Deed) -> None:
    found = opens(Capacity.MANDATE, mandate)

    is_sensitive = code in SENSITIVE
    named = code in mandate.services
    assert found.service(code, is_sensitive=is_sensitive) == (named or (mandate.all_services and not is_sensitive))
    assert found.deed(deed) == (deed in mandate.deeds)
    assert not found.deed(None)
    assert not found.is_whole


@given(mandate=mandates(), code=st.sampled_from(CODES), deed=st.sampled_from(list(Deed)))
def test_a_mandate_never_opens_more_than_its_grantor_has(mandate: Mandate, code: str, deed: Deed) -> None:
    found = opens(Capacity.MANDATE, mandate)

    assert EVERYTHING.service(code, is_sensitive=code in SENSITIVE) >= found.service(
        code, is_sensitive=code in SENSITIVE
    )
    assert EVERYTHING.deed(deed) >= found.deed(deed)


@pytest.mark.parametrize("capacity", [None, Capacity.PARENT, Capacity.GUARDIAN])
def test_without_a_mandate_it_is_the_capacity_alone(capacity: Capacity | None) -> None:
    assert opens(capacity, None) == (EVERYTHING if capacity is None else BY_LAW)


def test_a_mandate_that_is_none_opens_nothing() -> None:
    assert opens(Capacity.MANDATE, None) == NOTHING
    assert not NOTHING.service("05-01", is_sensitive=False)
    assert not any(NOTHING.deed(one) for one in Deed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "mandate",
    [
        Mandate(all_services=True, services=[], deeds=["look"]),
        Mandate(all_services=False, services=["05-01"], deeds=["look"]),
        Mandate(all_services=False, services=["05-01", "09-01"], deeds=["look"]),
    ],
    ids=["all", "one", "one and a sensitive one"],
)
@pytest.mark.parametrize("capacity", [None, Capacity.PARENT, Capacity.MANDATE], ids=str)
def test_rows_open_as_the_words_say(mandate: Mandate, capacity: Capacity | None) -> None:
    """Messages, for they may be about no case: such a one opens to nobody who acts under a mandate."""
    person = PersonFactory()
    for code in CODES:
        service = ServiceFactory(code=code, sensitive=code in SENSITIVE)
        case = CaseFactory(person=person, version=VersionFactory(service=service), basis_key=code)
        NoticeFactory(case=case, person=person)
    about_none = NoticeFactory(case=None, person=person, key="none", created_at=timezone.now())
    found = opens(capacity, mandate)

    rows = Notice.objects.filter(found.rows("case__service"), person=person)

    open_to_them = {code for code in CODES if found.service(code, is_sensitive=code in SENSITIVE)}
    assert {row.case.service_id for row in rows if row.case is not None} == open_to_them
    assert (about_none in rows) == found.is_whole


VOEN: Final = "1000000011"


@given(mandate=st.none() | mandates(), code=st.sampled_from(CODES), deed=st.sampled_from(list(Deed)))
def test_an_employer_opens_its_own_and_never_more_than_its_mandate(
    mandate: Mandate | None, code: str, deed: Deed
) -> None:
    found = opens(Capacity.EMPLOYER, mandate, VOEN)

    assert found.voen == VOEN
    assert not found.is_whole
    assert not found.deed(None)
    assert found.deed(deed) <= (deed in FOR_EMPLOYERS)
    if mandate is not None:
        covered = opens(Capacity.MANDATE, mandate)
        assert found.deed(deed) <= covered.deed(deed)
        sensitive = code in SENSITIVE
        assert found.service(code, is_sensitive=sensitive) == covered.service(code, is_sensitive=sensitive)


def test_for_no_employer_nothing_opens() -> None:
    assert opens(Capacity.EMPLOYER, None) == NOTHING


@pytest.mark.django_db
def test_rows_of_an_employer_open_to_who_acts_for_it_and_to_no_other() -> None:
    """Whoever of its people applied; and nothing of it to that one for themselves."""
    head, colleague = PersonFactory(), PersonFactory()
    version = VersionFactory(service=ServiceFactory(code="05-01"))
    own = CaseFactory(person=head, version=version, basis_key="own")
    its = CaseFactory(person=colleague, version=version, basis_key="its", applicant_voen=VOEN)
    CaseFactory(person=head, version=version, basis_key="another", applicant_voen="1000000021")
    for one in (own, its):
        NoticeFactory(case=one, person=one.person)

    for found, cases in ((opens(None, None), [own]), (opens(Capacity.EMPLOYER, None, VOEN), [its])):
        assert list(Case.objects.filter(found.rows_of(head.pk, "service"))) == cases
        seen = Notice.objects.filter(found.rows_of(head.pk, "case__service"))
        assert [one.case for one in seen] == cases
    assert not Case.objects.filter(EVERYTHING.rows_of(colleague.pk, "service")).exists()
