from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from services_catalog.changes import amounts, drafts, publish
from services_catalog.models import ChangeSet, HistoryEntry
from tests.factories.accounts import sign_in
from tests.factories.services_catalog import ParameterFactory, texts
from tests.factories.studio import NOW

pytestmark = pytest.mark.django_db

NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def client(editor: Any) -> Client:
    """The editor, signed in, in English."""
    signed_in = Client()
    sign_in(signed_in, editor)
    signed_in.cookies["django_language"] = "en"
    return signed_in


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    """A draft from 1 January 2027 beside three parameters."""
    ParameterFactory(name="infant_benefit", label=texts("Infant benefit"))
    ParameterFactory(name="months_needed", type="integer", label=texts("Months needed"))
    return drafts.create(title="Decree", ground="Decree of 20.11.2026", valid_from=NEXT_YEAR, by=editor, at=NOW)


def rows(*typed: tuple[str, ...], **more: str) -> dict[str, str]:
    """What the sheet sends: (name, value, source, revision) of each row."""
    sent = {"rows": str(len(typed)), "source_for_all": "The act", **more}
    for number, row in enumerate(typed):
        sent |= {
            f"{key}-{number}": text for key, text in zip(("name", "value", "source", "revision"), row, strict=False)
        }
    return sent


def drafted(change_set: ChangeSet) -> dict[str, tuple[Decimal, str]]:
    return {draft.parameter_id: (draft.value, draft.source) for draft in change_set.parameters.all()}


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def disputed(change_set: ChangeSet, editor: Any, other_editor: Any) -> ChangeSet:
    """The other editor has made 650 of the 700 that revision 1 said."""
    amounts.set_parameter(change_set, name="test_benefit", value=700, source="Act", by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value=650, source="Act", revision=1, by=other_editor, at=NOW)
    return change_set


def test_several_amounts_are_saved_at_once(client: Client, change_set: ChangeSet) -> None:
    sent = rows(("test_benefit", "700,50"), ("Infant benefit", "140", "Another act"), ("", ""), ("months_needed", "60"))
    assert client.post(reverse("studio:amounts", args=[change_set.pk]), sent).status_code == 302
    assert drafted(change_set) == {
        "test_benefit": (Decimal("700.50"), "The act"),
        "infant_benefit": (Decimal(140), "Another act"),
        "months_needed": (Decimal(60), "The act"),
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("no_such", "5"), "There is no amount “no_such”"),
        (("test_benefit", ""), "how much?"),
        (("test_benefit", "x"), "Write a number such as 600"),
        (("test_benefit", "-340"), "-340 is too little. It is at least 0."),
        (("test_benefit", "1,250"), "Is it a thousand or a fraction?"),
        (("months_needed", "1.5"), "Months needed"),
        (("infant_benefit", "5"), "is in two rows"),
        (("test_benefit", "700", "x" * 201), "The source is too long"),
    ],
)
def test_one_row_that_is_wrong_saves_none_and_keeps_what_was_typed(
    client: Client, change_set: ChangeSet, row: tuple[str, ...], words: str
) -> None:
    answer = client.post(reverse("studio:amounts", args=[change_set.pk]), rows(("infant_benefit", "141.25"), row))
    assert answer.status_code == 400
    page = text_of(answer)
    assert words in page
    assert 'value="141.25"' in page
    assert drafted(change_set) == {}
    assert not HistoryEntry.objects.filter(action="parameter_added").exists()


def test_more_rows_keep_what_was_typed(client: Client, change_set: ChangeSet) -> None:
    answer = client.post(reverse("studio:amounts", args=[change_set.pk]), rows(("test_benefit", "7o0"), more="1"))
    assert answer.status_code == 200
    assert 'value="7o0"' in text_of(answer)
    assert 'name="rows" value="6"' in text_of(answer)


@pytest.mark.parametrize("count", ["", "x", "-1", "99999", "²"])
def test_a_forged_number_of_rows_does_no_harm(client: Client, change_set: ChangeSet, count: str) -> None:
    sent = {**rows(("test_benefit", "700")), "rows": count}
    assert client.post(reverse("studio:amounts", args=[change_set.pk]), sent).status_code == 302
    assert drafted(change_set) == {}


def test_what_is_in_the_set_stands_in_the_sheet(client: Client, change_set: ChangeSet, editor: Any) -> None:
    amounts.set_parameter(change_set, name="test_benefit", value=700, source="Act", by=editor, at=NOW)
    page = text_of(client.get(reverse("studio:amounts", args=[change_set.pk])))
    assert 'name="name-0" value="test_benefit"' in page
    assert 'id="value-test_benefit" name="value-0" value="700.00"' in page
    assert "600.50" in page  # before


def test_amounts_are_chosen_and_told_by_what_they_are_called(client: Client, change_set: ChangeSet) -> None:
    url = reverse("studio:amounts", args=[change_set.pk])
    assert '<option value="Infant benefit">' in text_of(client.get(url))
    page = text_of(client.post(url, rows(("infant_benefit", "x"))))
    assert 'name="name-0" value="Infant benefit"' in page
    assert "infant_benefit" not in page


def test_theirs_is_shown_in_the_row_and_nothing_is_lost(client: Client, disputed: ChangeSet, other_editor: Any) -> None:
    url = reverse("studio:amounts", args=[disputed.pk])
    answer = client.post(url, rows(("test_benefit", "720", "Act", "1"), ("infant_benefit", "150")))
    assert answer.status_code == 409
    page = text_of(answer)
    assert 'value="720"' in page
    assert "650" in page
    assert other_editor.get_full_name() in page
    assert 'value="150"' in page
    assert drafted(disputed) == {"test_benefit": (Decimal(650), "Act")}


@pytest.mark.parametrize(("choice", "worth"), [("mine", 720), ("theirs", 650)])
def test_the_editor_chooses_and_the_other_rows_are_saved(
    client: Client, disputed: ChangeSet, choice: str, worth: int
) -> None:
    url = reverse("studio:amounts", args=[disputed.pk])
    sent = rows(("test_benefit", "720", "Act", "2"), ("infant_benefit", "150"), **{"choice-0": choice})
    assert client.post(url, sent).status_code == 302
    assert drafted(disputed) == {"test_benefit": (Decimal(worth), "Act"), "infant_benefit": (Decimal(150), "The act")}


def test_what_only_they_changed_comes_in(client: Client, disputed: ChangeSet, other_editor: Any, editor: Any) -> None:
    amounts.set_parameter(
        disputed, name="test_benefit", value=650, source="Better act", revision=2, by=other_editor, at=NOW
    )
    answer = client.post(reverse("studio:amounts", args=[disputed.pk]), rows(("test_benefit", "720", "Act", "2")))
    assert answer.status_code == 409
    assert 'value="Better act"' in text_of(answer)
    assert 'value="720"' in text_of(answer)


def test_two_who_typed_the_same_are_not_asked(client: Client, disputed: ChangeSet) -> None:
    sent = rows(("test_benefit", "650", "Act"))  # as if it were not in the set yet
    assert client.post(reverse("studio:amounts", args=[disputed.pk]), sent).status_code == 302
    assert drafted(disputed) == {"test_benefit": (Decimal(650), "Act")}


def test_an_amount_is_taken_out(client: Client, disputed: ChangeSet) -> None:
    url = reverse("studio:take_out_amount", args=[disputed.pk, "test_benefit"])
    assert client.post(url).status_code == 302
    assert drafted(disputed) == {}
    assert client.post(url).status_code == 404


def test_a_set_that_is_handed_in_is_not_edited(client: Client, disputed: ChangeSet, editor: Any) -> None:
    publish.submit(disputed, by=editor, at=NOW)
    url = reverse("studio:amounts", args=[disputed.pk])
    assert client.get(url).status_code == 302
    answer = client.post(url, rows(("test_benefit", "1", "Act", "2")), follow=True)
    assert "This cannot be done with the change set" in text_of(answer)
    assert drafted(disputed) == {"test_benefit": (Decimal(650), "Act")}


def test_a_sheet_on_which_nothing_is_typed_asks_for_an_amount(client: Client, change_set: ChangeSet) -> None:
    answer = client.post(reverse("studio:amounts", args=[change_set.pk]), rows(("", ""), ("", "")))
    assert answer.status_code == 400
    assert '<a href="#name-0">Choose an amount.</a>' in text_of(answer)
