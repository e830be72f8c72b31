"""The appeals in the back office: the list with its clock, one beside the old decision, the letter before it goes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog, User
from dost.cases.models import Appeal, Case, CourtDecision, Letter
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.appeals import AppealFactory, CaseMessageFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.second_person import above
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

LIST = "/office/appeals/"
REASONS = "The certificate of birth was seen, and it is genuine."


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.cookies["django_language"] = "en"


@pytest.fixture(autouse=True)
def _institutions() -> None:
    for code in ("EDLIYYE", "DIN", "DSMF"):
        InstitutionFactory(code=code)


@pytest.fixture
def examiner(client: Client) -> User:
    made: User = UserFactory()
    sign_in(client, made)
    return made


def refused(*, days_ago: int = 3, **changes: Any) -> Case:
    made: Case = CaseFactory(
        refused=True,
        person=PersonFactory(birth_date=date(1962, 6, 1)),
        version=VersionFactory(changes={"period": "monthly", **changes}),
        opened_at=timezone.now() - timedelta(days=days_ago),
    )
    return made


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def mine(case: Case, user: User) -> None:
    """Let a case be this member of staff's own work: a reason to look."""
    Case.objects.filter(pk=case.pk).update(assigned_to=user)


def opened(client: Client, case: Case) -> None:
    """State a purpose, which opens the person's record."""
    client.post(f"/office/cases/{case.pk}/purpose/", {"purpose": "case", "note": "I decide this appeal"})


@pytest.mark.parametrize("rows", [1, 3], ids=str)
def test_the_list_asks_the_same_however_many_wait(
    client: Client, examiner: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        AppealFactory(case=refused())
        CaseMessageFactory(case=CaseFactory(basis_key=f"asked {number}", person=PersonFactory()))
    client.get(LIST)
    with django_assert_max_num_queries(12):
        page = text(client.get(LIST))
    assert page.count("/office/appeals/") >= rows
    assert page.count("actions/reply/") == rows
    assert AccessLog.objects.filter(user=examiner).exists()


def test_what_is_overdue_says_so(client: Client, examiner: User) -> None:
    AppealFactory(case=refused(days_ago=60))
    AppealFactory(case=refused())
    page = text(client.get(LIST))
    assert page.count("Overdue") == 1


def test_a_draft_is_nobodys_but_its_persons(client: Client, examiner: User) -> None:
    appeal = AppealFactory(case=refused(), draft=True)
    assert "No appeal waits." in text(client.get(LIST))
    assert client.get(f"{LIST}{appeal.pk}/").status_code == 404


def test_without_a_reason_one_is_asked_for(client: Client, examiner: User) -> None:
    appeal = AppealFactory(case=refused())
    assert client.get(f"{LIST}{appeal.pk}/").headers["Location"].endswith(f"/office/cases/{appeal.case_id}/purpose/")


def test_the_letter_is_seen_before_it_goes(client: Client, examiner: User) -> None:
    case = refused()
    appeal = AppealFactory(case=case)
    opened(client, case)
    page = text(client.get(f"{LIST}{appeal.pk}/"))
    assert appeal.grounds in page
    assert 'id="decision"' in page
    assert "See the letter first" in page

    given = {"ruling": "changed", "note": REASONS, "fact.person.age": "66"}
    seen = client.post(f"{LIST}{appeal.pk}/", given)
    assert seen.status_code == 200
    assert "This is what the person will read" in text(seen)
    assert REASONS in text(seen)
    assert Appeal.objects.get().state == "lodged"
    assert not Letter.objects.filter(kind="appeal_decided").exists()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', seen.content.decode()))
    assert hidden["fact.person.age"] == "66"

    done = client.post(f"{LIST}{appeal.pk}/", {**given, "send": "1"})
    assert done.status_code == 302
    appeal.refresh_from_db()
    assert (appeal.state, appeal.ruling) == ("decided", "changed")
    assert REASONS in text(client.get(f"{LIST}{appeal.pk}/"))
    assert "See the case in which it is decided anew" in text(client.get(f"{LIST}{appeal.pk}/"))


def test_what_cannot_be_carried_out_is_said_before_the_letter(client: Client, examiner: User) -> None:
    case = refused()
    appeal = AppealFactory(case=case)
    opened(client, case)
    wrong = client.post(f"{LIST}{appeal.pk}/", {"ruling": "changed", "note": REASONS})
    assert wrong.status_code == 400
    assert "the rule still says no" in text(wrong)
    assert client.post(f"{LIST}{appeal.pk}/", {"ruling": "changed", "note": "short"}).status_code == 400
    assert client.post(f"{LIST}{appeal.pk}/", {"ruling": "granted", "note": REASONS}).status_code == 400


def test_a_late_one_is_admitted_first(client: Client, examiner: User) -> None:
    case = refused(days_ago=40)
    appeal = AppealFactory(case=case, state="late", late_reason="I was in hospital.")
    opened(client, case)
    page = text(client.get(f"{LIST}{appeal.pk}/"))
    assert "I was in hospital." in page
    assert "Is the late appeal admitted?" in page
    given = {"admitted": "yes", "note": REASONS}
    assert "This is what the person will read" in text(client.post(f"{LIST}{appeal.pk}/", given))
    client.post(f"{LIST}{appeal.pk}/", {**given, "send": "1"})
    appeal.refresh_from_db()
    assert appeal.state == "admitted"


def test_whoever_took_part_reads_and_does_not_decide(client: Client, examiner: User) -> None:
    from tests.factories.cases import EntryFactory

    case = refused()
    EntryFactory(case=case, what="refused", by=examiner, by_role=examiner.role)
    appeal = AppealFactory(case=case)
    opened(client, case)
    page = text(client.get(f"{LIST}{appeal.pk}/"))
    assert "This case is not for you to decide" in page
    assert "See the letter first" not in page
    client.post(f"{LIST}{appeal.pk}/", {"ruling": "upheld", "note": REASONS, "send": "1"})
    appeal.refresh_from_db()
    assert appeal.state == "lodged"


def test_the_page_of_a_case_leads_to_its_appeal_and_shows_what_was_asked(client: Client, examiner: User) -> None:
    case = refused()
    appeal = AppealFactory(case=case)
    CaseMessageFactory(case=case, text="When do I hear?")
    opened(client, case)
    page = text(client.get(f"/office/cases/{case.pk}/"))
    assert f"{LIST}{appeal.pk}/" in page
    assert "When do I hear?" in page
    reply = f"/office/cases/{case.pk}/actions/reply/"
    assert "When do I hear?" in text(client.get(reply))
    assert client.post(reply, {"text": ""}).status_code == 400
    assert client.post(reply, {"text": "Within a month."}).status_code == 302
    assert "Within a month." in text(client.get(f"/office/cases/{case.pk}/"))


@pytest.mark.parametrize(
    ("act", "given"),
    [("ask", {"text": "What do I need?"}), ("appeal", {"grounds": "They say the age is wrong."})],
    ids=["ask", "appeal"],
)
def test_staff_write_down_what_the_person_says(client: Client, examiner: User, act: str, given: dict[str, str]) -> None:
    case = refused()
    opened(client, case)
    address = f"/office/cases/{case.pk}/actions/{act}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 400
    assert client.post(address, given).status_code == 302
    assert case.messages.count() + case.appeals.count() == 1


def test_a_supervisor_registers_a_court_decision(client: Client) -> None:
    sign_in(client, UserFactory(supervisor=True))
    case = refused()
    opened(client, case)
    address = f"/office/cases/{case.pk}/actions/register-court/"
    assert "Number of the decision" in text(client.get(address))
    given = {
        "court": "Baku Administrative Court",
        "number": "2-1",
        "decided_on": timezone.localdate().isoformat(),
        "says": "The refusal was not lawful.",
        "ruling": "changed",
        "fact.person.age": "66",
    }
    assert client.post(address, {**given, "court": ""}).status_code == 400
    assert client.post(address, given).status_code == 302
    assert CourtDecision.objects.get().new_case is not None
    assert "Baku Administrative Court" in text(client.get(f"/office/cases/{case.pk}/"))


def test_a_granted_appeal_waits_on_its_page_and_cannot_be_answered_again(client: Client, examiner: User) -> None:
    case = refused(**above("500"))
    appeal = AppealFactory(case=case)
    opened(client, case)
    url = f"{LIST}{appeal.pk}/"
    form = client.get(url).context["form"]
    given = {
        "ruling": "changed",
        "note": REASONS,
        **{one.name: "66" for one in form.fact_fields() if "age" in one.name},
    }
    assert "Where more than" in text(client.get(url))
    page = text(client.post(url, {**given, "send": "1"}, follow=True))

    assert "waits for a second person" in page
    assert "Take your decision back" in page
    assert "See the letter first" not in page
    appeal.refresh_from_db()
    assert (appeal.state, appeal.new_case) == ("lodged", None)
