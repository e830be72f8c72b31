"""Whatever is tried in whatever order: an appeal only goes its way, one is open at a time, one answer is given."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dost.accounts.actors import Oneself, Staff, staff_actor
from dost.cases import handlers
from dost.cases.acts import NotPossible
from dost.cases.models import OPEN_APPEAL, Appeal, AppealAnswer, Case, Ruling
from dost.cases.text.appeal_letter import Court
from tests.factories.accounts import UserFactory
from tests.factories.appeals import AppealFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory

START = datetime(2026, 3, 20, 10, tzinfo=ZoneInfo("Asia/Baku"))
WAYS = {
    ("draft", "lodged"),
    ("draft", "late"),
    ("lodged", "decided"),
    ("lodged", "overtaken"),
    ("late", "admitted"),
    ("late", "not_admitted"),
    ("late", "overtaken"),
    ("admitted", "decided"),
    ("admitted", "overtaken"),
}
STEPS = ("begin", "send", "admit", "turn away", "uphold", "change", "send back", "court", "a month later")


def step(name: str, case: Case, *, by: tuple[Staff, Staff], now: datetime) -> None:
    """Try one thing; what is not possible says so and changes nothing."""
    me = Oneself(person_id=case.person_id, subject="subject")
    examiner, supervisor = by
    newest = Appeal.objects.filter(case=case).order_by("-pk").first()
    facts = {"person.age": 66}
    with suppress(NotPossible), transaction.atomic():
        match name:
            case "begin":
                handlers.begin_appeal(case_id=case.pk, actor=me, grounds="Wrong.", late_reason="Ill.", now=now)
            case "send":
                handlers.send_appeal(case_id=case.pk, actor=me, now=now)
            case "admit" | "turn away" if newest is not None:
                handlers.admit_appeal(
                    appeal_id=newest.pk, actor=examiner, admitted=name == "admit", note="Because it is so.", now=now
                )
            case "uphold" | "change" | "send back" if newest is not None:
                ruling = {"uphold": Ruling.UPHELD, "change": Ruling.CHANGED, "send back": Ruling.SENT_BACK}[name]
                handlers.decide_appeal(
                    appeal_id=newest.pk, actor=examiner, ruling=ruling, note="Because.", facts=facts, now=now
                )
            case "court":
                court = Court("Court", str(now), now.date(), "It says so.")
                handlers.register_court(
                    case_id=case.pk, actor=supervisor, court=court, ruling=Ruling.UPHELD, facts={}, now=now
                )


class AppealStates(TestCase):
    """The law of the states."""

    @given(st.lists(st.sampled_from(STEPS), max_size=8))
    @settings(max_examples=25, deadline=None)
    def test_an_appeal_only_goes_its_way(self, steps: list[str]) -> None:
        """Every change of a state is one of the table; never are two open; what is answered is answered once."""
        InstitutionFactory(code="DSMF")
        case = CaseFactory(refused=True, person=PersonFactory(birth_date=datetime(1962, 6, 1).date()))
        by = staff_actor(UserFactory()), staff_actor(UserFactory(supervisor=True))
        now = START
        seen: dict[int, list[str]] = {}
        for name in steps:
            now += timedelta(days=40) if name == "a month later" else timedelta(hours=1)
            step(name, case, by=by, now=now)
            rows = list(Appeal.objects.filter(case=case))
            assert sum(one.state in OPEN_APPEAL for one in rows) <= 1
            for one in rows:
                seen.setdefault(one.pk, ["draft"]).append(one.state)
            assert (
                Case.objects.filter(
                    service=case.service_id, basis=case.basis, basis_key=case.basis_key, live=True
                ).count()
                <= 1
            )
        for states in seen.values():
            changes = {pair for pair in pairwise(states) if pair[0] != pair[1]}
            assert changes <= WAYS
        answers = AppealAnswer.objects.filter(about="decision", appeal__case=case)
        assert answers.count() == Appeal.objects.filter(case=case, state="decided").count()


@pytest.mark.django_db
@pytest.mark.parametrize("start", ["lodged", "late", "admitted", "not_admitted", "decided", "overtaken"], ids=str)
@pytest.mark.parametrize("to", ["draft", "lodged", "late", "admitted", "not_admitted", "decided", "overtaken"], ids=str)
def test_the_database_refuses_every_other_way(start: str, to: str) -> None:
    case = CaseFactory(refused=True)
    appeal = AppealFactory(case=case, state=start, ruling="upheld" if start == "decided" else "")
    changes = {"state": to, "ruling": "upheld" if to == "decided" else ""}
    try:
        with transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(**changes)
    except DatabaseError:
        assert (start, to) not in WAYS
        assert start != to
    else:
        assert (start, to) in WAYS or start == to


@pytest.mark.django_db
def test_the_database_lets_one_appeal_be_open() -> None:
    case = CaseFactory(refused=True)
    AppealFactory(case=case)
    with pytest.raises(DatabaseError), transaction.atomic():
        AppealFactory(case=case, letter=None, against="no_right")
