"""People, institutions, and a record of every registry.

Records are about a new person, from the institution that usually sends them, and in force since 1 January 2020.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory
from django.db.models import Model
from django.utils import timezone
from factory.django import DjangoModelFactory

from registries.models import (
    AssistanceCase,
    BenefitCase,
    BirthAct,
    ChildPlacement,
    CivilService,
    Conscription,
    CountedAs,
    DeathAct,
    DisabilityDecision,
    District,
    EmployedStatus,
    EmployerRepresentative,
    EmploymentContract,
    HonourStatus,
    Household,
    HouseholdMember,
    Imprisonment,
    Institution,
    InsuranceAccount,
    JobseekerRegistration,
    Kinship,
    Leave,
    PensionCase,
    Person,
    PersonalInsuranceEvent,
    PersonalInsurancePayment,
    Reception,
    Record,
    RegistryGap,
    RehabilitationItem,
    SocialServiceCase,
    StipendCase,
    StipendOrder,
    Study,
    Training,
    UnemploymentEvent,
    UnemploymentPayment,
    WorkAccident,
)
from services_catalog.files import CATALOGUE

SUPERSESSION = ("superseded_at", "superseded_by", "correction_reason", "corrected_by")
LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def fin(number: int) -> str:
    """A FİN for a number: seven characters, without I and O."""
    text = ""
    for _place in range(6):
        number, rest = divmod(number, len(LETTERS))
        text = LETTERS[rest] + text
    return f"7{text}"


class InstitutionFactory(DjangoModelFactory):
    """An institution behind the bridge."""

    class Meta:
        model = Institution
        django_get_or_create = ("code",)

    code = "DIN"
    name_az = factory.LazyAttribute(lambda row: f"{row.code} nazirliyi")
    name_en = factory.LazyAttribute(lambda row: f"Ministry {row.code}")
    name_ru = factory.LazyAttribute(lambda row: f"Министерство {row.code}")
    sector = "state"
    confidence = "verified"


class DistrictFactory(DjangoModelFactory):
    """A district of Baku."""

    class Meta:
        model = District
        django_get_or_create = ("code",)

    code = "bineqedi"
    name = "Binəqədi"
    economic_region = "Bakı"
    confidence = "verified"


class PersonFactory(DjangoModelFactory):
    """A woman of 67 in 2026."""

    class Meta:
        model = Person

    fin = factory.Sequence(fin)
    surname = "Məmmədova"
    given_name = "Aysel"
    father_name = "Rəşad"
    sex = Person.Sex.FEMALE
    birth_date = date(1958, 7, 14)
    district = factory.SubFactory(DistrictFactory)
    phone = "+994501234517"
    recorded_at = datetime(2026, 1, 1, tzinfo=UTC)

    class Params:
        male = factory.Trait(sex=Person.Sex.MALE, surname="Məmmədov", given_name="Elçin")
        dead = factory.Trait(died_on=date(2025, 12, 31))
        missing = factory.Trait(missing_since=date(2025, 6, 1))
        abroad = factory.Trait(residence=Person.Residence.ABROAD)
        foreigner = factory.Trait(citizenship=Person.Citizenship.FOREIGNER)
        infant = factory.Trait(birth_date=date(2026, 2, 10), surname="Əliyev", given_name="Murad", phone="")
        schoolchild = factory.Trait(birth_date=date(2016, 2, 10), surname="Əliyeva", given_name="Nuray", phone="")


class GapFactory(DjangoModelFactory):
    """A registry that is incomplete for the person since the beginning of 2020."""

    class Meta:
        model = RegistryGap

    person = factory.SubFactory(PersonFactory)
    registry = "EMAS"
    since = date(2020, 1, 1)
    reason = "the archive was not transferred"


class RecordFactory(DjangoModelFactory):
    """What every record has."""

    class Meta:
        abstract = True

    person = factory.SubFactory(PersonFactory)
    source = factory.SubFactory(InstitutionFactory)
    reference = factory.Sequence(lambda n: f"R-{n:06d}")
    valid_from = date(2020, 1, 1)
    recorded_at = datetime(2026, 1, 1, tzinfo=UTC)


def sent_by(code: str) -> Any:
    """The institution a record comes from."""
    return factory.SubFactory(InstitutionFactory, code=code)


def correct(record: Record, *, reason: str = "a slip of the pen", **changes: Any) -> Any:
    """Supersede a record by one with the changes, as a correction does; returns the new one."""
    model = type(record)
    now = timezone.now()
    model._default_manager.filter(pk=record.pk).update(
        superseded_at=now, correction_reason=reason, corrected_by="examiner"
    )
    values = {
        field.attname: getattr(record, field.attname)
        for field in model._meta.concrete_fields
        if field.name not in {"id", *SUPERSESSION, *changes}
    }
    corrected = model._default_manager.create(**values | {"recorded_at": now} | changes)
    model._default_manager.filter(pk=record.pk).update(superseded_by=corrected)
    return corrected


# -- civil status, prison, army, study -----------------------------------------------------------------------------


class BirthActFactory(RecordFactory):
    """A child born alive on 10 February 2026; give `mother` and `father`."""

    class Meta:
        model = BirthAct

    person = factory.SubFactory(PersonFactory, infant=True)
    source = sent_by("EDLIYYE")
    valid_from = factory.SelfAttribute("person.birth_date")
    act_no = factory.SelfAttribute("reference")
    registered_on = factory.SelfAttribute("valid_from")
    parity = 1


class DeathActFactory(RecordFactory):
    """A death on the last day of 2025; `person.died_on` follows it."""

    class Meta:
        model = DeathAct

    person = factory.SubFactory(PersonFactory, died_on=factory.SelfAttribute("..valid_from"))
    source = sent_by("EDLIYYE")
    valid_from = date(2025, 12, 31)
    act_no = factory.SelfAttribute("reference")
    registered_on = factory.SelfAttribute("valid_from")


class KinshipFactory(RecordFactory):
    """`relative` is the mother of `person`; traits for the other ties."""

    class Meta:
        model = Kinship

    source = sent_by("EDLIYYE")
    relative = factory.SubFactory(PersonFactory)
    kind = Kinship.Kind.MOTHER

    class Params:
        father = factory.Trait(kind=Kinship.Kind.FATHER)
        spouse = factory.Trait(kind=Kinship.Kind.SPOUSE)
        guardian = factory.Trait(kind=Kinship.Kind.GUARDIAN)
        divorced = factory.Trait(kind=Kinship.Kind.SPOUSE, valid_until=date(2024, 5, 1), end_reason="divorce")


class HouseholdFactory(DjangoModelFactory):
    """A home with gas."""

    class Meta:
        model = Household

    meter_no = factory.Sequence(lambda n: f"M{n:08d}")
    district = factory.SubFactory(DistrictFactory)


class HouseholdMemberFactory(RecordFactory):
    """The representative of a household of its own, unless told otherwise."""

    class Meta:
        model = HouseholdMember

    source = sent_by("RYIH")
    household = factory.SubFactory(HouseholdFactory)
    relation = HouseholdMember.Relation.REPRESENTATIVE


class ImprisonmentFactory(RecordFactory):
    """A term that has not ended; `released=True` for one that ended on 15 January 2026."""

    class Meta:
        model = Imprisonment

    source = sent_by("PENITENSIAR")

    class Params:
        released = factory.Trait(
            valid_until=date(2026, 1, 14),
            released_on=date(2026, 1, 15),
            certificate_no="A-17",
            needs_medical_social_help=True,
        )


class ConscriptionFactory(RecordFactory):
    """A conscript."""

    class Meta:
        model = Conscription

    source = sent_by("SHXCDX")


class StudyFactory(RecordFactory):
    """Full-time higher education."""

    class Meta:
        model = Study

    source = sent_by("ETN")
    level = Study.Level.HIGHER
    institution_name = "Bakı Dövlət Universiteti"


class CivilServiceFactory(RecordFactory):
    """Twenty-six years in the civil service."""

    class Meta:
        model = CivilService

    source = sent_by("DIM")
    post = "Baş məsləhətçi"
    months_served = 312
    average_pay = Decimal("1840.00")


# -- work --------------------------------------------------------------------------------------------------------


class RepresentativeFactory(RecordFactory):
    """The director of a company."""

    class Meta:
        model = EmployerRepresentative

    source = sent_by("DVX")
    employer_voen = "1000000011"
    employer_name = "“Nümunə” MMC"
    position = "direktor"


class ContractFactory(RecordFactory):
    """An open-ended contract at the main workplace."""

    class Meta:
        model = EmploymentContract

    source = sent_by("DVX")
    contract_no = factory.SelfAttribute("reference")
    employer_voen = "1400057421"
    employer_name = "Araz Supermarket MMC"
    position = "Satıcı"
    workplace_district = factory.SubFactory(DistrictFactory)
    term = EmploymentContract.Term.OPEN
    monthly_pay = Decimal("850.00")

    class Params:
        fixed = factory.Trait(term=EmploymentContract.Term.FIXED, term_months=12)
        additional = factory.Trait(workplace=EmploymentContract.Workplace.ADDITIONAL)


class LeaveFactory(RecordFactory):
    """A sick-leave sheet of three weeks."""

    class Meta:
        model = Leave

    source = sent_by("ITSDA")
    kind = Leave.Kind.SICK
    valid_from = date(2026, 2, 2)
    valid_until = date(2026, 2, 22)
    contract_no = "R-000001"
    sheet_no = "V-1"
    days = 21
    working_days = 15
    average_daily_pay = Decimal("38.50")

    class Params:
        child_care = factory.Trait(kind=Leave.Kind.CHILD_CARE, sheet_no="", valid_until=date(2028, 2, 1), days=730)
        maternity = factory.Trait(kind=Leave.Kind.MATERNITY, valid_until=date(2026, 6, 7), days=126)


class EmployedFactory(RecordFactory):
    """An entrepreneur."""

    class Meta:
        model = EmployedStatus

    source = sent_by("DVX")
    category = EmployedStatus.Category.ENTREPRENEUR
    monthly_income = Decimal("620.00")


class JobseekerFactory(RecordFactory):
    """Registered as unemployed."""

    class Meta:
        model = JobseekerRegistration

    source = sent_by("DMA")
    registration_no = factory.SelfAttribute("reference")
    status = JobseekerRegistration.Status.UNEMPLOYED


class TrainingFactory(RecordFactory):
    """On a vocational course."""

    class Meta:
        model = Training

    source = sent_by("DMA")
    programme = "Aşpaz"
    provider = "Bakı Peşə Tədris Mərkəzi"


class UnemploymentEventFactory(RecordFactory):
    """Redundant since the end of January 2026."""

    class Meta:
        model = UnemploymentEvent

    source = sent_by("DMA")
    valid_from = date(2026, 1, 31)
    ground = UnemploymentEvent.Ground.REDUNDANCY
    insured_months = 74
    insured_months_of_24 = 22
    insured_months_of_36 = 34
    lost_average_pay = Decimal("780.00")


class WorkAccidentFactory(RecordFactory):
    """A severe accident at work."""

    class Meta:
        model = WorkAccident

    source = sent_by("DEMX")
    case_no = factory.SelfAttribute("reference")
    employer_voen = "1400057421"
    severity = WorkAccident.Severity.SEVERE


# -- health and care ---------------------------------------------------------------------------------------------


class DisabilityFactory(RecordFactory):
    """A disability of 81–100 %, of general illness, without a term."""

    class Meta:
        model = DisabilityDecision

    source = sent_by("DTSERA")
    decision_no = factory.SelfAttribute("reference")
    decision_date = factory.SelfAttribute("valid_from")
    band = DisabilityDecision.Band.SEVERE
    cause = DisabilityDecision.Cause.GENERAL
    indefinite = True

    class Params:
        of_childhood = factory.Trait(before_18=True, cause=DisabilityDecision.Cause.CHILDHOOD)


class RehabilitationFactory(RecordFactory):
    """An aid that was ordered."""

    class Meta:
        model = RehabilitationItem

    source = sent_by("DTSERA")
    programme_no = factory.SelfAttribute("reference")
    kind = RehabilitationItem.Kind.AID
    aid_code = "KB-01"
    ordered_on = date(2025, 9, 2)

    class Params:
        car = factory.Trait(kind=RehabilitationItem.Kind.CAR, aid_code="", queue_no=418)


class CareFactory(RecordFactory):
    """`carer` looks after `person`."""

    class Meta:
        model = SocialServiceCase

    source = sent_by("SXA")
    case_no = factory.SelfAttribute("reference")
    circumstance = "yalnız yaşayan şəxs"
    kind = SocialServiceCase.Kind.INFORMAL
    carer = factory.SubFactory(PersonFactory)

    class Params:
        residential = factory.Trait(kind=SocialServiceCase.Kind.RESIDENTIAL, carer=None, full_state_provision=True)


class PlacementFactory(RecordFactory):
    """A child in guardianship of `carer`."""

    class Meta:
        model = ChildPlacement

    source = sent_by("MEHKEME")
    person = factory.SubFactory(PersonFactory, schoolchild=True)
    kind = ChildPlacement.Kind.GUARDIANSHIP
    carer = factory.SubFactory(PersonFactory)
    document_no = factory.SelfAttribute("reference")

    class Params:
        adoption = factory.Trait(kind=ChildPlacement.Kind.ADOPTION)
        foster = factory.Trait(kind=ChildPlacement.Kind.FOSTER)


class HonourFactory(RecordFactory):
    """A parent of a martyr."""

    class Meta:
        model = HonourStatus

    source = sent_by("MN")
    status = HonourStatus.Status.MARTYR_FAMILY
    relation = HonourStatus.Relation.PARENT
    martyr = factory.SubFactory(PersonFactory, male=True, dead=True)

    class Params:
        war_disabled = factory.Trait(
            status=HonourStatus.Status.WAR_DISABLED,
            relation=HonourStatus.Relation.SELF,
            martyr=None,
            injured_on=date(1993, 7, 23),
        )


class ReceptionFactory(RecordFactory):
    """A visit to a centre on 3 March 2026."""

    class Meta:
        model = Reception

    source = sent_by("DOSTA")
    valid_from = date(2026, 3, 3)
    valid_until = factory.SelfAttribute("valid_from")
    kind = Reception.Kind.VISIT
    number = factory.SelfAttribute("reference")
    arrived_at = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)


# -- payments ----------------------------------------------------------------------------------------------------


class AccountFactory(RecordFactory):
    """An individual insurance account that gives the minimum pension."""

    class Meta:
        model = InsuranceAccount

    source = sent_by("DSMF")
    ssn = "1234567890123"
    opened_on = date(2006, 1, 1)
    insurance_months = 312
    months_before_2006 = 144
    worked_2006_2018 = True
    pension_capital = Decimal("51000.00")
    insured_income_12m = Decimal("9600.00")


class AwardFactory(RecordFactory):
    """What every award has."""

    class Meta:
        abstract = True

    source = sent_by("DSMF")
    assigned_on = factory.SelfAttribute("valid_from")
    amount = Decimal("140.00")


class PensionFactory(AwardFactory):
    """An old-age pension."""

    class Meta:
        model = PensionCase

    service_code = "05-01"
    kind = PensionCase.Kind.AGE
    amount = Decimal("349.76")

    class Params:
        disability = factory.Trait(kind=PensionCase.Kind.DISABILITY, service_code="05-04")
        survivor = factory.Trait(kind=PensionCase.Kind.SURVIVOR, service_code="05-05")


def count_awards() -> None:
    """Say what awards count as, as the catalogue's files do; where the catalogue is loaded, it is said already."""
    rows = []
    for path in sorted(CATALOGUE.glob("*/*.yaml")):
        said = re.search(r"^counts_as: \[(.*)\]$", path.read_text(encoding="utf-8"), re.MULTILINE)
        if said:
            rows.append(CountedAs(service_code=path.stem, kinds=said[1].split(", ")))
    CountedAs.objects.bulk_create(rows, ignore_conflicts=True)


class BenefitFactory(AwardFactory):
    """The survivor's benefit; `lump_sum=True` for a birth benefit."""

    class Meta:
        model = BenefitCase

    service_code = "05-26"

    class Params:
        lump_sum = factory.Trait(service_code="05-40", one_off=True, amount=Decimal("600.00"))


class StipendFactory(AwardFactory):
    """Half of the stipend of a martyr's family."""

    class Meta:
        model = StipendCase

    service_code = "07-03"
    relation = "parent"
    share = Decimal("0.5")
    amount = Decimal("350.00")


class StipendOrderFactory(RecordFactory):
    """An order for a personal stipend of the President."""

    class Meta:
        model = StipendOrder

    source = sent_by("PA")
    order_no = factory.SelfAttribute("reference")
    kind = StipendOrder.Kind.PERSONAL


class AssistanceFactory(AwardFactory):
    """Targeted assistance granted to a family of four for a year."""

    class Meta:
        model = AssistanceCase

    service_code = "06-00"
    household = factory.SubFactory(HouseholdFactory)
    application_no = factory.SelfAttribute("reference")
    valid_from = date(2026, 2, 1)
    valid_until = date(2027, 1, 31)
    registered_on = date(2026, 1, 12)
    members = 4
    average_income = Decimal("500.00")
    need_criterion = Decimal("300.00")
    amount = Decimal("700.00")
    decision = AssistanceCase.Decision.GRANTED


class UnemploymentPaymentFactory(AwardFactory):
    """The unemployment insurance payment, from February to July 2026."""

    class Meta:
        model = UnemploymentPayment

    service_code = "04-08"
    valid_from = date(2026, 2, 1)
    valid_until = date(2026, 7, 31)
    amount = Decimal("400.00")


class PersonalInsuranceEventFactory(RecordFactory):
    """A serviceman who became disabled; `death=True` for an heir's half."""

    class Meta:
        model = PersonalInsuranceEvent

    source = sent_by("MN")
    event_no = factory.SelfAttribute("reference")
    event = PersonalInsuranceEvent.Event.DISABILITY
    category = PersonalInsuranceEvent.Category.SERVICEMAN
    insured = factory.SelfAttribute("person")
    valid_from = date(2026, 1, 20)
    degree = 2

    class Params:
        death = factory.Trait(
            event=PersonalInsuranceEvent.Event.DEATH,
            degree=None,
            share_parts=2,
            insured=factory.SubFactory(PersonFactory, male=True, dead=True),
        )


class PersonalInsurancePaymentFactory(AwardFactory):
    """A lump sum of state personal insurance."""

    class Meta:
        model = PersonalInsurancePayment

    service_code = "08-12"
    one_off = True
    amount = Decimal("6600.00")


RECORDS: dict[type[Model], type[RecordFactory]] = {
    factory_class._meta.model: factory_class
    for factory_class in (
        RepresentativeFactory,
        BirthActFactory,
        DeathActFactory,
        KinshipFactory,
        HouseholdMemberFactory,
        ImprisonmentFactory,
        ConscriptionFactory,
        StudyFactory,
        CivilServiceFactory,
        ContractFactory,
        LeaveFactory,
        EmployedFactory,
        JobseekerFactory,
        TrainingFactory,
        UnemploymentEventFactory,
        WorkAccidentFactory,
        DisabilityFactory,
        RehabilitationFactory,
        CareFactory,
        PlacementFactory,
        HonourFactory,
        ReceptionFactory,
        AccountFactory,
        PensionFactory,
        BenefitFactory,
        StipendFactory,
        StipendOrderFactory,
        AssistanceFactory,
        UnemploymentPaymentFactory,
        PersonalInsuranceEventFactory,
        PersonalInsurancePaymentFactory,
    )
}
"""The factory of every kind of record."""
