"""A supervisor keeps their own centre, an auditor reads any; what is wrong is named on the page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import User
from dost.centres.devices import pair
from dost.centres.models import CentreBreak, CentreRules, ClosedDay, Desk, Device, Shift
from dost.common.working_days import working_days_later
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.centres import CODE, CentreFactory, DeskFactory, DeviceFactory, booked
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db

BASE = "/office/centres/"


def soon(days: int = 1) -> date:
    return working_days_later(timezone.localdate(), days)


@pytest.fixture
def supervisor(client: Client) -> User:
    CentreFactory()
    user: User = UserFactory(supervisor=True, centre=CODE)
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return user


@pytest.fixture
def keep(client: Client, supervisor: User) -> Client:
    return client


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_desks(keep: Client) -> None:
    ServiceFactory(code="05-40", area="social_services")
    assert keep.post(f"{BASE}desks/", {"number": "4", "areas": ["05"]})["Location"] == f"{BASE}desks/"
    desk = Desk.objects.get()
    assert "Social services" in text(keep, f"{BASE}desks/")
    keep.post(f"{BASE}desks/{desk.pk}/", {"areas": []})
    desk.refresh_from_db()
    assert desk.areas == []
    again = keep.post(f"{BASE}desks/", {"number": "4"})
    assert again.status_code == 400
    assert "There is a desk 4 already." in again.content.decode()
    keep.post(f"{BASE}desks/{desk.pk}/retire/")
    assert "There is no desk yet" in text(keep, f"{BASE}desks/")


def test_a_closed_day_says_how_many_were_told_and_lists_them_without_names(keep: Client) -> None:
    DeskFactory(centre=CentreFactory(), number=1)
    row = booked(starts_at=timezone.make_aware(datetime.combine(soon(2), time(10))))
    keep.post(f"{BASE}closed/", {"day": soon(2).isoformat(), "reason": "Təmir"})
    assert "1 person who has an appointment is told." in text(keep, f"{BASE}closed/")
    page = text(keep, BASE)
    assert "Cancelled: closed" in page
    assert row.person.surname not in page
    assert "Təmir" in text(keep, "/en/centres/")
    keep.post(f"{BASE}closed/{ClosedDay.objects.get().pk}/open/")
    assert "Təmir" not in text(keep, "/en/centres/")


def test_breaks(keep: Client) -> None:
    keep.post(f"{BASE}breaks/", {"starts": "13:00", "ends": "14:00"})
    row = CentreBreak.objects.get()
    assert "13:00–14:00" in text(keep, f"{BASE}closed/").replace("</time>", "")
    wrong = keep.post(f"{BASE}breaks/", {"starts": "15:00", "ends": "14:30"})
    assert "The break must end after it begins." in wrong.content.decode()
    keep.post(f"{BASE}breaks/{row.pk}/drop/")
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_the_numbers(keep: Client) -> None:
    values = dict.fromkeys(("ceiling", "slot", "days_ahead"), "20") | {
        "grace": "5",
        "rate_by_law": "3",
        "rate_by_need": "2",
        "booked_share": "60",
    }
    keep.post(f"{BASE}rules/", values)
    assert CentreRules.objects.get(centre=CODE).booked_share == 60
    wrong = keep.post(f"{BASE}rules/", values | {"slot": "2"})
    assert wrong.status_code == 400
    assert 'aria-invalid="true"' in wrong.content.decode()


def test_a_week_of_shifts(keep: Client) -> None:
    clerk = UserFactory(clerk=True, centre=CODE, first_name="Aygün", last_name="Quliyeva")
    desk = DeskFactory(centre=CentreFactory(), number=7)
    day = soon()
    sent = {"day": day.isoformat(), "starts": "09:00", "ends": "13:00", "who": str(clerk.pk), "desk": str(desk.pk)}
    where = keep.post(f"{BASE}shifts/", sent)["Location"]
    page = text(keep, where)
    assert "Aygün Quliyeva" in page
    assert "desk 7" in page
    wrong = keep.post(f"{BASE}shifts/", sent)
    assert "This person has a shift at that time already." in wrong.content.decode()
    monday = day - timedelta(days=day.weekday()) + timedelta(days=7)
    keep.post(f"{BASE}shifts/copy/", {"week": monday.isoformat()})
    assert Shift.objects.filter(day__gte=monday).count() <= 1
    keep.post(f"{BASE}shifts/{Shift.objects.earliest('day').pk}/withdraw/", {"week": day.isoformat()})
    assert Shift.objects.earliest("day").withdrawn_at is not None
    assert text(keep, f"{BASE}shifts/?week=nonsense")
    assert text(keep, f"{BASE}shifts/?week=0001-01-01")


def test_a_screen_gets_a_code_that_is_shown_once(keep: Client) -> None:
    page = keep.post(f"{BASE}screens/", {"kind": "kiosk", "place": "Giriş"}).content.decode()
    device = Device.objects.get()
    code = next(
        part for part in page.replace(">", "<").split("<") if part.replace(" ", "").isdigit() and len(part) == 9
    )
    assert f"/kiosk/{CODE}/" in page
    assert code not in text(keep, f"{BASE}screens/")
    assert pair(centre=CODE, kind="kiosk", code=code.replace(" ", ""), now=timezone.now())
    assert "Paired" in text(keep, f"{BASE}screens/")
    keep.post(f"{BASE}screens/{device.pk}/revoke/")
    device.refresh_from_db()
    assert device.revoked_at is not None


def test_nothing_of_another_centre_is_kept(keep: Client) -> None:
    other = DeskFactory(centre=CentreFactory(code="BAKI-2"), number=1)
    screen = DeviceFactory(centre=CentreFactory(code="BAKI-2"))
    assert keep.get(f"{BASE}desks/{other.pk}/").status_code == 404
    keep.post(f"{BASE}desks/{other.pk}/retire/")
    keep.post(f"{BASE}screens/{screen.pk}/revoke/")
    other.refresh_from_db()
    screen.refresh_from_db()
    assert (other.retired_at, screen.revoked_at) == (None, None)


def test_an_auditor_reads_every_centre_and_changes_none(client: Client) -> None:
    CentreFactory()
    CentreFactory(code="BAKI-2", name_en="Baku DOST Centre No. 2")
    sign_in(client, UserFactory(role="auditor"))
    client.cookies["django_language"] = "en"
    page = text(client, f"{BASE}desks/?centre=BAKI-2")
    assert '<option value="BAKI-2" selected>' in page
    assert "Add the desk" not in page
    assert client.post(f"{BASE}desks/?centre=BAKI-2", {"number": "1"}).status_code == 403


def test_a_supervisor_without_a_centre_is_told(client: Client) -> None:
    sign_in(client, UserFactory(supervisor=True, centre=""))
    client.cookies["django_language"] = "en"
    assert "Your account names no centre" in text(client, BASE)
