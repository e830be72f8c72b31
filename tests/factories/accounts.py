"""Members of staff, and signing them in.

Roles are traits: `UserFactory(editor=True)`, `publisher`, `viewer`, `supervisor`, `auditor`, `clerk`, `accounts` (an
account administrator); without, an examiner.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import factory
from django.conf import settings
from django.test import Client
from django.utils import timezone
from factory.django import DjangoModelFactory

from dost.accounts import citizens, second_step
from dost.accounts.models import Citizen, Mandate, User
from registries.models import Person

from .registries import PersonFactory, fin

PASSWORD = "a long enough secret"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class UserFactory(DjangoModelFactory):
    """An examiner, unless told otherwise.

    The object returned counts as one whose session has passed the second step, so that `has_perm` says what the role
    gives; what a request loads for a session does so only after `sign_in`. `enrolled=True` gives an authenticator
    with `SECRET`; `code_of(user)` is then the code that works next.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        clerk = factory.Trait(role=User.Role.CLERK)
        supervisor = factory.Trait(role=User.Role.SUPERVISOR)
        auditor = factory.Trait(role=User.Role.AUDITOR)
        editor = factory.Trait(role=User.Role.EDITOR)
        publisher = factory.Trait(role=User.Role.PUBLISHER)
        viewer = factory.Trait(role=User.Role.VIEWER)
        accounts = factory.Trait(role=User.Role.ACCOUNTS)

    username = factory.Sequence(lambda n: f"user{n}")
    first_name = "Nigar"
    last_name = "Rzayeva"
    role = User.Role.EXAMINER
    fin = factory.Sequence(lambda n: f"6{fin(n)[1:]}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def enrolled(user: Any, create: bool, wanted: bool | None, **kwargs: Any) -> None:  # noqa: N805
        user.second_step_passed = True
        if create and wanted:
            second_step.give_secret(user, SECRET)


def sign_in(client: Client, user: User, *, password_given: bool = True) -> None:
    """Sign a user in with password and second step done, without any page: four queries or so.

    `client.force_login(user)` alone leaves the second step out, as after a password only: nothing opens then.
    `password_given` says that the password was written just now, as privileged acts want it; false is a session in
    which that is a while ago.
    """
    client.force_login(user)
    session = client.session
    session[second_step.SESSION_KEY] = user.pk
    if password_given:
        written = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods"] = written
        session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def code_of(user: User) -> str:
    """The code that works next for an enrolled user; asking again without using it gives the same."""
    return second_step.next_code(user)[0]


class CitizenFactory(DjangoModelFactory):
    """A citizen whom the identity provider has named; `person` is a new person of the registries unless given."""

    class Meta:
        model = Citizen

    person = factory.SubFactory(PersonFactory)
    subject = factory.Sequence(lambda n: f"subject-{n}")


class MandateFactory(DjangoModelFactory):
    """A mandate that was given online, was accepted and runs for a month: for all services and everything, unless
    `services` or `deeds` say otherwise. `waiting=True` was not accepted yet.
    """

    class Meta:
        model = Mandate

    class Params:
        waiting = factory.Trait(accepted_at=None)

    grantor = factory.SubFactory(PersonFactory)
    agent = factory.SubFactory(PersonFactory)
    agent_fin = factory.LazyAttribute(lambda one: one.agent.fin if one.agent else "0000000")
    services = factory.LazyFunction(list)
    all_services = factory.LazyAttribute(lambda one: not one.services)
    deeds = factory.LazyFunction(lambda: list(Mandate.Deed))
    starts = factory.LazyFunction(timezone.localdate)
    until = factory.LazyAttribute(lambda one: one.starts + timedelta(days=30))
    how = Mandate.How.ONLINE
    given_at = factory.LazyFunction(timezone.now)
    accepted_at = factory.LazyAttribute(lambda one: one.given_at)
    by_person = factory.SelfAttribute("grantor")
    by_subject = "subject of who gives it"


def sign_in_citizen(
    client: Client, person: Person, *, fresh: bool = True, acting_for: Person | None = None, employer: str = ""
) -> Citizen:
    """Sign a person in as the identity provider would, without any page; return who they are for this house.

    `fresh=False` is a session in which they have proved who they are a while ago: pages that change where money or
    messages go ask for it again. `acting_for` is whom they have chosen to act for, `employer` the VÖEN of an employer
    instead; the registries must allow it.
    """
    citizen: Citizen = Citizen.objects.filter(person=person).first() or CitizenFactory(person=person)
    client.logout()
    session = client.session
    session[citizens.SESSION_KEY] = citizen.pk
    session[citizens.SIGNED_IN_AT] = int(time.time()) if fresh else int(time.time()) - 3600
    if acting_for is not None:
        session[citizens.ACTING_FOR] = acting_for.pk
    if employer:
        session[citizens.EMPLOYER] = employer
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return citizen
