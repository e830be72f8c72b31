from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registries.bridge import directory
from registries.bridge.simulator.questions import SQL
from registries.models import DeathAct, Institution
from tests.registries.bridge.conftest import Ask, Family, Institutions, record

pytestmark = pytest.mark.django_db

ON = "2026-03-03"


def test_identity_of_a_person(family: Family, ask: Ask) -> None:
    assert ask("DIN.identity", fin=family.mother.fin) == {
        "fin": family.mother.fin,
        "surname": "Əliyeva",
        "given_name": "Ülviyyə",
        "father_name": "Rəşad",
        "birth_date": "1996-05-01",
        "citizenship": "citizen",
        "residence": "permanent",
    }


def test_identity_of_nobody_is_not_found(family: Family, ask: Ask) -> None:
    assert ask("DIN.identity", fin="0000000") is None


def test_alive_and_dead(family: Family, ask: Ask) -> None:
    assert ask("DIN.alive", fin=family.mother.fin) == {"alive": True, "died_on": None}
    assert ask("DIN.alive", fin=family.grandmother.fin) == {"alive": False, "died_on": "2025-12-31"}


def test_birth_act_with_both_parents(family: Family, ask: Ask) -> None:
    assert ask("EDLIYYE.birth_act", child_fin=family.child.fin) == {
        "act_no": "B-1",
        "mother_fin": family.mother.fin,
        "father_fin": family.father.fin,
        "born_on": "2026-02-20",
        "born_alive": True,
        "registered_on": "2026-02-25",
    }
    assert ask("EDLIYYE.birth_act", child_fin=family.mother.fin) is None


def test_death_act(family: Family, ask: Ask) -> None:
    assert ask("EDLIYYE.death_act", fin=family.grandmother.fin) is None
    last_day = date(2025, 12, 31)
    DeathAct.objects.create(
        **record(family.grandmother, "EDLIYYE", "O-1", last_day),
        act_no="O-1",
        registered_on=last_day,
        buried_by=family.mother,
    )
    assert ask("EDLIYYE.death_act", fin=family.grandmother.fin) == {
        "act_no": "O-1",
        "died_on": "2025-12-31",
        "ground": "act",
        "registered_on": "2025-12-31",
        "buried_by_fin": family.mother.fin,
    }


def test_kinship_is_answered_both_ways_round(family: Family, ask: Ask) -> None:
    mother, child = family.mother.fin, family.child.fin
    since = {"since": "2026-02-20", "until": None, "rights_removed": False}
    assert ask("EDLIYYE.kinship", fin=child, relative_fin=mother, on=ON) == {"kind": "mother", **since}
    assert ask("EDLIYYE.kinship", fin=mother, relative_fin=child, on=ON) == {"kind": "child", **since}
    assert ask("EDLIYYE.kinship", fin=child, relative_fin=family.father.fin, on=ON) is None


def test_marriage_that_has_ended(family: Family, ask: Ask) -> None:
    assert ask("EDLIYYE.marriage", fin=family.mother.fin, on="2023-05-05") == {
        "married": True,
        "spouse_fin": family.father.fin,
        "since": "2020-01-01",
    }
    assert ask("EDLIYYE.marriage", fin=family.mother.fin, on=ON) == {
        "married": False,
        "spouse_fin": None,
        "since": None,
    }


def test_employment_on_a_day(family: Family, ask: Ask) -> None:
    at_work = {"employed": True, "since": "2024-06-01", "employer_voen": "1234567891", "entrepreneur": False}
    idle = {"employed": False, "since": None, "employer_voen": None, "entrepreneur": False}
    assert ask("DVX.employment", fin=family.mother.fin, on=ON) == at_work
    assert ask("DVX.employment", fin=family.mother.fin, on="2024-05-31") == idle
    assert ask("DVX.employment", fin=family.father.fin, on=ON) == idle
    assert ask("DVX.employment", fin="0000000", on=ON) is None


def test_income(family: Family, ask: Ask) -> None:
    assert ask("DVX.income", fin=family.mother.fin, on=ON) == {
        "insured_income_12m": "10800.00",
        "monthly_pay": "900.00",
    }
    assert ask("DVX.income", fin=family.child.fin, on=ON) == {"insured_income_12m": "0.00", "monthly_pay": "0.00"}


def test_pension_capital_known_unknown_and_none(family: Family, ask: Ask) -> None:
    assert ask("DSMF.pension_capital", fin=family.mother.fin) == {"capital": "12345.60", "months": 90}
    assert ask("DSMF.pension_capital", fin=family.father.fin) == {"capital": None, "months": 12}
    assert ask("DSMF.pension_capital", fin=family.child.fin) == {"capital": "0.00", "months": 0}


def test_payments_in_force(family: Family, ask: Ask) -> None:
    assert ask("DSMF.payments", fin=family.mother.fin, on=ON) == {"service_codes": ["05-23"]}
    assert ask("DSMF.payments", fin=family.mother.fin, on="2025-12-31") == {"service_codes": []}
    paid = {"service_code": "05-23", "basis_key": "DTSERA:D-1"}
    assert ask("DSMF.paid_for", fin=family.mother.fin, **paid) == {"paid": True, "assigned_on": "2026-01-11"}
    assert ask("DSMF.paid_for", fin=family.mother.fin, service_code="05-40", basis_key="x") == {
        "paid": False,
        "assigned_on": None,
    }


def test_disability_decision_with_and_without_a_person(family: Family, ask: Ask) -> None:
    known = {
        "fin": family.mother.fin,
        "band": "61-80",
        "cause": "general",
        "decision_date": "2026-01-10",
        "since": "2026-01-10",
        "until": "2027-01-09",
        "before_18": False,
        "in_force": True,
    }
    assert ask("DTSERA.disability", decision_no="D-1", on=ON) == known
    assert ask("DTSERA.disability", decision_no="D-1", fin=family.mother.fin, on=ON) == known
    assert ask("DTSERA.disability", decision_no="D-1", fin=family.mother.fin, on="2027-01-10") == {
        **known,
        "in_force": False,
    }
    assert ask("DTSERA.disability", decision_no="D-1", fin=family.child.fin, on=ON) is None
    assert ask("DTSERA.disability", decision_no="D-9", on=ON) is None


def test_service_study_status_release_guardianship(family: Family, ask: Ask) -> None:
    assert ask("SHXCDX.service", fin=family.father.fin, on=ON) == {
        "serving": True,
        "since": "2025-07-01",
        "until": "2026-12-31",
        "unit_no": "N-7",
    }
    assert ask("ETN.study", fin=family.mother.fin, on=ON) == {
        "studies": True,
        "full_time": True,
        "level": "higher",
        "place": "BDU",
        "until": "2026-06-30",
    }
    assert ask("MN.status", fin=family.mother.fin, on=ON) == {"statuses": ["martyr_family"], "martyr_fin": None}
    assert ask("PENITENSIAR.release", fin=family.father.fin, on=ON) == {
        "imprisoned": False,
        "released_on": "2025-02-01",
        "certificate_no": "P-1",
    }
    assert ask("MEHKEME.guardianship", child_fin=family.child.fin, on=ON) == {
        "kind": "guardianship",
        "carer_fin": family.mother.fin,
        "document_no": "G-1",
        "since": "2026-03-01",
        "until": None,
    }


def test_a_superseded_record_is_not_told(family: Family, ask: Ask) -> None:
    from registries.models import EmploymentContract

    old = EmploymentContract.objects.get(reference="C-1")
    EmploymentContract.objects.filter(pk=old.pk).update(superseded_at=old.recorded_at)
    assert ask("DVX.employment", fin=family.mother.fin, on=ON) == {
        "employed": False,
        "since": None,
        "employer_voen": None,
        "entrepreneur": False,
    }


def test_every_institution_tells_the_records_it_sent(family: Family, ask: Ask, institutions: Institutions) -> None:
    assert ask("DEMX.records", fin=family.mother.fin) == {"references": ["EMAS C-1"]}
    Institution.objects.create(code="AZERSU", name_az="Azərsu", name_en="Azersu", sector="state", confidence="recalled")
    assert ask("AZERSU.records", fin=family.mother.fin) == {"references": []}
    assert institutions.post("/NOBODY/records", [{"key": "1", "fin": "0000000"}]).status_code == 404


def test_number_owner(family: Family, ask: Ask) -> None:
    assert ask("AZERCELL.number_owner", fin=family.mother.fin, phone="+994501112233") == {"owned": True}
    assert ask("AZERCELL.number_owner", fin=family.father.fin, phone="+994501112233") == {"owned": False}


@pytest.mark.parametrize(
    ("code", "name"), [(who.code, name) for who in directory.PROFILES.values() for name in who.questions]
)
def test_every_question_is_answered_as_the_directory_says(
    family: Family, institutions: Institutions, code: str, name: str
) -> None:
    spec = directory.profile(code).question(name)
    particulars = {
        "fin": family.mother.fin,
        "child_fin": family.child.fin,
        "relative_fin": family.child.fin,
        "on": ON,
        "decision_no": "D-1",
        "phone": "+994501112233",
    }
    item = {field: particulars.get(field, "C-1") for field in spec.asks}
    answer = institutions.answers(f"/{code}/{name}", [{"key": "1", **item}])["1"]
    if answer is not None:
        assert list(answer) == list(spec.tells)
        assert not [word for word, kind in spec.tells.items() if directory.misfit(answer[word], kind)]


def test_there_is_no_answer_without_a_question() -> None:
    offered = {name for who in directory.PROFILES.values() for name in who.questions}
    assert set(SQL) == offered


@pytest.mark.parametrize("count", [1, 50])
def test_one_query_however_many_are_asked_about(
    family: Family, institutions: Institutions, django_assert_num_queries: Any, count: int
) -> None:
    items = [{"key": str(n), "fin": family.mother.fin, "on": ON} for n in range(count)]
    with django_assert_num_queries(2):  # the faults in force, and the question
        answers = institutions.answers("/DVX/employment", items)
    assert len(answers) == count


@pytest.mark.parametrize(
    ("path", "content", "status", "field"),
    [
        ("/DIN/alive", b"<xml/>", 400, None),
        ("/DIN/alive", {"items": {}}, 400, "items"),
        ("/DIN/alive", [], 400, "items"),
        ("/DIN/alive", [{"key": "1"}], 400, "items"),
        ("/DIN/alive", [{"key": "", "fin": "1"}], 400, "items"),
        ("/DIN/alive", [{"key": "1", "fin": "1", "name": "x"}], 400, "items"),
        ("/DVX/employment", [{"key": "1", "fin": "1", "on": "2026-02-30"}], 400, "items"),
        ("/PENITENSIAR/release", [{"key": "1", "fin": "1"}, {"key": "2", "fin": "1"}], 400, "items"),
        ("/DIN/secrets", [{"key": "1", "fin": "1"}], 404, None),
        ("/DIN/pain001", b"<xml/>", 404, None),
        ("/ABB/sms", [{"key": "1", "to": "1", "text": "1", "sender": "1", "language": "az"}], 404, None),
    ],
)
def test_bad_requests_are_refused_by_name(
    institutions: Institutions, path: str, content: Any, status: int, field: str | None
) -> None:
    response = institutions.post(path, content)
    assert response.status_code == status
    assert response.json()["error"].get("field") == field


def test_a_question_after_its_deadline_is_refused(institutions: Institutions) -> None:
    assert institutions.post("/DIN/alive", [{"key": "1", "fin": "1"}], deadline=1.0).status_code == 408
    late = institutions.client.post("/DIN/alive", "{}", content_type="application/json", headers={"X-Deadline": "soon"})
    assert late.status_code == 400
    assert late.json()["error"]["field"] == "X-Deadline"


def test_what_an_institution_offers(institutions: Institutions) -> None:
    offer = institutions.client.get("/PENITENSIAR/").json()
    assert offer["max_items"] == 1
    assert offer["questions"]["release"]["asks"] == {"fin": "text", "on": "date?"}
    assert institutions.client.get("/DIN/alive").status_code == 405
