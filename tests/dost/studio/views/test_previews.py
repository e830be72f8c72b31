from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dost.accounts.models import AccessLog
from services_catalog.changes import amounts, drafts
from services_catalog.changes.impact_figures import Bin, Cell, Counts, Figures, Impact, Money, Sample, ServiceImpact
from services_catalog.changes.preview_run import run_next
from services_catalog.models import ChangeSet, Preview, PreviewSeen
from tests.factories import registries as make
from tests.factories.accounts import sign_in
from tests.factories.studio import NOW, PreviewFactory

TODAY = date(2026, 11, 23)

NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def client(editor: Any) -> Client:
    """The editor, signed in, in English."""
    return signed_in(editor)


def signed_in(user: Any) -> Client:
    client = Client()
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def raised(small_catalogue: Path, editor: Any) -> ChangeSet:
    """A set that raises the amount of 05-98."""
    change_set = drafts.create(title="Decree", ground="Act", valid_from=NEXT_YEAR, by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value=700, source="Act", by=editor, at=NOW)
    change_set.refresh_from_db()
    return change_set


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def figures(**changes: Any) -> Figures:
    """A service of three people, of whom one gains, one loses and one receives more."""
    return Figures(
        rights=Counts(before=2, after=2, gained=1, lost=1, rises=1, to_unknown=1),
        people=Counts(before=2, after=2, gained=1, lost=1, rises=1, to_unknown=1),
        monthly=Money(Decimal(1200), Decimal(1350)),
        yearly=Money(Decimal(14400), Decimal(16200)),
        regions=[Cell("Bakı", gained=1, rises=1, monthly=Decimal(800)), Cell("", lost=1, monthly=Decimal(-650))],
        ages=[Cell("65+", gained=1, lost=1, rises=1, monthly=Decimal(150))],
        sexes=[Cell("F", gained=1), Cell("M", lost=1, rises=1)],
        changes=[Bin(Decimal(-10), Decimal(0), 2), Bin(Decimal(100), Decimal(100), 1)],
        missing={"person.age": 1},
        **changes,
    )


def result(code: str = "05-98", *, mode: str = "automatic", samples: dict[str, list[Sample]] | None = None) -> Any:
    found = figures(samples=samples or {})
    service = ServiceImpact(code, "person", mode, "monthly", "payment", "changed", "day", found)
    applied = mode == "on_application"
    return Impact(
        NEXT_YEAR,
        TODAY,
        [service],
        Figures() if applied else found,
        found if applied else None,
        population=3,
    ).as_json()


@pytest.fixture
def sampled(raised: ChangeSet) -> tuple[Preview, Any, Any]:
    """A finished preview with one person whose amount rises, about whose child it is."""
    person, child = make.PersonFactory(), make.PersonFactory()
    sample = Sample(person.pk, child.pk, None, Decimal(600), Decimal(700), True, None, ("person.age",))
    found = result(samples={"rises": [sample]})
    found["services"][0]["rights"]["rises"] = 409
    return PreviewFactory(change_set=raised, result=found), person, child


@pytest.mark.django_db
def test_a_preview_is_asked_for_and_followed(client: Client, raised: ChangeSet) -> None:
    url = reverse("studio:previews", args=[raised.pk])
    assert 'value="2027-01-01"' in text_of(client.get(url))
    answer = client.post(url, {"on": "2027-03-01"})
    preview = Preview.objects.get()
    assert answer["Location"] == reverse("studio:preview", args=[raised.pk, preview.pk])
    assert (preview.on, preview.state) == (date(2027, 3, 1), "waiting")

    page = text_of(client.get(answer["Location"]))
    progress = reverse("studio:preview_progress", args=[raised.pk, preview.pk])
    assert f'hx-get="{progress}"' in page
    assert "It begins in a moment." in page
    piece = text_of(client.get(progress, headers={"HX-Request": "true"}))
    assert "<html" not in piece
    assert f'hx-get="{progress}"' in piece

    Preview.objects.update(state="running", done=1, total=4, started_at=timezone.now(), beat_at=timezone.now())
    piece = text_of(client.get(progress))
    assert 'max="4" value="1"' in piece
    assert "1 of 4 services looked at, over everyone" in piece
    Preview.objects.update(state="done", result=result())
    assert client.get(progress, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert client.get(progress)["Location"] == answer["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("on", ["", "soon", "1999-01-01", "2200-01-01"])
def test_a_day_that_cannot_be_asked_about(client: Client, raised: ChangeSet, on: str) -> None:
    assert client.post(reverse("studio:previews", args=[raised.pk]), {"on": on}).status_code == 400
    assert not Preview.objects.exists()


@pytest.mark.django_db
def test_an_empty_set_says_why_there_is_nothing_to_preview(client: Client, editor: Any) -> None:
    empty = drafts.create(title="Empty", by=editor, at=NOW)
    page = text_of(client.get(reverse("studio:previews", args=[empty.pk])))
    assert "Make a preview" not in page
    assert reverse("studio:set", args=[empty.pk]) + "#contents" in page
    answer = client.post(reverse("studio:previews", args=[empty.pk]), {"on": "2027-01-01"})
    assert answer.status_code == 400
    assert "The change set is empty" in text_of(answer)


@pytest.mark.django_db
def test_a_preview_is_stopped(client: Client, raised: ChangeSet) -> None:
    client.post(reverse("studio:previews", args=[raised.pk]), {"on": "2027-01-01"})
    preview = Preview.objects.get()
    assert client.post(reverse("studio:cancel_preview", args=[raised.pk, preview.pk])).status_code == 302
    preview.refresh_from_db()
    assert preview.state == "cancelled"
    page = text_of(client.get(reverse("studio:preview", args=[raised.pk, preview.pk])))
    assert "Somebody has stopped it." in page
    assert "hx-trigger" not in page


@pytest.mark.django_db
def test_why_it_waits_or_failed_is_told(client: Client, raised: ChangeSet) -> None:
    preview = PreviewFactory(change_set=raised, state="waiting", asked_at=timezone.now() - timedelta(minutes=5))
    url = reverse("studio:preview", args=[raised.pk, preview.pk])
    assert "No worker has taken it yet." in text_of(client.get(url))
    Preview.objects.update(state="failed", problem="The table has moved away.")
    assert "The table has moved away." in text_of(client.get(url))


@pytest.mark.django_db
def test_a_preview_belongs_to_its_set(client: Client, raised: ChangeSet, editor: Any) -> None:
    preview = PreviewFactory(change_set=raised, result=result())
    other = drafts.create(title="Other", by=editor, at=NOW)
    assert client.get(reverse("studio:preview", args=[other.pk, preview.pk])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_much_of_three_as_of_one(
    many: int, client: Client, raised: ChangeSet, publisher: Any, django_assert_num_queries: Any
) -> None:
    for _number in range(many):
        PreviewSeen.objects.create(preview=PreviewFactory(change_set=raised), user=publisher, at=NOW)
    url = reverse("studio:previews", args=[raised.pk])
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)


@pytest.mark.django_db
def test_looking_at_a_finished_preview_is_written_down_once(raised: ChangeSet, viewer: Any) -> None:
    preview = PreviewFactory(change_set=raised, state="running", beat_at=timezone.now(), started_at=NOW)
    url, client = reverse("studio:preview", args=[raised.pk, preview.pk]), signed_in(viewer)
    client.get(url)
    assert not PreviewSeen.objects.exists()
    Preview.objects.update(state="done", result=result())
    client.get(url)
    client.get(url)
    assert PreviewSeen.objects.get().user == viewer


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "warned"), [(900, False), (1200, True)])
def test_a_jump_of_more_than_half_is_warned_of(
    client: Client, raised: ChangeSet, editor: Any, value: int, warned: bool
) -> None:
    amounts.set_parameter(raised, name="test_benefit", value=value, source="Act", revision=1, by=editor, at=NOW)
    raised.refresh_from_db()
    preview = PreviewFactory(change_set=raised, result=result())
    page = text_of(client.get(reverse("studio:preview", args=[raised.pk, preview.pk])))
    assert ("These amounts change by more than half." in page) is warned
    differences = text_of(client.get(reverse("studio:differences", args=[raised.pk])))
    assert ("by more than half" in differences) is warned


@pytest.mark.django_db
def test_an_outdated_preview_says_so(client: Client, raised: ChangeSet, editor: Any) -> None:
    preview = PreviewFactory(change_set=raised, result=result())
    url = reverse("studio:preview", args=[raised.pk, preview.pk])
    assert "it does not count for publishing" not in text_of(client.get(url))
    drafts.edit(raised, revision=raised.revision, title="Another", by=editor, at=NOW)
    assert "it does not count for publishing" in text_of(client.get(url))


@pytest.mark.django_db
def test_people_are_shown_only_at_the_button_and_each_look_is_logged(
    client: Client, sampled: tuple[Preview, Any, Any], editor: Any
) -> None:
    preview, person, child = sampled
    url = reverse("studio:people", args=[preview.change_set_id, preview.pk, "05-98", "rises"])
    asked = text_of(client.get(url))
    assert "The preview has 1 of 409 as an example." in asked
    assert person.surname not in asked
    assert person.fin not in asked
    assert "this is recorded" in asked
    assert not AccessLog.objects.exists()

    answer = client.post(url)
    page = text_of(answer)
    assert "(1 of 409)" in page
    assert answer["Cache-Control"].count("no-store")
    assert person.surname in page
    assert child.given_name in page
    assert "700.00" in page
    assert "Cannot be told" in page
    looks = AccessLog.objects.filter(user=editor, purpose=AccessLog.Purpose.PREVIEW)
    assert set(looks.values_list("person", flat=True)) == {person.pk, child.pk}
    assert {"Decree" in look.reason and look.service_code == "05-98" for look in looks} == {True}


@pytest.mark.django_db
def test_who_may_not_see_people_has_no_way_to_them(sampled: tuple[Preview, Any, Any], viewer: Any, editor: Any) -> None:
    preview, _person, _child = sampled
    people = reverse("studio:people", args=[preview.change_set_id, preview.pk, "05-98", "rises"])
    url = reverse("studio:preview", args=[preview.change_set_id, preview.pk])
    assert f'{people}">Receive more (1 of 409)</a>' in text_of(signed_in(editor).get(url))
    assert people not in text_of(signed_in(viewer).get(url))
    assert signed_in(viewer).post(people).status_code == 403
    assert not AccessLog.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "kind"), [("05-98", "lost"), ("05-98", "nonsense"), ("99-99", "rises")])
def test_a_sample_that_is_not_there(client: Client, sampled: tuple[Preview, Any, Any], code: str, kind: str) -> None:
    preview = sampled[0]
    assert (
        client.post(reverse("studio:people", args=[preview.change_set_id, preview.pk, code, kind])).status_code == 404
    )


@pytest.mark.django_db(transaction=True)
def test_a_preview_that_was_really_made_is_shown(raised: ChangeSet, client: Client) -> None:
    make.PersonFactory(birth_date=date(1950, 1, 1))
    client.post(reverse("studio:previews", args=[raised.pk]), {"on": "2027-01-01"})
    while run_next():
        pass
    preview = Preview.objects.get()
    assert (preview.state, preview.problem) == ("done", "")
    page = text_of(client.get(reverse("studio:preview", args=[raised.pk, preview.pk]), {"service": "05-98"}))
    assert "Test benefit" in page
