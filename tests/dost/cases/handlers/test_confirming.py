"""Two second persons at one moment, in transactions of their own: one confirms, the other is told, it counts once."""

from __future__ import annotations

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from dost.accounts.actors import Staff, staff_actor
from dost.cases import handlers
from dost.cases.acts import MovedOn, NotPossible
from dost.cases.handlers import way
from dost.cases.models import Case, Decision, Entitlement, GrantToConfirm, Letter
from tests.factories.accounts import UserFactory
from tests.factories.registries import InstitutionFactory
from tests.factories.second_person import judged

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 4, 10, tzinfo=ZoneInfo("Asia/Baku"))
AT_ONCE = 3


def test_of_several_who_confirm_at_once_one_does_and_the_others_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(way, "ring", lambda *_arguments: True)
    InstitutionFactory(code="DSMF")
    case = judged(now=NOW).case
    others = [staff_actor(UserFactory()) for _number in range(AT_ONCE)]
    together = threading.Barrier(AT_ONCE)
    confirmed: list[GrantToConfirm] = []
    told: list[type[NotPossible]] = []

    def confirm(actor: Staff) -> None:
        try:
            together.wait(10)
            confirmed.append(handlers.confirm_grant(case_id=case.pk, actor=actor, now=NOW))
        except NotPossible as why:
            told.append(type(why))
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=(actor,)) for actor in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(confirmed) == 1
    assert told == [MovedOn] * (AT_ONCE - 1)
    for model in (Decision, Entitlement, Letter):
        assert model._default_manager.filter(case=case).count() == 1
    waits = GrantToConfirm.objects.get()
    assert (waits.state, waits.second_id in {one.user_id for one in others}) == ("confirmed", True)
    assert Case.objects.get(pk=case.pk).to_confirm is None
