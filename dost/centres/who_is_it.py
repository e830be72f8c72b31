"""Who is at the window: people by FİN, by the number of a document, by telephone, or by name and date of birth.

Whatever is typed is found through an index (a test looks at the plans). Names are folded by the database as the
register folds them, so that "Aliyev" finds "Əliyev". Whoever is found is shown to the clerk by name, so each of them is
told of the look; nothing of anybody opens before the clerk has seen a document (`visiting.identify`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.core import signing
from django.db.models import Expression, F, Func, Q, QuerySet, TextField, Value
from django.utils.translation import gettext as _

from dost.accounts.access import IN_A_SEARCH, LIST_PAUSE, Purpose, log_access
from dost.accounts.actors import Staff
from dost.cases.queries import folded
from dost.notifications.contacts import ContactError, read_phone
from registries.models import Person

from .models import Visit
from .problems import QueueError

MOST_FOUND: Final = 10
FEWEST_LETTERS: Final = 2
CHOICE_LASTS: Final = 15 * 60
"""Seconds for which somebody who was found can be chosen."""
ALIKE: Final = ("eqy", "agi")
"""Letters that stand for each other in names once they are folded: ə is written a or e, q as g, and y is left out."""
SPELT: Final = (("sh", "s"), ("ch", "c"), ("kh", "x"), ("gh", "g"), ("ii", "i"))
"""What ş, ç, x and ğ are written with in other alphabets, and what is left of iy."""
_SALT: Final = "dost.centres.who_is_it"
_FIN: Final = re.compile(r"[0-9A-HJ-NP-Z]{6,7}")
_DOCUMENT: Final = re.compile(r"[A-Z]{2,3}[0-9]{5,12}")


class NotFoundError(QueueError):
    """Nobody, or too many, are called so; `field` is what would have to be written otherwise."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who was found, as far as it is shown before a document was seen: `choice` stands for them in a form."""

    name: str
    born: int
    district: str
    fin_masked: str
    choice: str = ""

    @classmethod
    def of(cls, one: Person, choice: str = "") -> Found:
        """Of a row, read with its district."""
        district = one.district.name if one.district else ""
        return cls(one.full_name, one.birth_date.year, district, masked_fin(one.fin), choice)


def find(
    *, visit: Visit, actor: Staff, now: datetime, number: str = "", name: str = "", born: date | None = None
) -> tuple[Found, ...]:
    """Whom a number (FİN, document, telephone), or a name with a date of birth, stands for; the look is logged.

    Two queries, and two for the log.

    Raises:
        NotFoundError: too little was typed, nobody was found, or more than `MOST_FOUND`.
    """
    rows = by_number(number) if number.strip() else by_name(name, born)
    people = list(rows.select_related("district")[: MOST_FOUND + 1])
    field = "number" if number.strip() else "name"
    if not people:
        raise NotFoundError(field, _("Nobody was found. Check what was written, or look another way."))
    if len(people) > MOST_FOUND:
        raise NotFoundError(field, _("Too many people are called so. Write more of the name."))
    log_access(
        actor=actor,
        people=[one.pk for one in people],
        purpose=Purpose.VISIT,
        reason=IN_A_SEARCH,
        registries=["POPULATION"],
        now=now,
        pause=LIST_PAUSE,
    )
    return tuple(offered(one, visit=visit) for one in people)


def offered(person: Person, *, visit: Visit) -> Found:
    """Somebody who can be chosen in a visit (read with their district); whoever shows them logs it."""
    return Found.of(person, signing.dumps([visit.pk, person.pk], salt=_SALT))


def by_number(typed: str) -> QuerySet[Person]:
    """The people a number stands for: a FİN, else the number of a document, else a telephone; raises NotFoundError."""
    text = re.sub(r"[\s-]", "", typed).upper()
    if _DOCUMENT.fullmatch(text) and not _FIN.fullmatch(text):
        return Person.objects.filter(document_number=text)
    if _FIN.fullmatch(text) and not text.isdecimal():
        return Person.objects.filter(Q(fin=text) | Q(document_number=text))
    if _FIN.fullmatch(text) and len(text) == 7:
        return Person.objects.filter(fin=text)
    try:
        phone = read_phone(typed)
    except ContactError as error:
        raise NotFoundError(
            "number", _("Write a FİN (5JK3L2M), the number of a document (AA1234567) or a mobile number.")
        ) from error
    return of_phone(phone)


def of_phone(phone: str) -> QuerySet[Person]:
    """The people of a number in E.164: whose contact it is, and for whom the register has it."""
    own = Person.objects.filter(contact__phone=phone).values("pk")
    registered = Person.objects.filter(phone=phone).values("pk")
    return Person.objects.filter(pk__in=own.union(registered)).order_by("sort_key")


def by_name(name: str, born: date | None) -> QuerySet[Person]:
    """The people of a date of birth who are called so, by parts of surname and given name; raises NotFoundError."""
    if born is None:
        raise NotFoundError("born", _("Write the date of birth: a name alone is that of many."))
    parts = name.split()
    if len("".join(parts)) < FEWEST_LETTERS:
        raise NotFoundError("name", _("Write at least two letters of the name."))
    found = Person.objects.filter(birth_date=born).alias(called=_loosely(F("search_key")))
    for part in parts:
        found = found.filter(called__contains=_loosely(folded(part)))
    return found.order_by("sort_key")


def _loosely(name: Expression | F) -> Func[Any]:
    """A folded name as people write it who have learned other letters: Aliev, Guliyev and Shahin are meant, too.

    It is asked of the people of one day alone, some hundreds of ten million, whom the index of birth dates finds.
    """
    text = TextField()
    loose: Func[Any] = Func(name, Value(ALIKE[0]), Value(ALIKE[1]), function="translate", output_field=text)
    for written, meant in SPELT:
        loose = Func(loose, Value(written), Value(meant), function="replace", output_field=text)
    return loose


def chosen(choice: str, *, visit: Visit) -> int:
    """The id of the person a choice stands for, of those that were found in this visit a short while ago.

    Raises:
        QueueError: it is none, is old, or is another visit's.
    """
    try:
        of_visit, person_id = signing.loads(choice, salt=_SALT, max_age=CHOICE_LASTS)
    except (signing.BadSignature, ValueError) as error:
        raise QueueError(_("Look for the person again.")) from error
    if of_visit != visit.pk:
        raise QueueError(_("Look for the person again."))
    return int(person_id)


def masked_fin(fin: str) -> str:
    """A FİN of which the first and the last two letters show: `5••••2M`."""
    return f"{fin[:1]}{'•' * (len(fin) - 3)}{fin[-2:]}"
