"""The whole road, and what offices and nights do beside it, as the role that the processes sign in as.

The tables are filled by their owner, as an installation is; everything after that is done without the owner's rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from dost.accounts.access import log_access, state_purpose
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, Session
from dost.accounts.seals import seal, verify
from dost.cases.models import Case, Decision, Entitlement
from dost.cases.monthly import order_due_months
from dost.cases.stages import Outcome
from dost.notifications.models import Notice
from dost.ops.retention import remove_expired
from dost.payments.models import PaymentOrder
from dost.proactive.checks import checks_of
from dost.proactive.reassess import review_everybody
from dost.proactive.sweep import start, work_to_the_end
from registries.bridge.simulator.models import LedgerLine, TextMessage
from registries.data.reference import load_reference
from registries.intake.files import import_file
from registries.intake.targets import find_target
from registries.models import Person, PersonChange
from services_catalog.changes import edits
from services_catalog.changes import publish as publish_set
from services_catalog.load import load_catalogue
from services_catalog.models import ServiceVersion
from services_catalog.queries import forget_parameters
from tests.cloned_database import as_application
from tests.dost.road.house import NOW, TODAY, birth, publish, send, work
from tests.factories.accounts import PASSWORD, UserFactory, code_of
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import write_catalogue
from tests.factories.studio import begun, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application() -> Iterator[None]:
    """From here on: the application's role. What a test names before it was made by the owner."""
    load_reference()
    with as_application():
        yield


@pytest.fixture
def services() -> None:
    with transaction.atomic():
        publish("05-21", "05-40")


@pytest.fixture
def a_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_catalogue(tmp_path / "catalogue")
    monkeypatch.setattr("services_catalog.files.CATALOGUE", root)
    load_catalogue(root=root, at=NOW)
    forget_parameters()


def test_it_is_the_applications_role(application: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolname FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, "dost_app")


def test_an_event_becomes_a_paid_and_announced_benefit(services: None, mother: Person, application: None) -> None:
    assert send(birth(mother)) == ["applied"]
    work()

    assert Case.objects.get().outcome == Outcome.GRANTED
    assert LedgerLine.objects.get().end_to_end_id == PaymentOrder.objects.get().key
    assert TextMessage.objects.get().to == mother.phone
    assert Notice.objects.get().state == "done"
    assert AccessLog.objects.get().purpose == "automatic"
    assert send(birth(mother)) == ["duplicate"]


def test_a_sweep_grants_and_months_are_ordered(services: None, application: None) -> None:
    person = PersonFactory(birth_date=date(1950, 3, 3), sex="M")
    assert work_to_the_end(start(on=TODAY, now=NOW)) is not None
    work()
    right = Entitlement.objects.get(person=person)
    order_due_months(now=timezone.now() + timedelta(days=62))
    work()
    review_everybody(now=timezone.now())

    assert PaymentOrder.objects.filter(entitlement=right).count() >= 1
    assert {check.of_rights for check in checks_of(person.pk)} == {False, True}


def test_a_file_is_imported_and_corrected(application: None, tmp_path: Path) -> None:
    target = find_target("people")
    head = "fin,surname,given_name,father_name,sex,birth_date"
    for surname in ("Məmmədov", "Əliyev"):
        file = tmp_path / "people.csv"
        file.write_text(f"{head}\n5ABC123,{surname},Rauf,Kamal,M,1980-05-01\n", encoding="utf-8")
        result = import_file(target, file, dry_run=False, report=lambda *_: None)
        assert result.refused == 0
    assert Person.objects.get(fin="5ABC123").surname == "Əliyev"
    assert PersonChange.objects.get().field == "surname"


def test_a_set_is_published_in_the_studio(a_catalogue: None, application: None) -> None:
    editor, publisher = UserFactory(username="aygun", editor=True), UserFactory(username="rena", publisher=True)
    change_set, draft = begun(editor)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    change_set.refresh_from_db()
    before = ServiceVersion.objects.count()
    published(change_set, editor=editor, publisher=publisher)
    assert ServiceVersion.objects.count() == before + 1

    publish_set.withdraw(change_set, by=publisher, at=NOW, reason="a mistake")


def test_staff_sign_in_with_a_code_and_out(application: None, settings: Any) -> None:
    settings.ROOT_URLCONF = "dost.urls"
    user = UserFactory(username="leyla", editor=True, enrolled=True)
    client = Client()
    client.post("/accounts/sign-in/", {"username": "leyla", "password": "wrong"})
    response = client.post("/accounts/sign-in/", {"username": "leyla", "password": PASSWORD}, follow=True)
    response = client.post(response.request["PATH_INFO"], {"code": code_of(user)}, follow=True)

    assert client.get("/studio/").status_code == 200
    assert client.post("/accounts/sign-out/").status_code == 302


def test_looks_are_logged_sealed_and_verified(application: None) -> None:
    actor, person = staff_actor(UserFactory()), PersonFactory()
    state_purpose(actor=actor, person_id=person.pk, purpose="case", note="asked", now=NOW)
    log_access(actor=actor, people=[person.pk], purpose="case", reason="asked", registries=["DIN"], now=NOW)

    assert seal(now=NOW) == 1
    assert (verify().broken, verify().rows) == ("", 1)


def test_the_night_removes_what_has_run_out(application: None) -> None:
    over, on = datetime(2020, 1, 1, tzinfo=UTC), timezone.now() + timedelta(days=1)
    Session.objects.create(session_key="over", session_data="", expire_date=over)
    Session.objects.create(session_key="on", session_data="", expire_date=on)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO cache VALUES ('k', 'v', %s)", [over])

    assert remove_expired() == {"accounts_session": 1, "cache": 1}
    assert [one.session_key for one in Session.objects.all()] == ["on"]


def test_commands_of_the_application_work(services: None, mother: Person, application: None) -> None:
    for command in (["status"], ["audit", "verify"], ["sweep", "--dry-run"], ["clearsessions"]):
        call_command(*command, stdout=StringIO())


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE accounts_accesslog",
        "UPDATE cases_decision SET amount = 1",
        "DELETE FROM accounts_statedpurpose",
        "ALTER TABLE accounts_accesslog DISABLE TRIGGER ALL",
        "COPY accounts_accesslog TO PROGRAM 'true'",
    ],
)
def test_what_the_road_has_written_stays(services: None, mother: Person, application: None, statement: str) -> None:
    send(birth(mother))
    work()

    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Decision.objects.exists()
