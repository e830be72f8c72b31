"""Letters on paper: one file a day, and what the printers tell of each letter."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.urls import reverse

from dost.cases import printing
from dost.cases.models import Case
from dost.cases.printing import folder, print_day, read_receipts
from dost.cases.text.notice_pdf import notice_pdf
from dost.notifications.models import Contact, Notice, PrintFile
from registries.models import Person
from tests.factories.cases import CaseFactory
from tests.factories.notifications import ContactFactory, NoticeFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 2, 15, tzinfo=UTC)
ON = date(2026, 11, 30)
ADDRESS = "Bakı, Nizami küçəsi 1; AZ1000"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def letter(*, known: str = "", **contact: object) -> Notice:
    person: Person = PersonFactory(phone=known)
    ContactFactory(person=person, **{"phone": "", "address": ADDRESS, "way": Contact.Way.LETTER, **contact})
    case: Case = CaseFactory(person=person, granted_and_paid=True, notice=None)
    made: Notice = NoticeFactory(
        case=case, channel="letter", phone="", state="ready", created_at=NOW, text="DOST: salam"
    )
    return made


def archive(made: PrintFile) -> zipfile.ZipFile:
    content = (folder() / made.name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == made.sha256
    return zipfile.ZipFile(io.BytesIO(content))


def made_of_today() -> PrintFile:
    made = print_day(on=ON, now=NOW)
    assert made is not None
    return made


def test_letters_of_a_day_are_one_file_with_a_list_of_them() -> None:
    first, second = letter(), letter()
    held = letter()
    Notice.objects.filter(pk=held.pk).update(not_before=NOW + timedelta(hours=1))

    made = made_of_today()

    assert (made.day, made.letters) == (ON, 2)
    with archive(made) as files:
        rows = list(csv.reader(io.StringIO(files.read("letters.csv").decode("utf-8-sig")), delimiter=";"))
        assert rows[0] == ["key", "name", "address", "language", "files"]
        assert [row[:3] for row in rows[1:]] == [[one.key, one.person.full_name, ADDRESS] for one in (first, second)]
        for row in rows[1:]:
            assert files.read(row[4].split()[0]).startswith(b"%PDF")
    states = dict(Notice.objects.values_list("pk", "state"))
    assert states == {first.pk: "sending", second.pk: "sending", held.pk: "ready"}


def test_a_day_has_one_file_and_what_comes_later_is_in_the_next() -> None:
    letter()
    made_of_today()
    late = letter()
    assert print_day(on=ON, now=NOW) is None
    assert Notice.objects.get(pk=late.pk).state == "ready"
    following = print_day(on=ON + timedelta(days=1), now=NOW)
    assert following is not None
    assert following.letters == 1


def test_day_without_letters_has_no_file() -> None:
    assert print_day(on=ON, now=NOW) is None
    assert not folder().exists()


def test_only_this_installation_reads_the_file() -> None:
    letter()
    made = made_of_today()
    assert (folder() / made.name).stat().st_mode & 0o077 == 0


def test_letter_that_cannot_be_made_keeps_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = letter(), letter()
    real = notice_pdf

    def breaking(notice: Notice, *, address: str) -> bytes:
        if notice.pk == bad.pk:
            raise ZeroDivisionError
        return real(notice, address=address)

    monkeypatch.setattr(printing, "notice_pdf", breaking)
    assert made_of_today().letters == 1
    assert dict(Notice.objects.values_list("pk", "state")) == {bad.pk: "ready", good.pk: "sending"}


def test_receipts_settle_what_was_posted_each_once() -> None:
    row = letter()
    made_of_today()
    assert read_receipts(f"key;status\n{row.key};printed\n{row.key};posted\n{row.key};posted\n", now=NOW) == (1, [])
    row.refresh_from_db()
    assert (row.state, row.settled_at) == ("done", NOW)


def test_letter_that_came_back_goes_the_next_way() -> None:
    row = letter(phone="+994501112233")
    made_of_today()
    assert read_receipts(f"{row.key};returned", now=NOW)[0] == 1
    row.refresh_from_db()
    assert (row.channel, row.state, row.phone, row.tried) == ("sms", "ready", "+994501112233", "letter")


def test_letter_that_came_back_to_nobody_is_left_to_staff_and_the_timeline_says_so() -> None:
    row = letter()
    made_of_today()
    read_receipts(f"{row.key};posted\n{row.key};returned\n{row.key};posted", now=NOW)
    row.refresh_from_db()
    assert (row.channel, row.untold) == ("inbox", Notice.Untold.RETURNED)
    assert row.case is not None
    line = row.case.entries.latest("pk")
    assert (line.what, line.details) == ("not_told", {"problem": "letter_returned"})


@pytest.mark.parametrize("line", ["nothing", "N1-granted;lost", "N999999-granted;posted", ";posted", "a;b;c"])
def test_line_that_cannot_be_taken_is_named_and_the_others_count(line: str) -> None:
    row = letter()
    made_of_today()
    new, wrong = read_receipts(f"{line}\n{row.key};posted", now=NOW)
    assert (new, [one.line for one in wrong]) == (1, [1])


def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = letter()
    call_command("print_letters", "make")
    assert "1 letters" in capsys.readouterr().out
    receipts = tmp_path / "receipts.csv"
    receipts.write_text(f"{row.key};posted\nnonsense\n", encoding="utf-8")
    with pytest.raises(CommandError, match="1 lines"):
        call_command("print_letters", "receipts", str(receipts))
    assert Notice.objects.get().state == "done"


def test_printed_address_is_the_one_at_which_letters_are_checked() -> None:
    assert printing.CHECK.format(number="M-2026-1") == reverse("check:number", args=["M-2026-1"])


def test_of_two_that_make_the_file_at_once_the_later_one_leaves_it_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The later one sees only what the first has not locked: its file in the place of the first would lose letters."""
    waiting = letter()
    zipped = printing._zipped

    def meanwhile(papers: Any) -> bytes:
        PrintFile.objects.create(day=ON, name="letters-2026-11-30.zip", letters=7, sha256="0" * 64, made_at=NOW)
        printing._write(folder() / "letters-2026-11-30.zip", b"seven letters")
        return zipped(papers)

    monkeypatch.setattr(printing, "_zipped", meanwhile)

    with pytest.raises(IntegrityError):  # here the row of the other goes with ours: both are one transaction
        print_day(on=ON, now=NOW)

    assert (folder() / "letters-2026-11-30.zip").read_bytes() == b"seven letters"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.print_file) == ("ready", None)
