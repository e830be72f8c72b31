from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services_catalog.changes import edits
from services_catalog.models import ChangeSet
from tests.factories.accounts import sign_in
from tests.factories.studio import NOW, begun

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=60)


@pytest.fixture(autouse=True)
def _catalogue(small_catalogue: Path) -> None:
    """Every test here has the small catalogue."""


@pytest.fixture
def client(editor: Any) -> Client:
    """The editor, signed in, in English."""
    signed_in = Client()
    sign_in(signed_in, editor)
    signed_in.cookies["django_language"] = "en"
    return signed_in


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_set_goes_out_as_a_file_and_comes_in_as_a_draft(client: Client, editor: Any) -> None:
    change_set, draft = begun(editor, valid_from=SOON)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    file = client.get(reverse("studio:export", args=[change_set.pk]))
    assert file["Content-Type"].startswith("application/yaml")
    assert f'filename="change-set-{change_set.pk}.yaml"' in file["Content-Disposition"]

    upload = SimpleUploadedFile("decree.yaml", file.content)
    answer = client.post(reverse("studio:import"), {"file": upload})
    made = ChangeSet.objects.exclude(pk=change_set.pk).get()
    assert answer["Location"] == reverse("studio:set", args=[made.pk])
    assert made.services.get().content["mode"] == "ask_first"
    assert made.status == "draft"


def test_what_is_different_here_is_told(client: Client, editor: Any) -> None:
    file = (
        "change_set: {format: 1, title: Decree, ground: Act, installation: elsewhere.az}\n"
        "parameters: [{name: no_such, type: money, value: 5, source: Act}]\n"
    )
    upload = SimpleUploadedFile("decree.yaml", file.encode())
    page = text_of(client.post(reverse("studio:import"), {"file": upload}, follow=True))
    assert "There is no such parameter here" in page
    assert "elsewhere.az" in page


@pytest.mark.parametrize(
    ("content", "words_"),
    [
        (b"", "The file is empty."),
        (b"just: a list", "“change_set” is missing"),
        (b"\xff\xfe\x00", "There is a problem"),
        (b"x" * 2_000_001, "The file is too large"),
        (None, "Choose a file."),
    ],
)
def test_other_files_are_refused_in_words(client: Client, content: bytes | None, words_: str) -> None:
    sent = {} if content is None else {"file": SimpleUploadedFile("x.yaml", content)}
    answer = client.post(reverse("studio:import"), sent)
    assert answer.status_code == 400
    assert words_ in text_of(answer)
    assert not ChangeSet.objects.exists()
