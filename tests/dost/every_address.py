"""What `test_every_address` walks with: principals who are signed in, things of a person, and what an answer means."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from lxml import html as lxml_html

from dost.accounts.actors import staff_actor
from dost.accounts.models import Citizen, Session
from dost.accounts.sessions import handle_of
from dost.cases.asked_days import first_day
from dost.cases.handlers import Wanted, ask_more
from dost.cases.models import Case, Letter, MoreAsked, Recovery
from dost.centres.at_window import SERVES
from dost.centres.models import Visit
from dost.notifications.models import Notice
from registries.models import Person
from tests.dost.address_rules import ROLES, Who
from tests.factories.accounts import MandateFactory, UserFactory, sign_in, sign_in_citizen
from tests.factories.appeals import AppealFactory, CaseMessageFactory
from tests.factories.cases import CaseFactory, LetterFactory
from tests.factories.centres import booked
from tests.factories.complaints import studied_complaint
from tests.factories.corrections import CorrectionFactory
from tests.factories.drafts import ApplicationDraftFactory, applied_for, for_employers
from tests.factories.recoveries import overpaid_right, overpayment, proposed
from tests.factories.registries import KinshipFactory, PersonFactory, PlacementFactory, RepresentativeFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts
from tests.factories.supporting import SupportingDocumentFactory

HTMX: Final = {"HX-Request": "true"}
MARK: Final = "Gizlinova"
"""The surname of the person whose things these are: it stands on no page of anybody else."""
IBAN: Final = "AZ21NABZ00000000137010001944"

# -- an address to a route -----------------------------------------------------------------------------------------

PARTS: Final = {"int": "1", "str": "x", "slug": "other", "path": "x", "uuid": "5b8d3a52-7a0d-4c1e-9d5c-0d3c0f0a1b2c"}
WRITTEN: Final = {
    r"^services/(?P<code>\d\d-\d\d(?:-\d)?)/$": "/services/99-99/",
    r"^services/(?P<code>\d{1,2}-\d{1,2}(?:-\d)?)/$": "/services/9-9/",
    "my/contact/<slug:way>/": "/my/contact/phone/",
    "my/contact/<slug:way>/code/": "/my/contact/phone/code/",
    "my/contact/<slug:way>/remove/": "/my/contact/phone/remove/",
    # a case of nobody: one of somebody else than who is at the window is refused
    "counter/person/cases/<int:pk>/": "/counter/person/cases/999999999/",
    "counter/person/cases/<int:pk>/acts/<slug:action>/": "/counter/person/cases/999999999/acts/ask/",
    "counter/person/cases/<int:pk>/document.pdf": "/counter/person/cases/999999999/document.pdf",
    "counter/person/cases/<int:pk>/receipt/": "/counter/person/cases/999999999/receipt/",
    "counter/person/cases/<int:pk>/result/": "/counter/person/cases/999999999/result/",
    "counter/person/mandates/<int:pk>/": "/counter/person/mandates/999999999/",
    "counter/person/registry/<slug:code>/": "/counter/person/registry/emas/",
}
"""Addresses for routes that are regular expressions, or take a few words only."""
_PART: Final = re.compile(r"<(?:(\w+):)?\w+>")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def address_of(route: str, value: str | None = None) -> str:
    """An address that a route matches; with `value` in the place of its first part, which names the thing, if given."""
    if route in WRITTEN:
        return WRITTEN[route]
    named = _PART.sub(value, route, count=1) if value else route
    return "/" + _PART.sub(lambda found: PARTS[found[1] or "str"], named)


def takes(route: str, value: str) -> bool:
    """Whether the first part of a route can be this value."""
    found = _PART.search(route)
    if found is None or found[1] == "uuid":
        return found is not None and _UUID.fullmatch(value) is not None
    return found[1] != "int" or value.isdecimal()


# -- what an answer means ------------------------------------------------------------------------------------------


class Seen(Enum):
    """What becomes of a request: it opened, was refused (or led to a sign-in), or the method is none here."""

    OPEN = "open"
    REFUSED = "refused"
    NO_SUCH_METHOD = "no such method"


_DOORS: Final = re.compile(r"^(/(ru|en))?/(accounts|my)/sign-in/(\?|again|$)|^/my/acting-for/\?ended")


def seen_of(response: Any) -> Seen:
    """What an answer means; one that broke is an error of its own."""
    path = response.request["PATH_INFO"]
    assert response.status_code < 500 or path == "/healthz", f"{path}: {response.status_code}"
    if path == "/accounts/sign-out/" and response.status_code == 302:
        return Seen.OPEN  # leads to the sign-in, from where anybody has been
    if response.status_code == 405:
        return Seen.NO_SUCH_METHOD
    there = response.headers.get("Location") or response.headers.get("HX-Redirect", "")
    if response.status_code in {401, 403} or _DOORS.match(there):
        return Seen.REFUSED
    return Seen.OPEN


# -- the people ----------------------------------------------------------------------------------------------------


AS_THEMSELVES: Final = "parent for themselves"
"""Somebody who may act for the owner, and does not at the moment."""
SIGNED_IN_FOR: Final = 60
"""Seconds after which a reader signs in anew: pages that ask for a fresh sign-in are meant to open to them."""


@dataclass
class Reader:
    """Somebody at a browser. Whoever is signed out on the way – some addresses do it – is signed in anew."""

    who: str
    world: World
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    signed_in_at: float = -SIGNED_IN_FOR
    doubtful: bool = True
    """Whether the last request may have ended or changed the session."""

    def ask(
        self, method: str, address: str, data: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Send a request as this person."""
        self._stay_signed_in()
        response = getattr(self.client, method)(address, data or {}, headers=dict(headers or {}))
        self.doubtful = method == "post" or settings.SESSION_COOKIE_NAME in response.cookies
        return response

    def _stay_signed_in(self) -> None:
        old = time.monotonic() - self.signed_in_at > SIGNED_IN_FOR
        if old or (self.doubtful and not self._is_signed_in()):
            self.world.sign_in_as(self.client, self.who)
            self.signed_in_at = time.monotonic()

    def _is_signed_in(self) -> bool:
        cookie = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        rows = Session.objects.filter(session_key=cookie.value if cookie else "", expire_date__gt=timezone.now())
        row = rows.first()
        if self.who == Who.STRANGER:
            return row is None or (row.user_id is None and row.citizen_id is None)
        if self.who in ROLES:
            return row is not None and row.user_id is not None
        return row is not None and row.citizen_id is not None and self._acts_as_before()

    def _acts_as_before(self) -> bool:
        if self.who == Who.EMPLOYER:
            return self.client.session.get("citizen_acting_for_employer") is not None
        acts = self.client.session.get("citizen_acting_for") is not None
        return acts == (self.who in {Who.PARENT, Who.GUARDIAN, Who.MANDATED})


VOEN: Final = "1234567891"
"""The employer that one of the citizens acts for."""
COVERED: Final = ("90-61", "90-62")
"""The services of the mandate: one with cases, and one with a draft."""
CASES: Final = frozenset({"case", "question", "to_appeal", "to_give"})
"""Things that are cases: each stands in the address of any other, too."""


@dataclass
class World:
    """The people, and the things of one of them: `owner`, a girl of 16 with a mother and a guardian.

    `grantor` has the same things twice, of some services and of others; `mandated` has a mandate for the first of them.
    `head` acts for an employer: what was applied for in its name, by a colleague too, is `in_its_name`; they have
    things of their own.
    """

    owner: Person
    stranger: Person
    parent: Person
    guardian: Person
    grantor: Person
    mandated: Person
    head: Person
    things: dict[str, str]
    """What addresses and forms of a citizen name, by what it is: the values of what the owner has."""
    own: dict[str, str]
    """The same of the stranger."""
    covered: dict[str, str]
    """What of the grantor's is about the services that their mandate to `mandated` is for."""
    not_covered: dict[str, str]
    """The same of their other services."""
    in_its_name: dict[str, str]
    heads_own: dict[str, str]
    users: dict[str, Any]

    def is_own(self, thing: str, value: str) -> bool:
        """Whether something of the stranger's has this value where an address names such a thing.

        By chance it may: numbers are small here.
        """
        rows: dict[str, type[Case | Notice]] = {**dict.fromkeys(CASES, Case), "message": Notice}
        if thing in rows and value.isdecimal():
            return rows[thing].objects.filter(pk=int(value), person=self.stranger).exists()
        return value == self.own[thing]

    def is_covered(self, thing: str, value: str) -> bool:
        """Whether what an address names so is the grantor's and about a service of the mandate."""
        if thing in CASES:
            return Case.objects.filter(pk=int(value), person=self.grantor, service__in=COVERED).exists()
        if thing == "message":
            return Notice.objects.filter(pk=int(value), person=self.grantor, case__service__in=COVERED).exists()
        return value == self.covered.get(thing)

    def is_in_its_name(self, thing: str, value: str) -> bool:
        """Whether what an address names so was done in the employer's name."""
        if thing in CASES:
            return Case.objects.filter(pk=int(value), applicant_voen=VOEN).exists()
        if thing == "message":
            return Notice.objects.filter(pk=int(value), case__applicant_voen=VOEN).exists()
        return value == self.in_its_name.get(thing)

    def reader(self, who: str) -> Reader:
        """Somebody at a browser of their own, signed in as what they are."""
        return Reader(who, self)

    def sign_in_as(self, client: Client, who: str) -> None:
        """Sign somebody in."""
        client.cookies.clear()
        match who:
            case Who.STRANGER:
                return
            case Who.CITIZEN:
                sign_in_citizen(client, self.stranger)
            case Who.OWNER:
                sign_in_citizen(client, self.owner)
            case Who.PARENT:
                sign_in_citizen(client, self.parent, acting_for=self.owner)
            case _ if who == AS_THEMSELVES:
                sign_in_citizen(client, self.parent)
            case Who.MANDATED:
                sign_in_citizen(client, self.mandated, acting_for=self.grantor)
            case Who.EMPLOYER:
                sign_in_citizen(client, self.head, employer=VOEN)
            case Who.GUARDIAN:
                sign_in_citizen(client, self.guardian, acting_for=self.owner)
            case _:
                sign_in(client, self.users[who])


def make_world() -> World:
    """Make the people and the things."""
    sixteen = timezone.localdate() - timedelta(days=365 * 16 + 30)
    grown = date(1985, 5, 5)
    owner = PersonFactory(surname=MARK, given_name="Ayan", birth_date=sixteen)
    stranger = PersonFactory(birth_date=grown, surname="Yadov")
    parent, guardian = PersonFactory(birth_date=grown), PersonFactory(birth_date=grown)
    KinshipFactory(person=owner, relative=parent)
    PlacementFactory(person=owner, carer=guardian)
    grantor = PersonFactory(surname=MARK, given_name="Vaqif", birth_date=grown)
    mandated = PersonFactory(surname="Vekilov", birth_date=grown)
    not_covered, covered = make_things(grantor), make_covered(grantor)
    MandateFactory(grantor=grantor, agent=mandated, services=list(COVERED))
    head, colleague = (PersonFactory(surname=name, birth_date=grown) for name in ("Rehberov", MARK))
    for one in (head, colleague):
        RepresentativeFactory(person=one, employer_voen=VOEN)
    users = {role: UserFactory(role=role) for role in ROLES}
    serve_somebody(users)
    return World(
        owner=owner,
        stranger=stranger,
        parent=parent,
        guardian=guardian,
        grantor=grantor,
        mandated=mandated,
        head=head,
        in_its_name=make_in_its_name(head, colleague),
        heads_own=make_things(head),
        things=make_things(owner),
        own=make_things(stranger),
        covered=covered,
        not_covered=not_covered,
        users=users,
    )


def serve_somebody(users: Mapping[str, Any]) -> None:
    """Give whoever serves people an open visit of somebody who is nobody of the others."""
    began = timezone.now() - timedelta(minutes=5)
    for role in SERVES:
        Visit.objects.create(
            clerk=users[role],
            centre_id=users[role].centre or None,
            began_at=began,
            person=PersonFactory(surname="Qonaqov"),
            channel=Visit.Channel.TELEPHONE if role == "operator" else Visit.Channel.WINDOW,
            identified_by=Visit.Identified.QUESTIONS if role == "operator" else Visit.Identified.CARD,
            identified_at=began,
        )


def make_things(owner: Person) -> dict[str, str]:
    """A thing of each kind that an address or a form of a citizen may name. A section that names others adds a line.

    The appeal about `case` is sent; of what `to_appeal` decided one is begun. `to_give` waits for what its person was
    asked for.
    """
    paid: Case = CaseFactory(person=owner, granted_and_paid=True)
    AppealFactory(case=paid, against="granted")
    CaseMessageFactory(case=paid)
    asked: Case = CaseFactory(person=owner, asked=True, version=paid.version, basis_key=f"another {owner.pk}")
    refused: Case = CaseFactory(person=owner, refused=True, version=paid.version, basis_key=f"refused {owner.pk}")
    AppealFactory(case=refused, draft=True, late_reason="The letter did not come.")
    studied = studied_complaint(owner)
    draft = ApplicationDraftFactory(person=owner, service=applied_for("90-59", documents=[texts("A lease")]))
    return {
        "case": str(paid.pk),
        "complaint": str(studied.pk),
        "complaint_letter": studied.letters.get().number,
        "correction": str(CorrectionFactory(person=owner).pk),
        "appointment": str(booked(starts_at=timezone.now() + timedelta(days=2), person=owner).pk),
        "draft": str(draft.pk),
        "letter": (Letter.objects.filter(person=owner).first() or LetterFactory(case=paid)).number,
        "document": str(SupportingDocumentFactory(person=owner).public_id),
        "message": str(paid.notices.get().pk),
        "question": str(asked.pk),
        "to_appeal": str(refused.pk),
        "to_give": str(_asked_for_more(owner, paid).pk),
        "overpaid": str(_overpaid(owner, paid).pk),
        "session": _handle_of_a_session(owner),
        "mandate": str(MandateFactory(grantor=owner).pk),
        "person": str(owner.pk),
        "fin": owner.fin,
    }


def make_covered(grantor: Person) -> dict[str, str]:
    """A thing of each kind that is about one of the services `COVERED`, by what it is."""
    version = VersionFactory(service=ServiceFactory(code=COVERED[0], name=texts("Covered")))
    paid: Case = CaseFactory(person=grantor, granted_and_paid=True, version=version)
    CaseMessageFactory(case=paid)
    AppealFactory(case=paid, against="granted")
    asked: Case = CaseFactory(person=grantor, asked=True, version=version, basis_key="covered and asked")
    refused: Case = CaseFactory(person=grantor, refused=True, version=version, basis_key="covered and refused")
    AppealFactory(case=refused, draft=True, late_reason="The letter did not come.")
    service = applied_for(COVERED[1], documents=[texts("A lease")])
    letter = Letter.objects.filter(case=paid).first() or LetterFactory(case=paid)
    return {
        "case": str(paid.pk),
        "draft": str(ApplicationDraftFactory(person=grantor, service=service).pk),
        "letter": letter.number,
        "document": str(SupportingDocumentFactory(person=grantor, case=paid).public_id),
        "message": str(paid.notices.get().pk),
        "question": str(asked.pk),
        "to_appeal": str(refused.pk),
        "to_give": str(_asked_for_more(grantor, paid).pk),
    }


def make_in_its_name(head: Person, colleague: Person) -> dict[str, str]:
    """What was applied for in the name of the employer: a case by a colleague of its head, the head's draft."""
    version = VersionFactory(service=ServiceFactory(code="90-63", name=texts("For employers")))
    paid: Case = CaseFactory(person=colleague, granted_and_paid=True, version=version, applicant_voen=VOEN)
    letter = Letter.objects.filter(case=paid).first() or LetterFactory(case=paid)
    service = for_employers("90-64")
    draft = ApplicationDraftFactory(person=head, service=service, applicant_voen=VOEN)
    AppealFactory(case=paid, against="granted")
    refused: Case = CaseFactory(
        person=colleague, refused=True, version=version, basis_key="its", applicant_voen=VOEN, live=False
    )
    AppealFactory(case=refused, draft=True, late_reason="The letter did not come.")
    more = _asked_for_more(colleague, CaseFactory(person=colleague, basis_key="for more"))
    Case.objects.filter(pk=more.pk).update(applicant_voen=VOEN)
    return {
        "case": str(paid.pk),
        "document": str(SupportingDocumentFactory(person=colleague, case=paid).public_id),
        "draft": str(draft.pk),
        "letter": letter.number,
        "message": str(paid.notices.get().pk),
        "to_appeal": str(refused.pk),
        "to_give": str(more.pk),
    }


def _asked_for_more(person: Person, other: Case) -> Case:
    """A case of the same service as another, whose person was asked for something and has time to give it."""
    case: Case = CaseFactory(person=person, unknown_fact=True, version=other.version, basis_key=f"more {person.pk}")
    wanted = Wanted(MoreAsked.Kind.ANSWER, "The registry does not say where you lived.", words="Where was it?")
    now = timezone.now()
    until = first_day(timezone.localdate(now))
    ask_more(case_id=case.pk, actor=staff_actor(UserFactory()), wanted=[wanted], until=until, now=now)
    return case


def _overpaid(person: Person, other: Case) -> Recovery:
    """A proposal about money that was paid in excess to a person, who can say something about it."""
    right = overpaid_right(person=person, version=other.version, basis_key=f"overpaid {person.pk}")
    return proposed(overpayment(right), now=timezone.now())


def _handle_of_a_session(person: Person) -> str:
    """What names a session in which this person is signed in, at a browser of their own."""
    elsewhere = Client()
    sign_in_citizen(elsewhere, person)
    return handle_of(str(elsewhere.session.session_key))


# -- what may not change -------------------------------------------------------------------------------------------


def rows_of(person: Person) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that names this person, directly, by their cases or as who signs in: what others must
    leave alone.
    """
    found: dict[str, list[tuple[Any, ...]]] = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if not isinstance(column, ForeignKey):
                continue
            if column.related_model is Person:
                chosen = {column.name: person}
            elif column.related_model in {Case, Citizen}:
                chosen = {f"{column.name}__person": person}
            else:
                continue
            rows = model._default_manager.filter(**chosen).order_by("pk").values_list()
            found[f"{model._meta.label}.{column.name}"] = list(rows)
    found["Person"] = list(Person.objects.filter(pk=person.pk).values_list())
    return found


def fields_of(response: HttpResponse) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The forms that send on a page: where to, by which method, and the names of their fields."""
    if "text/html" not in response.headers.get("Content-Type", "") or not response.content:
        return
    for form in lxml_html.document_fromstring(response.content).iter("form"):
        names = frozenset(
            str(one.get("name")) for tag in ("input", "select", "textarea", "button") for one in form.iter(tag)
        )
        yield str(form.get("action") or ""), str(form.get("method", "get")).lower(), names - {"None"}
