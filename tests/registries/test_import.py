"""`manage.py import`: good rows land, bad ones are refused with what would be right, the same again is nothing new."""

from __future__ import annotations

import codecs
import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registries.intake import files
from registries.intake.csvfile import open_csv
from registries.intake.targets import find_target
from registries.models import (
    DisabilityDecision,
    District,
    EmploymentContract,
    Household,
    Institution,
    Leave,
    Person,
    PersonChange,
    RegistryEvent,
)
from tests.factories.registries import DistrictFactory, InstitutionFactory, PersonFactory

PEOPLE = "fin,surname,given_name,father_name,sex,birth_date,district,phone\n"
ALI = "5AB1C2D,Əliyev,Əli,Vəli,M,17.05.1990,Yasamal,050 123 45 67\n"
AYGUN = "6AB1C2D,Məmmədova,Aygün,Rasim,F,1992-01-02,yasamal,\n"
DECISIONS = "fin,source,reference,valid_from,valid_until,decision_no,decision_date,band,cause\n"


@pytest.fixture(autouse=True)
def reference(db: None) -> None:
    for code in ("DIN", "DTSERA", "DEMX", "ITSDA"):
        InstitutionFactory(code=code)
    DistrictFactory(code="yasamal", name="Yasamal")


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


def run(*arguments: object) -> Ran:
    out, err = StringIO(), StringIO()
    try:
        call_command("import", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        return Ran(int(str(stop.code)), out.getvalue(), err.getvalue())
    except CommandError as error:
        said = error
    else:
        return Ran(0, out.getvalue(), err.getvalue())
    assert "\n" not in str(said)
    return Ran(said.returncode, out.getvalue(), str(said))


def write(folder: Path, text: str | bytes, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def rejected(path: Path) -> list[dict[str, str]]:
    with path.with_name(f"{path.stem}.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_people_are_brought_in(tmp_path: Path) -> None:
    ran = run("people", write(tmp_path, PEOPLE + ALI + AYGUN))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "people: 2 rows: 2 new, 0 corrected, 0 unchanged, 0 refused\n"
    person = Person.objects.get(fin="5AB1C2D")
    assert (person.surname, person.birth_date, person.district_id) == ("Əliyev", date(1990, 5, 17), "yasamal")
    assert person.phone == "+994501234567"
    assert not list(tmp_path.glob("*.rejected.csv"))


def test_people_are_brought_into_an_empty_installation(tmp_path: Path) -> None:
    Institution.objects.all().delete()
    District.objects.all().delete()
    assert run("people", write(tmp_path, PEOPLE + ALI), "--dry-run").code == 0
    assert not Institution.objects.exists()
    assert run("people", write(tmp_path, PEOPLE + ALI)).code == 0
    assert Person.objects.get().district_id == "yasamal"


def test_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, PEOPLE + ALI + AYGUN)
    run("people", path)
    before = list(Person.objects.order_by("pk").values())
    ran = run("people", path)
    assert ran.out == "people: 2 rows: 0 new, 0 corrected, 2 unchanged, 0 refused\n"
    assert list(Person.objects.order_by("pk").values()) == before
    assert not PersonChange.objects.exists()


def test_changed_person_is_updated_and_the_change_kept(tmp_path: Path) -> None:
    run("people", write(tmp_path, PEOPLE + ALI))
    text = "fin,surname,given_name,sex,birth_date,source,reference\n5AB1C2D,Əliyev,Əlikram,M,1990-05-17,EDLIYYE,AD-7\n"
    InstitutionFactory(code="EDLIYYE")
    assert run("people", write(tmp_path, text)).out.startswith("people: 1 row: 0 new, 1 corrected")
    change = PersonChange.objects.get()
    assert (change.field, change.old, change.new) == ("given_name", "Əli", "Əlikram")
    assert (change.source_id, change.reference) == ("EDLIYYE", "AD-7")
    assert Person.objects.get().father_name == "Vəli"


def test_bad_rows_are_refused_and_good_ones_land(tmp_path: Path) -> None:
    text = (
        PEOPLE
        + "5AB1C2О,Əliyev,Əli,Vəli,M,17.05.1990,Yasamal,\n"
        + ALI
        + "7AB1C2D,Əliyev,Əli,Vəli,M,31.02.1990,Yasamal,\n"
        + "\n"
        + "8AB1C2D,Əliyev,Əli,Vəli,M,17.05.1990,Yasml,\n"
        + "9AB1C2D,Əliyev,Əli\n"
        + AYGUN
    )
    path = write(tmp_path, text)
    ran = run("people", path)
    assert ran.code == 3
    assert ran.out == "people: 6 rows: 2 new, 0 corrected, 0 unchanged, 4 refused\n"
    assert ran.err == f"4 rows refused: see {tmp_path / 'rows.rejected.csv'}\n"
    assert Person.objects.count() == 2
    rows = rejected(path)
    assert list(rows[0]) == [*PEOPLE.strip().split(","), "line", "field", "problem", "hint"]
    assert [(row["line"], row["field"]) for row in rows] == [
        ("2", "fin"),
        ("4", "birth_date"),
        ("6", "district"),
        ("7", ""),
    ]
    assert rows[0]["problem"] == "has the Cyrillic letter “О” in place 7"
    assert rows[1]["problem"] == "there is no day “31.02.1990”"
    assert rows[1]["hint"] == "write 2026-03-01 or 01.03.2026"
    assert rows[2]["hint"].startswith("did you mean yasamal?")
    assert rows[3]["problem"] == "has 3 cells, the header 8"
    assert rows[0]["fin"] == "5AB1C2О"


def test_rejected_file_put_right_is_taken_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path, PEOPLE + ALI.replace("17.05.1990", "32.05.1990"))
    assert run("people", path).code == 3
    fixed = path.with_name("rows.rejected.csv")
    fixed.write_text(fixed.read_text().replace("32.05.1990", "17.05.1990"))
    assert run("people", fixed).code == 0
    assert Person.objects.get().birth_date == date(1990, 5, 17)


def test_rejected_file_of_an_earlier_run_goes_when_all_is_well(tmp_path: Path) -> None:
    path = write(tmp_path, PEOPLE + ALI.replace("M", "X"))
    assert run("people", path).code == 3
    path.write_text(PEOPLE + ALI)
    assert run("people", path).code == 0
    assert not path.with_name("rows.rejected.csv").exists()


def test_dry_run_reports_and_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, PEOPLE + ALI + AYGUN.replace("F", "Q"))
    ran = run("people", path, "--dry-run")
    assert ran.code == 3
    assert ran.out.endswith(
        "1 new, 0 corrected, 0 unchanged, 1 refused (dry run: nothing was written to the database)\n"
    )
    assert not Person.objects.exists()
    assert rejected(path)[0]["field"] == "sex"


# -- records ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(fin="5AB1C2D", birth_date=date(1990, 1, 1))
    return made


def test_records_are_brought_in_by_registry_code(tmp_path: Path, person: Person) -> None:
    text = DECISIONS + "5ab1c2d,DTSERA,T-1,1.3.2026,,77,2026-03-01,81-100,general\n"
    assert run("TSERAS", write(tmp_path, text)).code == 0
    record = DisabilityDecision.objects.get()
    assert (record.person, record.band, record.valid_until) == (person, "81-100", None)


def test_record_again_is_unchanged_and_otherwise_superseded(tmp_path: Path, person: Person) -> None:
    row = "5AB1C2D,DTSERA,T-1,2026-03-01,,77,2026-03-01,81-100,general\n"
    run("tseras", write(tmp_path, DECISIONS + row))
    assert "1 unchanged" in run("tseras", write(tmp_path, DECISIONS + row)).out
    changed = row.replace("81-100", "61-80")
    assert "1 corrected" in run("tseras", write(tmp_path, DECISIONS + changed, "new.csv")).out
    old, new = DisabilityDecision.objects.order_by("pk")
    assert (old.superseded_by, old.correction_reason, old.corrected_by) == (new, "import", "import new.csv")
    assert (new.band, new.superseded_at) == ("61-80", None)
    assert "1 unchanged" in run("tseras", write(tmp_path, DECISIONS + changed)).out


def test_columns_that_are_not_there_keep_what_stands(tmp_path: Path, person: Person) -> None:
    text = DECISIONS.strip() + ",icd10\n5AB1C2D,DTSERA,T-1,2026-03-01,,77,2026-03-01,81-100,general,G40.9\n"
    run("tseras", write(tmp_path, text))
    shorter = DECISIONS + "5AB1C2D,DTSERA,T-1,2026-03-01,,77,2026-03-01,61-80,general\n"
    run("tseras", write(tmp_path, shorter))
    assert DisabilityDecision.objects.get(superseded_at=None).icd10 == "G40.9"


def test_record_twice_in_a_file_is_taken_in_order(tmp_path: Path, person: Person) -> None:
    row = "5AB1C2D,DTSERA,T-1,2026-03-01,,77,2026-03-01,81-100,general\n"
    ran = run("tseras", write(tmp_path, DECISIONS + row + row + row.replace("81-100", "31-60")))
    assert "1 new, 1 corrected, 1 unchanged, 0 refused" in ran.out
    assert DisabilityDecision.objects.get(superseded_at=None).band == "31-60"


def test_what_only_the_database_sees_is_refused_alone(tmp_path: Path, person: Person) -> None:
    other = PersonFactory(fin="6AB1C2D")
    header = "fin,source,reference,valid_from,act_no,registered_on\n"
    InstitutionFactory(code="EDLIYYE")
    rows = [
        f"{fin},EDLIYYE,D-{n},2026-03-01,{n},2026-03-02\n" for n, fin in enumerate(["5AB1C2D", "5AB1C2D", "6AB1C2D"])
    ]
    path = write(tmp_path, header + "".join(rows))
    ran = run("DeathAct", path)
    assert "2 new, 0 corrected, 0 unchanged, 1 refused" in ran.out
    assert rejected(path)[0]["problem"] == "there is a death act of this person already"
    assert other.pk


def test_decimal_comma_and_semicolons_of_a_spreadsheet_are_understood(tmp_path: Path, person: Person) -> None:
    text = (
        "fin;source;reference;valid_from;contract_no;employer_voen;employer_name;position;workplace_district;term;monthly_pay\n"
        "5AB1C2D;DEMX;E-1;01.03.2026;1;1000000011;«Nar» MMC; aşpaz ;Yasamal;open;1 850,50\n"
    )
    assert run("EMAS", write(tmp_path, codecs.BOM_UTF8 + text.encode())).code == 0
    record = EmploymentContract.objects.get()
    assert (record.monthly_pay, record.position) == (Decimal("1850.50"), "aşpaz")


def test_households_are_brought_in_by_meter(tmp_path: Path) -> None:
    path = write(tmp_path, "meter_no,district,gas_supplied\n10000001,Yasamal,hə\n10000002,yasamal,yox\n")
    assert "2 new" in run("households", path).out
    assert "2 unchanged" in run("households", path).out
    assert not Household.objects.get(meter_no="10000002").gas_supplied


def test_table_of_a_registry_with_several_is_named(tmp_path: Path, person: Person) -> None:
    header = "fin,source,reference,valid_from,valid_until,kind,contract_no,days,working_days,average_daily_pay\n"
    path = write(tmp_path, header + "5AB1C2D,ITSDA,X-1,2026-03-01,2026-03-20,sick,1,20,14,\n")
    assert run("leave", path).code == 0
    assert Leave.objects.get().average_daily_pay is None


def test_import_sends_no_events(tmp_path: Path, person: Person) -> None:
    run("tseras", write(tmp_path, DECISIONS + "5AB1C2D,DTSERA,T-1,2026-03-01,,7,2026-03-01,61-80,general\n"))
    assert not RegistryEvent.objects.exists()


# -- files of no use ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        ((PEOPLE + ALI).encode("utf-16"), "is UTF-16; save it as"),
        ((PEOPLE + ALI).encode("cp1251", "replace") + b"\xfe", "is not UTF-8"),
        (PEOPLE.encode() + b"5AB\x00\n", "line 2 has a zero byte"),
        (b"PK\x03\x04xyz", "is a spreadsheet"),
        (b"fin,surname\n", "columns given_name, sex, birth_date are missing"),
        (
            (PEOPLE.replace("surname", "surnme")).encode(),
            "there is no column 'surnme' in people; did you mean surname?",
        ),
        ((PEOPLE.replace("surname", "fin")).encode(), "the column fin is there twice"),
        ((PEOPLE.strip().replace("surname", "") + "\n").encode(), "a column of the header has no name"),
        (b'fin,"sur\n', "header cannot be read"),
    ],
)
def test_file_of_no_use_is_refused_as_a_whole(tmp_path: Path, content: bytes, said: str) -> None:
    ran = run("people", write(tmp_path, content))
    assert ran.code == 2
    assert said in ran.err
    assert not Person.objects.exists()


def test_wrong_byte_is_named_with_its_line(tmp_path: Path) -> None:
    ran = run("people", write(tmp_path, (PEOPLE + ALI).encode() + b"6AB1C2D,\xd0liyeva\n"))
    assert ran.code == 2
    assert "line 3 is not UTF-8 (byte 0xD0)" in ran.err
    assert not Person.objects.exists()


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ran = run("people", tmp_path / "none.csv")
    assert (ran.code, ran.err) == (2, f"{tmp_path / 'none.csv'}: No such file or directory")
    assert run("people", tmp_path).err.endswith("is a folder, not a CSV file")


def test_unknown_registry_suggests_the_nearest(tmp_path: Path) -> None:
    ran = run("TSERAZ", write(tmp_path, PEOPLE))
    assert ran.code == 2
    assert "Did you mean TSERAS?" in ran.err


def test_command_without_a_file_says_what_it_needs() -> None:
    assert run("people").code == 2


def test_file_with_only_a_header_has_no_rows(tmp_path: Path) -> None:
    assert run("people", write(tmp_path, PEOPLE)).out == (
        "people: 0 rows: 0 new, 0 corrected, 0 unchanged, 0 refused\n"
    )


# -- rows that cannot be read ------------------------------------------------------------------------------------------


def test_quoted_cells_keep_commas_quotes_and_line_ends(tmp_path: Path, person: Person) -> None:
    text = (
        "fin,source,reference,valid_from,contract_no,employer_voen,employer_name,position,workplace_district,term\r\n"
        '5AB1C2D,DEMX,E-1,2026-03-01,1,1000000011,"""Nar"", MMC",aşpaz,Yasamal,open\r\n'
    )
    assert run("EMAS", write(tmp_path, text)).code == 0
    assert EmploymentContract.objects.get().employer_name == '"Nar", MMC'


def test_quote_that_is_never_closed_costs_only_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, PEOPLE + '7AB1C2D,"Əliyev,Əli,Vəli,M,17.05.1990,Yasamal,\n' + ALI + AYGUN * 1 + "\n" * 3)
    ran = run("people", path)
    assert ran.code == 3
    assert Person.objects.count() == 2
    row = rejected(path)[0]
    assert (row["line"], row["problem"]) == ("2", "opens a double quote that is not closed")


def test_line_numbers_count_lines_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "\n" + PEOPLE + "\n" + '"5AB\n1C2D",Əliyev,Əli,Vəli,M,1990-01-01,,\n' + "x,,,,,,,\n")
    run("people", path)
    assert [row["line"] for row in rejected(path)] == ["4", "6"]


def test_batches_do_not_change_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BATCH", 3)
    rows = [f"{n}AB1C2D,Əliyev,Əli,Vəli,{'Q' if n == 4 else 'M'},1990-01-01,,\n" for n in range(10)]
    ran = run("people", write(tmp_path, PEOPLE + "".join(rows)))
    assert "9 new, 0 corrected, 0 unchanged, 1 refused" in ran.out


# -- descriptions ------------------------------------------------------------------------------------------------------


def test_description_lists_columns_with_types_and_examples() -> None:
    described = json.loads(run("EMAS", "--describe").out)
    assert (described["target"], described["registry"]) == ("EmploymentContract", "EMAS")
    assert described["key"] == ["source", "reference"]
    columns = {column["name"]: column for column in described["columns"]}
    assert columns["fin"] == {
        "name": "fin",
        "type": "fin",
        "required": True,
        "description": columns["fin"]["description"],
        "example": "5AB1C2D",
    }
    assert columns["term"]["choices"] == ["open", "fixed"]
    assert columns["monthly_pay"]["type"] == "decimal"
    assert not columns["monthly_pay"]["required"]
    assert columns["valid_from"]["type"] == "date"
    assert columns["suspended"]["type"] == "boolean"
    assert columns["workplace_district"]["type"] == "district"


def test_description_without_a_target_lists_the_targets() -> None:
    names = {each["target"]: each["registry"] for each in json.loads(run("--describe").out)}
    assert names["people"] == "POPULATION"
    assert names["Leave"] == "EMAS"


def test_a_file_made_from_the_description_is_taken(tmp_path: Path) -> None:
    described = json.loads(run("people", "--describe").out)
    names = [column["name"] for column in described["columns"] if column["name"] not in {"died_on", "missing_since"}]
    examples = {column["name"]: str(column["example"]) for column in described["columns"]} | {"source": "DIN"}
    path = tmp_path / "made.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([names, [examples[name] for name in names]])
    assert run("people", path).code == 0


# -- laws --------------------------------------------------------------------------------------------------------------

cells = st.text(
    st.characters(exclude_characters="\x00", categories=("L", "M", "N", "P", "S", "Z", "Cc", "Cf")), max_size=12
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rows=st.lists(st.lists(cells, min_size=1, max_size=6), max_size=6))
def test_any_file_is_imported_or_refused_in_words(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "any.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    ran = run("people", path)
    assert ran.code in {0, 2, 3}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_csv_is_read_back_as_it_was_written(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "back.csv"
    clean = [[cell.replace("\r", "") for cell in row] for row in rows]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([["a", "b", "c"], *clean])
    read = [row.cells for row in open_csv(path).rows() if row.problem is None]
    assert read == [row for row in clean if any(cell.strip() for cell in row)]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_importing_any_rows_twice_equals_once(tmp_path: Path, data: st.DataObject) -> None:
    person = PersonFactory()
    bands = st.sampled_from(["31-60", "61-80", "81-100"])
    drawn = data.draw(st.lists(st.tuples(st.integers(0, 3), bands), max_size=8))
    last = dict(drawn)
    rows = [
        f"{person.fin},DTSERA,{person.pk}-{n},2026-03-01,,1,2026-03-01,{band},general\n" for n, band in last.items()
    ]
    path = write(tmp_path, DECISIONS + "".join(rows))
    run("tseras", path)
    stored = list(DisabilityDecision.objects.filter(person=person).order_by("pk").values())
    again = run("tseras", path)
    assert f"0 new, 0 corrected, {len(rows)} unchanged" in again.out
    assert list(DisabilityDecision.objects.filter(person=person).order_by("pk").values()) == stored


def test_targets_have_a_key_that_their_columns_have() -> None:
    for name in ("people", "households", "EMAS", "birthact"):
        described: dict[str, Any] = find_target(name).describe()
        assert set(described["key"]) <= {column["name"] for column in described["columns"]}


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", "sep=;;;;;;;;", "\ufeffsep=;"])
def test_a_line_that_tells_the_separator_is_no_header(tmp_path: Path, first: str) -> None:
    path = write(tmp_path, f"{first}\r\n" + (PEOPLE + ALI).replace(",", ";"))
    ran = run("people", path)
    assert (ran.code, ran.err) == (0, "")
    assert Person.objects.get().fin == "5AB1C2D"


def test_the_separator_that_is_told_counts_and_not_the_most_frequent(tmp_path: Path) -> None:
    file = open_csv(write(tmp_path, "sep=;\na,b,c;d\n1,2,3;4\n"))
    assert (file.delimiter, file.header, [row.cells for row in file.rows()]) == (
        ";",
        ["a,b,c", "d"],
        [["1,2,3", "4"]],
    )
    assert open_csv(write(tmp_path, "sep=\na,b\n")).delimiter == ","
    assert run("people", write(tmp_path, "sep=;\n")).code == 2


def test_a_refused_row_is_named_by_its_own_line_below_a_separator_line(tmp_path: Path) -> None:
    path = write(tmp_path, "sep=,\n" + PEOPLE + ALI.replace("5AB1C2D", "5AB1C2I"))
    assert run("people", path).code == 3
    assert rejected(path)[0]["line"] == "3"


def test_empty_columns_at_the_end_are_none(tmp_path: Path) -> None:
    head, ali, aygun = (line.rstrip("\n") for line in (PEOPLE, ALI, AYGUN))
    ran = run("people", write(tmp_path, f"{head},,\n{ali},,\n{aygun}\n"))
    assert (ran.code, ran.err) == (0, "")
    assert Person.objects.count() == 2


def test_content_below_a_column_without_a_name_is_refused_and_named(tmp_path: Path) -> None:
    head, ali, aygun = (line.rstrip("\n") for line in (PEOPLE, ALI, AYGUN))
    path = write(tmp_path, f"{head},,\n{ali},,Bakı\n{aygun},,\n")
    assert run("people", path).code == 3
    assert Person.objects.get().fin == "6AB1C2D"
    text = path.with_name("rows.rejected.csv").read_text(encoding="utf-8")
    assert "has “Bakı” in column 10, which has no name" in text


def test_more_cells_than_the_header_has_are_refused(tmp_path: Path) -> None:
    head, ali = PEOPLE.rstrip("\n"), ALI.rstrip("\n")
    assert run("people", write(tmp_path, f"{head},\n{ali},,\n")).code == 3


def test_a_fin_that_lost_its_zero_is_no_second_person(tmp_path: Path) -> None:
    assert run("people", write(tmp_path, PEOPLE + ALI.replace("5AB1C2D", "0123457"))).code == 0
    path = write(tmp_path, PEOPLE + ALI.replace("5AB1C2D", "123457").replace("050 123", "50 123"))
    assert run("people", path).code == 3
    assert [person.fin for person in Person.objects.all()] == ["0123457"]
    assert "0123457?" in rejected(path)[0]["hint"]


def test_a_voen_that_lost_its_zero_is_refused_with_what_was_meant(tmp_path: Path) -> None:
    PersonFactory(fin="5AB1C2D")
    row = "5AB1C2D,DEMX,K-1,05.01.2026,K-1,{voen},Nümunə,mühasib,yasamal,open,{pay}\n"
    head = "fin,source,reference,valid_from,contract_no,employer_voen,employer_name,position,workplace_district,term,"
    path = write(tmp_path, f"{head}monthly_pay\n" + row.format(voen="100000011", pay="500"))
    assert run("EMAS", path).code == 3
    assert "0100000011?" in rejected(path)[0]["hint"]


@pytest.mark.parametrize(
    ("pay", "stored"),
    [("1,500", None), ("1.500", None), ("1\u00a0500,00", "1500.00"), ("12,345", None), ("2 000", "2000.00")],
)
def test_pay_is_what_was_written_or_refused(tmp_path: Path, pay: str, stored: str | None) -> None:
    PersonFactory(fin="5AB1C2D")
    head = "fin;source;reference;valid_from;contract_no;employer_voen;employer_name;position;workplace_district;term;"
    row = f"5AB1C2D;DEMX;K-1;05.01.2026;K-1;1000000011;Nümunə MMC;mühasib;yasamal;open;{pay}\n"
    ran = run("EMAS", write(tmp_path, f"{head}monthly_pay\n{row}"))
    found = [str(one.monthly_pay) for one in EmploymentContract.objects.all()]
    assert (ran.code, found) == ((0, [stored]) if stored else (3, []))


def test_a_fathers_name_is_told_to_the_bank_once(tmp_path: Path) -> None:
    assert run("people", write(tmp_path, PEOPLE + AYGUN.replace("Rasim", "İlham qızı"))).code == 0
    assert Person.objects.get().full_name == "Məmmədova Aygün İlham qızı"
