"""The questions everybody may be asked, in the order of their groups: who is in the family, and lists of what may be.

Each list settles many services at once with "none of these"; what lies behind a yes is in `question_details`.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from .question_conditions import (
    adult,
    always,
    could_work,
    family_told,
    is_living,
    learner,
    parent_of_many,
    unusual_residence,
)
from .question_details import DETAILS
from .question_fields import fact_field, own_field
from .questions import Choice, Form, Group, Question

PEOPLE: Final = (
    Question(
        id="people",
        group=Group.PEOPLE,
        form=Form.PEOPLE,
        difficulty=1,
        text=_("Who is in your family?"),
        hint=_(
            "Begin with yourself. Then everybody who lives with you, and your children and their other parent, even if"
            " they live elsewhere."
        ),
        applies=always,
    ),
    Question(
        id="residence",
        group=Group.PEOPLE,
        form=Form.MEMBERS,
        difficulty=1,
        text=_("Who of you is a citizen of Azerbaijan and lives here permanently?"),
        applies=family_told,
        among=is_living,
        fills="residence.usual",
    ),
    Question(
        id="other_residence",
        group=Group.PEOPLE,
        form=Form.FIELDS,
        difficulty=1,
        text=_("Citizenship and residence"),
        each=True,
        applies=unusual_residence,
        fields=(
            fact_field("residence.citizenship", "person.citizenship"),
            fact_field("residence.lives", "person.residence"),
        ),
    ),
)

SITUATION: Final = (
    Question(
        id="situation",
        group=Group.SITUATION,
        form=Form.MANY,
        difficulty=1,
        text=_("Which of these is true of somebody in your family?"),
        hint=_("Choose everything that is true, of you or of anybody you named."),
        applies=family_told,
        fills="gates",
        choices=(
            Choice("disability", _("Has a disability that was established by a commission")),
            Choice("care", _("Looks after a person with a disability, and the social service knows of it")),
            Choice("social_service", _("Receives care at home, goes to a day centre or lives in an institution")),
            Choice(
                "placement",
                _(
                    "A child is adopted, in guardianship or with a foster family, or a parent was deprived of"
                    " parental rights"
                ),
            ),
            Choice("death", _("A close relative died in the last three years")),
            Choice("orphan", _("Somebody under 23 has lost a parent")),
            Choice("accident", _("Has had an accident at work")),
            Choice("prison", _("Is in prison, or was released in the last three years")),
        ),
    ),
    Question(
        id="service",
        group=Group.SERVICE,
        form=Form.MANY,
        difficulty=1,
        text=_("Is one of these true of somebody in your family?"),
        hint=_("The other parent of a child counts too."),
        applies=family_told,
        fills="gates",
        choices=(
            Choice("honour", _("Family of a martyr, disabled by war, veteran or hero")),
            Choice("conscription", _("Is doing fixed-term military service now")),
            Choice("military", _("Has served for years in the army, the police or other bodies with ranks")),
            Choice("civil_service", _("Is or was in the civil service")),
            Choice(
                "insured_event",
                _("A serviceman, officer, diplomat or deputy died or was disabled in service in the last three years"),
            ),
            Choice("stipend_order", _("Has an honorary title or a personal stipend by order of the President")),
        ),
    ),
)

WORK: Final = (
    Question(
        id="works",
        group=Group.WORK,
        form=Form.MEMBERS,
        difficulty=1,
        text=_("Who works under an employment contract?"),
        hint=_("On leave, too, if the contract goes on."),
        applies=family_told,
        among=could_work,
        fills="job.has",
    ),
    Question(
        id="worked_before",
        group=Group.WORK,
        form=Form.MEMBERS,
        difficulty=1,
        text=_("Who has ever had an employment contract before?"),
        applies=lambda family, member, on: any(could_work(family, one, on) for one in family.members),
        among=could_work,
        fills="job.had_before",
    ),
    Question(
        id="situation_work",
        group=Group.WORK,
        form=Form.MANY,
        difficulty=1,
        text=_("And which of these is true of somebody in your family?"),
        applies=family_told,
        fills="gates",
        choices=(
            Choice("business", _("Is an entrepreneur")),
            Choice(
                "other_work",
                _(
                    "Works under a civil-law contract, on a family farm, in an elected office, in the army,"
                    " or is a paid student"
                ),
            ),
            Choice("land", _("Owns a share of farmland")),
            Choice("lost_work", _("Lost a job in the last three years")),
            Choice("work_search", _("Is registered with the employment agency")),
            Choice("leave", _("Is on maternity, child-care or sick leave, or was in the last three years")),
            Choice("job_news", _("An employment contract was concluded, changed or ended in the last three months")),
            Choice("liberated", _("Works in a liberated district")),
        ),
    ),
)

MONEY: Final = (
    Question(
        id="situation_money",
        group=Group.MONEY,
        form=Form.MANY,
        difficulty=1,
        text=_("What does somebody in your family receive every month?"),
        applies=family_told,
        fills="gates",
        choices=(
            Choice("pension", _("A labour pension")),
            Choice("benefit", _("A social benefit")),
            Choice("stipend", _("A stipend of the President")),
            Choice("assistance", _("Targeted state social assistance, or your family has applied for it")),
        ),
    ),
    Question(
        id="income",
        group=Group.MONEY,
        form=Form.FIELDS,
        difficulty=2,
        text=_("How much do all who live with you get together in a month?"),
        hint=_("Wages before tax, income of a business, pensions, benefits and stipends; not the targeted assistance."),
        applies=family_told,
        fields=(fact_field("household.income", "household.total_income"),),
    ),
    Question(
        id="insurance",
        group=Group.MONEY,
        form=Form.FIELDS,
        difficulty=3,
        text=_("The insurance record"),
        hint=_("It is in the personal account at e-sosial.az. An estimate helps, too."),
        each=True,
        applies=adult,
        fields=(
            fact_field("insurance.months", "insurance.months"),
            fact_field("insurance.months_before_2006", "insurance.months_before_2006"),
            fact_field("insurance.worked_2006_2018", "insurance.worked_2006_2018"),
            fact_field("insurance.capital", "insurance.pension_capital"),
            fact_field("insurance.initial_capital", "insurance.initial_capital"),
        ),
    ),
)

CHILDREN: Final = (
    Question(
        id="studies",
        group=Group.CHILDREN,
        form=Form.MEMBERS,
        difficulty=1,
        text=_("Who goes to school or studies?"),
        applies=lambda family, member, on: any(learner(family, one, on) for one in family.members),
        among=learner,
        fills="study.has",
    ),
    Question(
        id="offspring",
        group=Group.CHILDREN,
        form=Form.FIELDS,
        difficulty=1,
        text=_("Children who are not in the list"),
        hint=_("Grown-up children of your own who live elsewhere, and children who have died. Write 0 for none."),
        each=True,
        applies=parent_of_many,
        fields=(
            own_field("offspring.elsewhere", _("Grown-up children who are not in the list")),
            own_field("offspring.disabled", _("Of them with a disability since childhood")),
            own_field("offspring.alone", _("Of them brought up to the age of 8 without the other parent")),
            own_field("offspring.died", _("Children who have died")),
        ),
    ),
)

WISHES: Final = (
    Question(
        id="wishes_work",
        group=Group.WISHES,
        form=Form.MANY,
        difficulty=1,
        text=_("Do you need one of these?"),
        hint=_("What you do not choose, we leave out."),
        applies=family_told,
        fills="wishes",
        choices=(
            Choice("work", _("To find work, a course, or to begin a small business")),
            Choice("employer", _("Something for a firm or business that you act for")),
            Choice("labour_trouble", _("Help with trouble at work: pay, dismissal, an accident, no contract")),
            Choice("insurance_record", _("To see, correct or prove an insurance record, or to reckon a pension")),
            Choice("dispute", _("To settle a dispute without a court")),
            Choice("civil_papers", _("A paper of birth, marriage or death that is wrong or missing")),
            Choice("complaint", _("To write a proposal or a complaint")),
            Choice("visit", _("To visit a centre, or to be visited")),
            Choice("volunteer", _("To be a volunteer")),
        ),
    ),
    Question(
        id="wishes_care",
        group=Group.WISHES,
        form=Form.MANY,
        difficulty=1,
        text=_("And one of these?"),
        applies=family_told,
        fills="wishes",
        sensitive=True,
        choices=(
            Choice("care_at_home", _("Help in daily life, at home or in a day centre")),
            Choice("institution", _("A place in an institution for the elderly or the ill")),
            Choice("aids", _("Aids or devices for walking, seeing, hearing or daily life")),
            Choice("disagreement", _("To contest a decision on a disability")),
            Choice("raise_child", _("To adopt or foster a child")),
            Choice("child_alone", _("Help for a child whom nobody looks after")),
            Choice("safety", _("Help because somebody at home is dangerous to you")),
        ),
    ),
)

QUESTIONS: Final[tuple[Question, ...]] = (
    *PEOPLE,
    *SITUATION,
    *WORK,
    *MONEY,
    *CHILDREN,
    *DETAILS,
    *WISHES,
)
"""Every question that does not belong to one service. Ids are unique; the order is the order inside each group."""
