"""Letters on paper: one file a day for the printers, and what they tell of each letter.

The file is a ZIP: a PDF for each message, with the letter about the decision beside it where there is one, and
`letters.csv`, which lists them with their receivers. It is made once for a day; what is written after that is in the
file of the next. The printers answer with receipts, `key;status` line by line: `printed`, `posted`, `returned`. A
letter that came back goes the next way of its person, or is left to a member of staff.
"""

from __future__ import annotations

import csv
import hashlib
import io
import logging
import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice, PrintFile
from dost.notifications.notices import REROUTED, reroute
from dost.notifications.reach import reach_of

from .batch import entry
from .codes import EntryKind
from .models import ComplaintLetter, Letter
from .steps.notify import UNTOLD
from .text.letter_pdf import letter_pdf
from .text.notice_pdf import notice_pdf

logger = logging.getLogger(__name__)

CHECK: Final = "/check/{number}/"
"""The public address at which a letter is checked; the engine knows no addresses but this printed one."""
LIST: Final = "letters.csv"
HEAD: Final = ("key", "name", "address", "language", "files")
PRINTED: Final = "printed"
POSTED: Final = "posted"
RETURNED: Final = "returned"
STATUSES: Final = (PRINTED, POSTED, RETURNED)
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of the ZIP: the same letters make the same file."""

KINDS: Final = {
    Notice.Kind.GRANTED: Letter.Kind.GRANTED,
    Notice.Kind.REFUSED: Letter.Kind.REFUSED,
    Notice.Kind.ENDED: Letter.Kind.ENDED,
    Notice.Kind.RESUMED: Letter.Kind.RESUMED,
    Notice.Kind.GIVEN_UP: Letter.Kind.GIVEN_UP,
}
"""The letters that are sent with the message of the same matter."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of receipts that cannot be taken: its number, what is wrong, and what would be right."""

    line: int
    message: str


def print_day(*, on: date, now: datetime) -> PrintFile | None:
    """Make the file of a day from every letter that waits; None where it is made already, or nothing waits.

    A letter that cannot be made keeps back no other: it stays for the next day, and the log says why. Of two that make
    it at once, one waits for the other at the row of the day, and leaves its file as it is.
    """
    try:
        return _print_day(on=on, now=now)
    except IntegrityError:
        if PrintFile.objects.filter(day=on).exists():
            return None
        raise


def _print_day(*, on: date, now: datetime) -> PrintFile | None:
    with transaction.atomic():
        if PrintFile.objects.filter(day=on).exists():
            return None
        waiting = list(
            Notice.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(channel=Notice.Channel.LETTER, state=DeliveryState.READY, not_before__lte=now)
            .select_related("person__contact", "case__service")
            .order_by("pk")
        )
        papers = [paper for paper in map(_paper, waiting) if paper is not None]
        if not papers:
            return None
        name, content = f"letters-{on.isoformat()}.zip", _zipped(papers)
        made = PrintFile.objects.create(
            day=on, name=name, letters=len(papers), sha256=hashlib.sha256(content).hexdigest(), made_at=now
        )
        Notice.objects.filter(pk__in=[paper.notice.pk for paper in papers]).update(
            state=DeliveryState.SENDING, print_file=made
        )
        _write(folder() / name, content)
    return made


def folder() -> Path:
    """Where the files are: readable by this installation alone."""
    return Path(settings.MEDIA_ROOT) / "print"


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is printed for one message."""

    notice: Notice
    address: str
    files: tuple[tuple[str, bytes], ...]


def _paper(notice: Notice) -> _Paper | None:
    address = reach_of(notice.person).address
    try:
        files = [(f"{notice.key}.pdf", notice_pdf(notice, address=address))]
        enclosed = _enclosed(notice)
        if enclosed is not None:
            check = f"{settings.PUBLIC_URL}{CHECK.format(number=enclosed.number)}"
            files.append((f"{notice.key}-{enclosed.number}.pdf", letter_pdf(enclosed, check_url=check)))
    except Exception:
        logger.exception("The letter %s could not be made", notice.pk)
        return None
    return _Paper(notice, address, tuple(files))


def _enclosed(notice: Notice) -> Letter | ComplaintLetter | None:
    """The letter about the same matter; of a sensitive service none is sent home."""
    if notice.kind == Notice.Kind.COMPLAINT:
        open_services = ComplaintLetter.objects.filter(complaint__service__sensitive=False)
        return open_services.filter(notice=notice).first()
    kind = KINDS.get(Notice.Kind(notice.kind))
    case = notice.case
    if case is None or case.service.sensitive:
        return None
    if notice.kind in (Notice.Kind.APPEAL, Notice.Kind.RECOVERY):  # its number is that of the letter it tells of
        return Letter.objects.filter(case=case, person=notice.person, ordinal=notice.number).first()
    if kind is None:
        return None
    return Letter.objects.filter(case=case, person=notice.person, kind=kind).order_by("-ordinal").first()


def _zipped(papers: Sequence[_Paper]) -> bytes:
    content, listed = io.BytesIO(), io.StringIO()
    lines = csv.writer(listed, delimiter=";", lineterminator="\r\n")
    lines.writerow(HEAD)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for paper in papers:
            row, names = paper.notice, [name for name, _pdf in paper.files]
            lines.writerow([row.key, row.person.full_name, paper.address, row.language, " ".join(names)])
            for name, pdf in paper.files:
                archive.writestr(zipfile.ZipInfo(name, EPOCH), pdf)
        archive.writestr(zipfile.ZipInfo(LIST, EPOCH), listed.getvalue().encode("utf-8-sig"))
    return content.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Write a file in one step; a run that was killed before it committed writes it again."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)


# -- receipts ------------------------------------------------------------------------------------------------------


def read_receipts(text: str, *, now: datetime) -> tuple[int, list[Wrong]]:
    """Take the printers' receipts; return how many told something new, and the lines that could not be taken.

    Each counts once, in any order: a letter that came back is not posted afterwards.
    """
    new, wrong = 0, []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if not line.strip() or (number == 1 and line.replace(",", ";").startswith("key;")):
            continue
        try:
            new += _receipt(line, now=now)
        except ValueError as error:
            wrong.append(Wrong(number, str(error)))
    return new, wrong


def _receipt(line: str, *, now: datetime) -> bool:
    parts = [part.strip() for part in line.replace(",", ";").split(";")]
    if len(parts) != 2 or parts[1] not in STATUSES:
        raise ValueError(f"expected key;status, with a status of {', '.join(STATUSES)}")
    key, status = parts
    with transaction.atomic():
        row = (
            Notice.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person__contact", "case__service")
            .filter(key=key, print_file__isnull=False)
            .first()
        )
        if row is None:
            raise ValueError(f"{key[:40]}: no letter of this key was printed")
        return _TAKE[status](row, now)


def _printed(row: Notice, now: datetime) -> bool:
    """The letter is on paper: nothing changes, it is still on its way."""
    return False


def _posted(row: Notice, now: datetime) -> bool:
    if row.channel != Notice.Channel.LETTER or row.state != DeliveryState.SENDING:
        return False
    row.state, row.settled_at = DeliveryState.DONE, now
    row.save(update_fields=["state", "settled_at"])
    return True


def _returned(row: Notice, now: datetime) -> bool:
    on_its_way = row.state in (DeliveryState.SENDING, DeliveryState.DONE)
    if row.channel != Notice.Channel.LETTER or not on_its_way:
        return False
    row.problem = ""
    reroute(row, now=now, why=Notice.Untold.RETURNED)
    row.save(update_fields=[*REROUTED])
    if row.untold and row.case is not None:
        entry(row.case, EntryKind.NOT_TOLD, at=now, problem=UNTOLD[Notice.Untold.RETURNED]).save()
    return True


_TAKE: Final[dict[str, Callable[[Notice, datetime], bool]]] = {
    PRINTED: _printed,
    POSTED: _posted,
    RETURNED: _returned,
}
