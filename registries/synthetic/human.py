"""The made-up people and homes of one chunk, while they are being made."""

from __future__ import annotations

from dataclasses import dataclass, field


class Home:
    """People with one set of meters."""

    __slots__ = ("district", "gas", "id", "members", "meter")

    def __init__(self, number: int, district: str, gas: bool) -> None:
        self.id = number
        self.meter = f"{10_000_000 + number}"
        self.district = district
        self.gas = gas
        self.members: list[Human] = []


@dataclass(eq=False, slots=True)
class Human:
    """One made-up person. Days are ordinals; money is in qəpik; None is "no such thing"."""

    born: int
    female: bool
    died: int | None
    age: int  # completed years on the day of the population, or at death
    year: int  # of birth
    id: int = 0
    fin: str = ""
    surname: str = ""  # as the person bears it
    stem: str = ""  # the family's surname in the form for men
    given: str = ""
    father_name: str = ""
    district: str = ""
    home: Home | None = None
    relation: str = ""
    mother: Human | None = None
    father: Human | None = None
    guardian: Human | None = None
    spouse: Human | None = None  # the last one, also of a marriage that ended
    married_on: int = 0
    divorced_on: int = 0
    children: list[Human] = field(default_factory=list)
    martyr: bool = False
    abroad: bool = False
    citizenship: str = "citizen"
    residence: str = "permanent"
    imprisoned: bool = False
    conscript: bool = False
    student: bool = False
    work: str = ""  # category of employment now
    pay: int = 0
    contract: str = ""  # reference of the main contract in force
    contract_since: int = 0
    jobs: list[tuple[int, int]] = field(default_factory=list)  # first and last day (0 for open) of contracts
    works_since: int = 0  # since when the Tax Service knows of the present work; not of a conscript
    insured_months: int = 0
    months_before_2006: int = 0
    capital: int = 0
    retired_from: int = 0  # the day the pension age was reached
    pension: bool = False
    band: str = ""
    cause: str = ""
    decision: str = ""  # source:reference of the disability decision in force
    decided_on: int = 0
    decision_until: int = 0
    before_18: bool = False
    carer: Human | None = None
    placed: bool = False
    removed: bool = False  # the parents were deprived of their rights
    assisted: bool = False  # lives in a family with targeted assistance
    award: str = ""  # what the person was paid at the time of death: "pension", "benefit" or nothing
    service_pay: int = 0  # of a civil servant who has left
    account: str = ""

    @property
    def living(self) -> bool:
        """Whether the person is alive on the day of the population."""
        return self.died is None

    def alive_on(self, day: int) -> bool:
        """Whether the person was born and had not died before the day was over."""
        return self.born <= day and (self.died is None or self.died > day)

    @property
    def married(self) -> bool:
        """Whether the marriage stands: neither divorced nor widowed."""
        spouse = self.spouse
        return spouse is not None and not self.divorced_on and spouse.died is None and self.died is None

    def worked_on(self, day: int) -> bool:
        """Whether a contract was in force on the day, or the Tax Service knew of work."""
        if self.works_since and self.works_since <= day:
            return True
        return any(since <= day and (not until or until >= day) for since, until in self.jobs)

    def minor_children(self) -> list[Human]:
        """The living children under 18."""
        return [child for child in self.children if child.age < 18 and child.died is None]
