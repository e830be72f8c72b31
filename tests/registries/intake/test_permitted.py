"""Who may report what, at every entrance: events, a file of them, a table of rows."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dost.accounts.models import SecurityEvent
from registries.data import read
from registries.data.reporting import may_report, reporters, reporting
from registries.intake import receive
from registries.intake.kinds import ENDINGS, KINDS, PLAIN
from registries.intake.permitted import ACTS
from registries.intake.targets import targets
from registries.models import DeathAct, Person, RegistryGap
from registries.synthetic.life_kinds import KINDS as LIFE
from tests.factories.keys import body_of
from tests.factories.registries import InstitutionFactory, PersonFactory

TABLES = {target.model.__name__ for target in targets().values()}


def test_table_of_reporters_names_institutions_and_tables_that_exist() -> None:
    codes = {row["code"] for row in read("institutions")}
    assert set(reporting()) <= codes
    assert set().union(*reporting().values()) <= TABLES
    assert all(row["ground"] for row in read("reporting"))
    rows = [(row["institution"], row["table"]) for row in read("reporting")]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_has_somebody_who_reports_it(table: str) -> None:
    assert reporters(table)


def test_kinds_of_life_are_sent_by_who_may() -> None:
    for kind in LIFE.values():
        model = PLAIN.get(kind.event) or ENDINGS.get(kind.event)
        table = model.__name__ if model else ACTS[kind.event]
        assert may_report(kind.institution, table), kind


@pytest.mark.parametrize("bank", ["ABB", "KAPITAL", "AZERCELL"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_banks_and_operators_report_nothing(db: None, bank: str, kind: str) -> None:
    InstitutionFactory(code=bank)
    person = PersonFactory()
    record = {"fin": person.fin, "reference": "1", "registry": "POPULATION", "table": "DeathAct"}
    event = {"institution": bank, "id": "1", "kind": kind, "happened_on": "2026-03-01", "record": record}

    (receipt,) = receive([event])

    assert receipt.status == "refused"
    assert not DeathAct.objects.exists()
    assert receipt.denied


def test_gap_is_told_by_who_has_a_table_of_that_registry(db: None) -> None:
    person = PersonFactory()
    for code in ("DTSERA", "DSMF"):
        InstitutionFactory(code=code)
    record = {"fin": person.fin, "registry": "TSERAS"}
    told = [
        {"institution": code, "id": "1", "kind": "gap", "happened_on": "2026-03-01", "record": record}
        for code in ("DSMF", "DTSERA")
    ]

    assert [receipt.status for receipt in receive(told)] == ["refused", "applied"]
    assert RegistryGap.objects.get().registry == "TSERAS"


# -- files -------------------------------------------------------------------------------------------------------


def imported(*arguments: object) -> tuple[int, str]:
    err = StringIO()
    try:
        call_command("import", *map(str, arguments), verbosity=0, stdout=StringIO(), stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), err.getvalue()
    return 0, err.getvalue()


@pytest.fixture
def acts(db: None, tmp_path: Path) -> Path:
    for code in ("EDLIYYE", "ABB", "XIN"):
        InstitutionFactory(code=code)
    first, second = PersonFactory(), PersonFactory()
    path = tmp_path / "acts.csv"
    lines = ["fin,source,reference,valid_from,act_no,registered_on"]
    lines += [f"{first.fin},EDLIYYE,A-1,2026-03-01,A-1,2026-03-01", f"{second.fin},ABB,A-2,2026-03-01,A-2,2026-03-01"]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_row_of_a_source_that_may_not_report_it_is_refused_and_seen(acts: Path) -> None:
    code, _ = imported("DeathAct", acts)

    assert code == 3
    assert DeathAct.objects.get().source_id == "EDLIYYE"
    assert "ABB may not report into DeathAct" in (acts.parent / "acts.rejected.csv").read_text()
    assert SecurityEvent.objects.get(kind="call_refused").about == "ABB may not report into DeathAct"


def test_file_is_from_whom_the_operator_says(acts: Path) -> None:
    assert imported("DeathAct", acts, "--institution", "XIN")[0] == 3
    assert not DeathAct.objects.exists()
    with pytest.raises(CommandError, match="ABB may not report into DeathAct"):
        imported("DeathAct", acts, "--institution", "ABB")
    with pytest.raises(CommandError, match="there is no institution NOBODY"):
        imported("DeathAct", acts, "--institution", "NOBODY")
    assert imported("DeathAct", acts, "--institution", "edliyye")[0] == 3
    assert DeathAct.objects.get().source_id == "EDLIYYE"


def test_production_asks_whom_a_file_is_from(acts: Path, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--institution CODE"):
        imported("DeathAct", acts)
    with pytest.raises(CommandError, match="--institution CODE"):
        call_command("events", acts)


def test_line_of_another_institution_than_the_file_is_from_is_refused_and_seen(tmp_path: Path, db: None) -> None:
    for code in ("EDLIYYE", "DTSERA"):
        InstitutionFactory(code=code)
    person: Person = PersonFactory()
    record = {"fin": person.fin}
    event = {"institution": "EDLIYYE", "id": "1", "kind": "death", "happened_on": "2026-03-01", "record": record}
    path = tmp_path / "events.jsonl"
    path.write_bytes(body_of(event))
    for code, ended in (("DTSERA", True), ("EDLIYYE", False)):
        if ended:
            with pytest.raises(SystemExit):
                call_command("events", path, institution=code, stdout=StringIO(), stderr=StringIO())
        else:
            call_command("events", path, institution=code, stdout=StringIO(), stderr=StringIO())
    assert DeathAct.objects.get().source_id == "EDLIYYE"
    refused = SecurityEvent.objects.get(kind="call_refused")
    assert (refused.institution, refused.about) == ("DTSERA", "is EDLIYYE, and DTSERA has signed")
    with pytest.raises(CommandError, match="no institution NOBODY"):
        call_command("events", path, institution="NOBODY")
