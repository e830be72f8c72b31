"""The data dictionary is what the models say."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_page_is_what_the_models_say() -> None:
    call_command("dictionary", check=True)
