"""The twelve stories, as of a day. Which rights follow from them is for the rules to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from registries.synthetic.identifiers import ssn, voen

from .cast import Application, Casting, Story, Written

EMPLOYER: Final = voen(4711)
EMPLOYER_NAME: Final = "Abşeron Tikinti MMC"
DIRECTOR: Final = "Direktor"


def stories(on: date) -> tuple[Story, ...]:
    """The twelve, in the order in which one chooses among them."""
    return (
        newborn(on),
        disability(on),
        pensioner(on),
        carer(on),
        refused(on),
        exclusive(on),
        question(on),
        guardian(on),
        nothing(on),
        applied(on),
        unreachable(on),
        turning_65(on),
    )


def newborn(on: date) -> Story:
    """A child was born to parents of whom neither works."""
    cast = Casting(0, on=on, monthly=True)
    born = on.replace(day=1)
    father = cast.part(female=False, born=date(on.year - 31, 3, 14))
    mother = cast.part(female=True, born=date(on.year - 27, 8, 22), married_to=father)
    child = cast.part(female=cast.month % 2 == 0, born=born, of=father, phone="")
    record = {name: value for name, value in child.row().items() if name not in {"phone", "language"}}
    return Story(
        "newborn",
        month=cast.month,
        hero=mother,
        others=(father,),
        written=(
            cast.write(
                "Kinship", "EDLIYYE", date(on.year - 2, 6, 5), fin=mother.fin, relative_fin=father.fin, kind="spouse"
            ),
        ),
        reported=(
            cast.report(
                "EDLIYYE",
                "birth",
                born,
                **record,
                mother_fin=mother.fin,
                father_fin=father.fin,
                act_no=f"D-{cast.number}",
                registered_on=born,
            ),
        ),
    )


def disability(on: date) -> Story:
    """A decision on a disability has just been made."""
    cast = Casting(1, on=on)
    man = cast.part(female=False, born=date(1988, 5, 9))
    decided = on - timedelta(days=1)
    return Story(
        "disability",
        hero=man,
        reported=(
            cast.report(
                "DTSERA",
                "disability_decision",
                decided,
                fin=man.fin,
                decision_no=f"ƏQ-{cast.number}",
                commission="3 saylı ekspert komissiyası",
                icd10="I69.3",
                band="61-80",
                cause="general",
                valid_until=date(decided.year + 2, decided.month, 1) - timedelta(days=1),
            ),
        ),
    )


def pensioner(on: date) -> Story:
    """She is of pension age, and her insurance record is complete."""
    cast = Casting(2, on=on)
    woman = cast.part(female=True, born=date(1957, 4, 12))
    return Story("pensioner", hero=woman, reported=(cast.report("DSMF", "contributions", on, **_account(woman.fin)),))


def carer(on: date) -> Story:
    """She looks after her grown son, who has a severe disability, and does not work."""
    cast = Casting(3, on=on)
    mother = cast.part(female=True, born=date(1974, 10, 2))
    son = cast.part(female=False, born=date(2001, 2, 17), of=mother)
    decided = date(2025, 3, 10)
    return Story(
        "carer",
        hero=mother,
        others=(son,),
        written=(
            cast.write("Kinship", "EDLIYYE", son.birth_date, fin=son.fin, relative_fin=mother.fin, kind="mother"),
            cast.write(
                "DisabilityDecision",
                "DTSERA",
                decided,
                fin=son.fin,
                decision_no=f"ƏQ-{cast.number}",
                decision_date=decided,
                band="81-100",
                cause="general",
                indefinite="true",
            ),
        ),
        reported=(
            cast.report(
                "SXA",
                "care",
                on - timedelta(days=2),
                fin=son.fin,
                case_no=f"Q-{cast.number}",
                circumstance="daimi qulluğa ehtiyac",
                kind="informal",
                carer_fin=mother.fin,
            ),
        ),
    )


def refused(on: date) -> Story:
    """He asked for help that his family's income is too high for."""
    cast = Casting(4, on=on)
    husband = cast.part(female=False, born=date(1985, 1, 30))
    wife = cast.part(female=True, born=date(1987, 11, 3), married_to=husband)
    home = "99000004"
    since = date(2018, 9, 1)
    return Story(
        "refused",
        hero=husband,
        others=(wife,),
        written=(
            cast.write("Kinship", "EDLIYYE", date(2012, 7, 7), fin=wife.fin, relative_fin=husband.fin, kind="spouse"),
            *_household(cast, home, since, {"representative": husband.fin, "spouse": wife.fin}),
            _contract(cast, husband.fin, since, pay="1850.00", position="Mühəndis"),
        ),
        application=Application("06-00", {"income_untold": False, "shared_meters": False}),
    )


def exclusive(on: date) -> Story:
    """Two rights that nobody holds together: a benefit for a disability, and the pension of his service."""
    cast = Casting(5, on=on, monthly=True)
    man = cast.part(female=False, born=date(1979, 6, 21))
    decided = on.replace(day=1)
    return Story(
        "exclusive",
        month=cast.month,
        hero=man,
        reported=(
            cast.report(
                "DTSERA",
                "disability_decision",
                decided,
                fin=man.fin,
                decision_no=f"ƏQ-{cast.number}",
                band="61-80",
                cause="general",
                indefinite=True,
            ),
            cast.report(
                "MN",
                "employment_status",
                decided,
                fin=man.fin,
                category="military",
                valid_from=date(2002, 7, 1),
                valid_until=decided - timedelta(days=1),
            ),
        ),
    )


def question(on: date) -> Story:
    """She has registered as unemployed without a profession, and is asked whether she wants to learn one."""
    cast = Casting(6, on=on, monthly=True)
    woman = cast.part(female=True, born=date(on.year - 24, 2, 8))
    return Story(
        "question",
        month=cast.month,
        hero=woman,
        reported=(
            cast.report(
                "DMA",
                "jobseeker",
                on.replace(day=1),
                fin=woman.fin,
                registration_no=f"İ-{cast.number}",
                status="unemployed",
                education="secondary",
            ),
        ),
    )


def guardian(on: date) -> Story:
    """She brings up her grandson, whose mother has died."""
    cast = Casting(7, on=on)
    grandmother = cast.part(female=True, born=date(1966, 12, 19))
    mother = cast.part(female=True, born=date(1993, 4, 4), of=grandmother, phone="")
    child = cast.part(female=False, born=date(2016, 8, 27), of=mother, phone="")
    died = on - timedelta(days=6)
    return Story(
        "guardian",
        hero=grandmother,
        others=(mother, child),
        written=(
            cast.write(
                "Kinship",
                "EDLIYYE",
                mother.birth_date,
                name="mother",
                fin=mother.fin,
                relative_fin=grandmother.fin,
                kind="mother",
            ),
            cast.write(
                "Kinship",
                "EDLIYYE",
                child.birth_date,
                name="child",
                fin=child.fin,
                relative_fin=mother.fin,
                kind="mother",
            ),
        ),
        reported=(
            cast.report(
                "EDLIYYE",
                "death",
                died,
                fin=mother.fin,
                act_no=f"V-{cast.number}",
                registered_on=died,
                buried_by_fin=grandmother.fin,
            ),
            cast.report(
                "RYIH", "kinship", on - timedelta(days=2), fin=child.fin, relative_fin=grandmother.fin, kind="guardian"
            ),
            cast.report(
                "RYIH",
                "placement",
                on - timedelta(days=2),
                fin=child.fin,
                kind="guardianship",
                carer_fin=grandmother.fin,
                document_no=f"S-{cast.number}",
                valid_until=date(2034, 8, 26),
            ),
        ),
    )


def nothing(on: date) -> Story:
    """He is well, has no children and heads the company he works for: nothing is due to him."""
    cast = Casting(8, on=on)
    man = cast.part(female=False, born=date(1990, 9, 15))
    return Story(
        "nothing",
        hero=man,
        written=(
            _contract(cast, man.fin, date(2019, 2, 1), pay="1100.00", position=DIRECTOR),
            cast.write(
                "EmployerRepresentative",
                "DVX",
                date(2019, 2, 1),
                fin=man.fin,
                employer_voen=EMPLOYER,
                employer_name=EMPLOYER_NAME,
                position=DIRECTOR.lower(),
            ),
        ),
    )


def applied(on: date) -> Story:
    """She has asked for a certificate of her insurance record."""
    cast = Casting(9, on=on)
    woman = cast.part(female=True, born=date(1982, 3, 25))
    account = {**_account(woman.fin), "insurance_months": 148, "pension_capital": "21840.00"}
    return Story(
        "applied",
        hero=woman,
        written=(
            cast.write("InsuranceAccount", "DSMF", date(2012, 5, 1), **account),
            _contract(cast, woman.fin, date(2016, 4, 4), pay="760.00", position="Mühasib"),
        ),
        application=Application("01-10", {"record_purpose": "pension"}),
    )


def unreachable(on: date) -> Story:
    """A veteran of whom only a telephone on a wall is known, to which no message goes."""
    cast = Casting(10, on=on)
    man = cast.part(female=False, born=date(1989, 7, 11), phone="+994124971208")
    return Story(
        "unreachable",
        hero=man,
        reported=(
            cast.report(
                "SHXCDX",
                "honour",
                on - timedelta(days=1),
                fin=man.fin,
                status="veteran",
                document_no=f"VET-{cast.number}",
                war="qarabag_2",
            ),
        ),
    )


def turning_65(on: date) -> Story:
    """He turns 65 next month, and has worked long enough for a pension."""
    cast = Casting(11, on=on, monthly=True)
    year, month = divmod(on.year * 12 + on.month, 12)
    man = cast.part(female=False, born=date(year - 65, month + 1, 15))
    return Story(
        "turning-65",
        month=cast.month,
        hero=man,
        reported=(cast.report("DSMF", "contributions", on, **_account(man.fin)),),
    )


def _account(fin: str) -> dict[str, Any]:
    """An insurance account that gives a pension of some hundreds of manat."""
    return {
        "fin": fin,
        "ssn": ssn(int(fin, 36) % 10**9),
        "opened_on": "2006-01-01",
        "insurance_months": 312,
        "worked_2006_2018": "true",
        "pension_capital": "83520.00",
    }


def _contract(cast: Casting, fin: str, since: date, *, pay: str, position: str) -> Written:
    return cast.write(
        "EmploymentContract",
        "DEMX",
        since,
        fin=fin,
        contract_no=f"ƏM-{cast.number}",
        employer_voen=EMPLOYER,
        employer_name=EMPLOYER_NAME,
        position=position,
        workplace_district="nerimanov",
        term="open",
        monthly_pay=pay,
    )


def _household(cast: Casting, meter: str, since: date, members: dict[str, str]) -> Iterator[Written]:
    yield cast.home(meter)
    for relation, fin in members.items():
        yield cast.write(
            "HouseholdMember", "DIN", since, name=f"home-{relation}", fin=fin, household=meter, relation=relation
        )
