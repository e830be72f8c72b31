"""Members of staff."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from dost.accounts.models import User

PASSWORD = "a long enough secret"


class UserFactory(DjangoModelFactory):
    """An examiner, unless told otherwise."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    first_name = "Nigar"
    last_name = "Rzayeva"
    role = User.Role.EXAMINER
    password = factory.django.Password(PASSWORD)
