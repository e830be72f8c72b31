"""Complaints and proposals as staff work on them, and that whoever one is about can find it nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, StatedPurpose, User
from dost.cases import complaints
from dost.cases.models import Complaint, ComplaintLetter
from dost.cases.supporting import take
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.complaints import REASONS, WORDS, answered_complaint, complaint, complaint_services
from tests.factories.registries import PersonFactory
from tests.factories.uploads import photograph, upload

pytestmark = pytest.mark.django_db
LIST = "/office/complaints/"
About, Outcome, State = Complaint.About, Complaint.Outcome, Complaint.State


@pytest.fixture(autouse=True)
def in_english(client: Client) -> Iterator[None]:
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def examiner(client: Client) -> User:
    user: User = UserFactory(first_name="Elnur", last_name="Məmmədov")
    sign_in(client, user)
    return user


def held(one: Complaint, user: User) -> str:
    complaints.take_over(complaint_id=one.pk, actor=staff_actor(user), now=timezone.now())
    return f"{LIST}{one.pk}/"


def waiting_complaints(page: str) -> str:
    """How many complaints wait, as the list of work says."""
    found = re.search(r'Complaints and proposals <span class="dost-count">(.*?)</span>', page)
    assert found is not None
    return found[1]


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


def test_the_list_names_nobody_and_shows_the_clock(client: Client, examiner: User) -> None:
    one = complaint()
    page = read(client, LIST)
    assert one.number in page
    assert "to go" in page
    assert one.person.surname not in page
    assert WORDS not in page
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    ("view", "numbers"),
    [("", 2), ("mine", 1), ("nobody", 1), ("overdue", 0), ("closed", 1), ("other", 2)],
    ids=["all", "mine", "nobody's", "overdue", "closed", "unknown"],
)
def test_the_views_of_the_list(client: Client, examiner: User, view: str, numbers: int) -> None:
    held(complaint(), examiner)
    complaint()
    answered_complaint()
    page = read(client, f"{LIST}?view={view}")
    assert page.count('href="/office/complaints/') - page.count('href="/office/complaints/new/') - 1 >= numbers
    assert len(client.get(f"{LIST}?view={view}").context["page"].rows) == numbers


@pytest.mark.parametrize("many", [1, 3], ids=["one", "three"])
def test_the_list_asks_the_same_however_many_there_are(
    client: Client,
    examiner: User,
    many: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _one in range(many):
        held(complaint(), examiner)
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        client.get(LIST)


QUERIES = 4


def test_its_words_open_to_whoever_takes_it(client: Client, examiner: User) -> None:
    one = complaint()
    page = read(client, f"{LIST}{one.pk}/")
    assert WORDS not in page
    assert one.person.surname not in page
    client.post(f"{LIST}{one.pk}/take/")
    page = read(client, f"{LIST}{one.pk}/")
    assert WORDS in page
    assert one.person.full_name in page
    [look] = AccessLog.objects.filter(person=one.person, user=examiner)
    assert (look.purpose, look.reason, look.service_code) == ("case", "", "")
    client.post(f"{LIST}{one.pk}/give-back/")
    assert WORDS not in read(client, f"{LIST}{one.pk}/")


def test_it_opens_to_a_purpose_that_says_nothing_of_it(client: Client) -> None:
    auditor = UserFactory(auditor=True)
    sign_in(client, auditor)
    one = complaint()
    assert WORDS not in read(client, f"{LIST}{one.pk}/")
    client.post(f"{LIST}{one.pk}/open/")
    assert WORDS in read(client, f"{LIST}{one.pk}/")
    assert StatedPurpose.objects.get().note == "For the work of the office"


def test_the_letter_is_seen_before_it_goes(client: Client, examiner: User) -> None:
    one = complaint()
    there = held(one, examiner)
    given = {"outcome": "justified", "reasons": REASONS}
    assert client.post(f"{there}answer/", {**given, "outcome": ""}).status_code == 400
    page = client.post(f"{there}answer/", given)
    assert "Nothing has happened yet." in page.content.decode()
    assert REASONS in page.content.decode()
    assert not ComplaintLetter.objects.exists()
    again = client.post(f"{there}answer/", {**given, "back": "1"}).content.decode()
    assert REASONS in again
    changed = client.post(f"{there}answer/", {**given, "seen": "another"}).content.decode()
    assert "The letter has changed" in changed
    seen = page.context["letter"].seen
    assert client.post(f"{there}answer/", {**given, "seen": seen}).headers["Location"] == there
    one.refresh_from_db()
    assert one.state == State.ANSWERED
    client.post(f"{there}open/")
    assert REASONS in read(client, there)


def test_what_is_not_ones_own_leads_to_its_page(client: Client, examiner: User) -> None:
    one = complaint()
    assert client.get(f"{LIST}{one.pk}/answer/").headers["Location"] == f"{LIST}{one.pk}/"
    assert client.get(f"{LIST}{one.pk}/nothing/").status_code == 404
    there = held(one, examiner)
    assert client.get(f"{there}not-meant/").headers["Location"] == there


def test_the_person_is_asked(client: Client, examiner: User) -> None:
    one = complaint()
    there = held(one, examiner)
    assert client.post(f"{there}ask/", {"text": ""}).status_code == 400
    client.post(f"{there}ask/", {"text": "At which window?"})
    page = read(client, there)
    assert "At which window?" in page
    assert "The days stand still since the person was asked" in page
    assert f"{there}ask/" not in page


def test_it_is_left_unconsidered_with_the_answers_that_were_given(client: Client, examiner: User) -> None:
    person = PersonFactory()
    before = [answered_complaint(person) for _one in range(3)]
    one = complaint(person)
    there = held(one, examiner)
    page = read(client, f"{there}leave/")
    assert all(row.number in page for row in before)
    given = {"outcome": "repeated", "reasons": REASONS, "earlier": [str(before[0].pk)]}
    assert "Choose at least 3 answers" in client.post(f"{there}leave/", given).content.decode()
    given["earlier"] = [str(row.pk) for row in before]
    seen = client.post(f"{there}leave/", given).context["letter"].seen
    client.post(f"{there}leave/", {**given, "seen": seen})
    one.refresh_from_db()
    assert (one.state, one.outcome) == (State.LEFT, Outcome.REPEATED)


def test_who_is_meant_and_who_is_not_is_written_down(client: Client, examiner: User) -> None:
    one = complaint()
    there = held(one, examiner)
    other = UserFactory(first_name="Rauf", last_name="Əliyev")
    client.post(f"{there}meant/", {"user": str(other.pk)})
    assert "Rauf Əliyev" in read(client, there)
    client.post(f"{there}not-meant/", {"user": str(other.pk), "reasons": "He was on leave all that month."})
    assert "From whom it is kept" not in read(client, there)
    gone = client.post(f"{there}meant/", {"user": str(examiner.pk)})
    assert gone.headers["Location"] == LIST
    assert client.get(there).status_code == 404


def test_one_is_written_down_for_somebody_once(client: Client, examiner: User) -> None:
    complaint_services()
    person = PersonFactory()
    assert client.post(f"{LIST}new/", {"fin": "0000000"}).status_code == 400
    there = client.post(f"{LIST}new/", {"fin": person.fin}).headers["Location"]
    assert client.get(f"{LIST}new/write/").headers["Location"] == f"{LIST}new/"
    assert person.full_name in read(client, there)
    given = {"kind": "complaint", "about": "staff", "words": WORDS, "key": str(uuid4())}
    assert "Choose the centre" in client.post(there, given).content.decode()
    mine = client.post(there, {**given, "named": "Elnur"})
    assert "This may be about yourself." in mine.content.decode()
    given["named"] = "window 3"
    file = upload(photograph(), "queue.jpg", "image/jpeg")
    assert client.post(there, {**given, "document": file}).headers["Location"] == LIST
    assert client.post(there, given).headers["Location"] == LIST
    one = Complaint.objects.get()
    assert (one.by, one.person, len(complaints.documents_of(one))) == (examiner, person, 1)
    assert one.number in read(client, LIST)  # the receipt; the examiner may not know of it any more
    assert client.get(f"{LIST}{one.pk}/").status_code == 404


def test_whoever_it_is_about_finds_it_nowhere(client: Client) -> None:
    """In no list, search, count, log page, message that reached nobody, document – and does nothing with it."""
    user = UserFactory(supervisor=True, first_name="Elnur", last_name="Məmmədov")
    other = UserFactory()
    person = PersonFactory(surname="Gizlinova", phone="")
    case = CaseFactory(person=person, unknown_fact=True, assigned_to=user)
    one = complaint(person, about=About.CASE, case=case.pk)
    document = take(
        upload(photograph(), "q.jpg", "image/jpeg"),
        person=person,
        actor=staff_actor(user),
        draft=one.draft_name,
        now=timezone.now(),
    )
    there = held(one, other)
    complaints.ask(complaint_id=one.pk, actor=staff_actor(other), text="At which window?", now=timezone.now())

    sign_in(client, user)
    for address in (
        LIST,
        f"{LIST}?view=nobody",
        f"{LIST}?view=overdue",
        f"{LIST}?view=closed",
        "/office/work/",
        "/office/untold/",
        f"/office/cases/{case.pk}/",
        "/office/cases/",
        "/office/purposes/",
        "/office/books/",
        "/office/",
    ):
        page = read(client, address)
        assert one.number not in page, address
        assert WORDS not in page, address
        assert "There is news of what the person wrote" not in page, address
    assert waiting_complaints(read(client, "/office/work/")) == "0"
    for name in ("", "answer/", "ask/", "leave/", "longer/", "meant/", "not-meant/"):
        assert client.get(there + name).status_code == 404
    for name in ("take/", "open/", "give-back/", "answer/"):
        assert client.post(there + name).status_code == 404
    assert client.get(f"/office/documents/{document.public_id}/").status_code == 404
    notice = one.person.notices.filter(kind="complaint").first()
    assert notice is not None
    assert client.get(f"/office/untold/notices/{notice.pk}/").status_code == 404

    auditor = UserFactory(auditor=True)
    sign_in(client, auditor)
    for address in ("/office/looks/", "/office/looks/security/", f"/office/looks/of/{person.pk}/"):
        page = read(client, address) if client.get(address).status_code == 200 else ""
        assert one.number not in page
        assert "complain" not in page.replace("/office/complaints/", "").replace("Complaints", "").lower()

    sign_in(client, other)
    assert one.number in read(client, LIST)
    assert waiting_complaints(read(client, "/office/work/")) == "1"
    assert client.get(f"/office/documents/{document.public_id}/").status_code == 200


@pytest.mark.parametrize(
    ("role", "begins"),
    [("supervisor", "/office/"), ("auditor", "/office/purposes/")],
    ids=["supervisor", "auditor"],
)
def test_what_nobody_below_may_know_of_stands_where_its_hearer_begins(
    client: Client, examiner: User, role: str, begins: str
) -> None:
    user = UserFactory(role=role, first_name="Sevda", last_name="Hacıyeva")
    sign_in(client, user)
    assert "of which nobody else here may know" not in read(client, begins)
    one = complaint(about=About.STAFF, named="Elnur Məmmədov")

    page = read(client, begins)

    assert "of which nobody else here may know" in page
    assert f"{LIST}?view=alone" in page
    listed = read(client, f"{LIST}?view=alone")
    assert one.number in listed
    assert str(Complaint.HeardBy(role).label) in listed
    sign_in(client, examiner)
    assert one.number not in read(client, f"{LIST}?view=alone")
    assert "For you alone" not in read(client, LIST)
