"""Events about records that stand already: the end of a contract, a release, contributions, a correction."""

from __future__ import annotations

from collections.abc import Mapping

from registries.models import EmploymentContract, InsuranceAccount
from registries.models.record import Record

from .kinds import Job
from .plausible import Known, check_act
from .problems import RowError, annulled_already
from .rows import Directory
from .store import Statement, Values
from .targets import target_of


def find(jobs: list[Job], directory: Directory) -> None:
    """Put in the references of contracts that are known by number, and of accounts that are known by person."""
    _find(jobs, directory, finds="contract", model=EmploymentContract)
    _find(jobs, directory, finds="account", model=InsuranceAccount)


def _find(jobs: list[Job], directory: Directory, *, finds: str, model: type[Record]) -> None:
    wanted = {id(job): directory.people.get(job.drafts[0].fins()[0]) for job in jobs if job.finds == finds}
    ids = [known.id for known in wanted.values() if known is not None]
    if not ids:
        return
    found: dict[tuple[object, ...], Values] = {}
    rows = model._default_manager.filter(superseded_at=None, person_id__in=ids).order_by("id")
    for row in rows.values("person_id", "source_id", "reference", *(["contract_no"] if finds == "contract" else [])):
        found[row["person_id"], row.get("contract_no")] = row
    for job in jobs:
        known = wanted.get(id(job))
        if known is None:
            continue
        draft = job.drafts[0]
        row = found.get((known.id, draft.values.get("contract_no") if finds == "contract" else None))
        if row is not None:
            draft.values |= {"reference": row["reference"], "source_id": row["source_id"]}
            draft.names = [(column, name) for column, name in draft.names if column.name != "source"]
        elif finds == "contract":
            draft.values["reference"] = ""  # which no record has


def match(
    job: Job,
    statement: Statement,
    live: Values | None,
    model: type[Record],
    people: Mapping[int, Known],
    *,
    annulled: bool,
) -> None:
    """See that the record to be amended is there, is the same person's, ends after it begins, and can be.

    `people` are those whom the record names before and after, by their ids. What is not known yet may be created when
    the event says all of it. Raises RowError.
    """
    if job.annuls:  # whether it is there, storing knows: it may have been annulled already
        return
    if live is None:
        if annulled:
            raise annulled_already()
        _complete(job, statement, model)
        return
    person = statement.values.get("person_id", live["person_id"])
    if person != live["person_id"] and job.event.kind != "correction":
        raise RowError("fin", "is not the person of this record", "check the FİN and the reference")
    check_act(model, {**live, **{name: statement.values[name] for name in statement.given}}, people)
    until = statement.values.get("valid_until")
    start = statement.values["valid_from"] if "valid_from" in statement.given else live["valid_from"]
    if until is not None and until < start:
        raise RowError("valid_until", f"{until} is before valid_from ({start})", "check both dates")


def _complete(job: Job, statement: Statement, model: type[Record]) -> None:
    if not job.creates:
        raise RowError("reference", "the sender has no such record", "send the record first, or check the reference")
    for column in target_of(model).columns.values():
        if column.attribute not in statement.values:
            if column.required:
                raise RowError(column.name, "is missing", "nothing is known yet, so the whole record is needed")
            statement.values[column.attribute] = column.empty()
