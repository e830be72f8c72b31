"""What staff do with a case: how the page of each act asks for it, and what does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.actors import Staff
from dost.cases import acts, handlers
from dost.cases.acts import Act, Need
from dost.cases.appeals import conditions
from dost.cases.appeals.subject import open_appeal, rulings_about, subject_of
from dost.cases.desk_acts import SAID, Asked
from dost.cases.models import OPEN_RECOVERY, Against, Case, Ruling
from dost.cases.payees import guardians
from dost.cases.text.answers_text import questions_to_answer
from dost.cases.text.appeal_letter import Court
from dost.common.dates import local_day
from dost.payments.models import Overpayment
from dost.ui.act_forms import AnswerForm, AppealForm, EndForm, NoteForm, TextForm
from dost.ui.contexts import Text
from dost.ui.question_form import QuestionForm

from .appeal_forms import CourtForm, facts_given
from .appeals import disputed_facts
from .forms import PayeeForm, ToldForm


def _register_court(pk: int, actor: Staff, given: Mapping[str, Any], now: datetime) -> object:
    court = Court(given["court"], given["number"], given["decided_on"], given["says"])
    return handlers.register_court(
        case_id=pk, actor=actor, court=court, ruling=Ruling(given["ruling"]), facts=facts_given(given), now=now
    )


ACTS: Final[Mapping[str, Asked]] = {
    **SAID,
    Act.SEND_BACK: Asked(
        explanation=gettext_lazy("The case goes back to verification, and the institutions are asked again."),
        button=gettext_lazy("Ask again"),
        done=gettext_lazy("The case was sent back to verification."),
        do=lambda pk, actor, given, now: handlers.send_back(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.GRANT: Asked(
        explanation=gettext_lazy(
            "Look at what is disputed or not known below. Your decision is kept with your name and cannot be changed."
        ),
        button=gettext_lazy("Grant"),
        done=gettext_lazy("The right was granted."),
        do=lambda pk, actor, given, now: handlers.grant(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.CONFIRM_GRANT: Asked(
        explanation=gettext_lazy(
            "Look at everything as if you decided it yourself. Once you confirm it, it counts: the money is ordered, "
            "and the letter goes. It is kept with both names."
        ),
        button=gettext_lazy("Confirm: it counts now"),
        done=gettext_lazy("It is confirmed and carried out."),
        do=lambda pk, actor, _given, now: handlers.confirm_grant(case_id=pk, actor=actor, now=now),
    ),
    Act.SEND_BACK_GRANT: Asked(
        explanation=gettext_lazy(
            "Nothing is granted. Whoever decided it reads your reasons and decides anew; the person does not read them."
        ),
        button=gettext_lazy("Send it back"),
        done=gettext_lazy("It is sent back to whoever decided it."),
        do=lambda pk, actor, given, now: handlers.send_back_grant(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.TAKE_BACK_GRANT: Asked(
        explanation=gettext_lazy("Nothing is granted, and it is yours to decide again."),
        button=gettext_lazy("Take your decision back"),
        done=gettext_lazy("You have taken it back. Nothing was granted."),
        do=lambda pk, actor, _given, now: handlers.take_back_grant(case_id=pk, actor=actor, now=now),
    ),
    Act.REFUSE: Asked(
        explanation=gettext_lazy(
            "The person reads these reasons and may complain. "
            "Your decision is kept with your name and cannot be changed."
        ),
        button=gettext_lazy("Refuse"),
        done=gettext_lazy("The right was refused."),
        do=lambda pk, actor, given, now: handlers.refuse(case_id=pk, actor=actor, note=given["note"], now=now),
        warning=True,
    ),
    Act.ASK_NO_MORE: Asked(
        explanation=gettext_lazy(
            "What the person has not given yet is not asked of them any more. The case is with staff again."
        ),
        button=gettext_lazy("Take it back: it is not needed"),
        done=gettext_lazy("It is not asked of the person any more."),
        do=lambda pk, actor, given, now: handlers.ask_no_more(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.NEW_ACCOUNT: Asked(
        explanation=gettext_lazy(
            "Another account is opened for the person, at another bank where there is one. "
            "The payments that the bank refused are then sent again, through the new account."
        ),
        button=gettext_lazy("Ask for another account"),
        done=gettext_lazy("Another account was asked for. The refused payments go through it as soon as it is open."),
        do=lambda pk, actor, given, now: handlers.new_account(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.SEEN_TO: Asked(
        explanation=gettext_lazy(
            "Write down what was done: to whom the money goes, or why it is owed to nobody. "
            "The payment stays as it is, and the right is not marked for it any more."
        ),
        button=gettext_lazy("It was seen to"),
        done=gettext_lazy("It is recorded what was done about the payment."),
        do=lambda pk, actor, given, now: handlers.seen_to(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.PAY_TO: Asked(
        explanation=gettext_lazy(
            "The person is younger than the law lets receive money alone. An account is opened for whoever you choose, "
            "and they are told. Your decision is kept with your name."
        ),
        button=gettext_lazy("Pay to them"),
        done=gettext_lazy("It is decided who receives the money."),
        do=lambda pk, actor, given, now: handlers.pay_to(
            case_id=pk, actor=actor, payee=given["payee"], note=given["note"], now=now
        ),
    ),
    Act.KEEP: Asked(
        explanation=gettext_lazy(
            "The right goes on and is paid as before. What is named below marks it no more, until it has held again."
        ),
        button=gettext_lazy("Let it go on"),
        done=gettext_lazy("The right goes on."),
        do=lambda pk, actor, given, now: handlers.keep(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.END: Asked(
        explanation=gettext_lazy(
            "Months after the last day are not paid any more. The person is told, reads these reasons and may complain."
        ),
        button=gettext_lazy("End the right"),
        done=gettext_lazy("The right was ended."),
        do=lambda pk, actor, given, now: handlers.end_right(
            case_id=pk, actor=actor, last_day=given["last_day"], note=given["note"], now=now
        ),
        warning=True,
    ),
    Act.CLOSE_OVERPAID: Asked(
        explanation=gettext_lazy(
            "Nothing is taken back by this. Write what becomes of the sum: returned, agreed to be returned, "
            "or not asked back and why. More that turns out to be in excess is put before you again."
        ),
        button=gettext_lazy("Close it as looked at"),
        done=gettext_lazy("It is closed as looked at."),
        do=lambda pk, actor, given, now: handlers.close_overpaid(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.WITHDRAW: Asked(
        explanation=gettext_lazy(
            "It counts no more from today: whoever checks its number is told so, and a place in a queue is given up. "
            "The person is told, reads these reasons and may complain."
        ),
        button=gettext_lazy("Take it back"),
        done=gettext_lazy("It was taken back."),
        do=lambda pk, actor, given, now: handlers.withdraw(case_id=pk, actor=actor, note=given["note"], now=now),
        warning=True,
    ),
    Act.TELL: Asked(
        explanation=gettext_lazy(
            "No message has reached the person. Tell them by a way that is safe for them, and write down how. "
            "The note stands in the timeline, which the person reads."
        ),
        button=gettext_lazy("The person was told"),
        done=gettext_lazy("It is recorded how the person was told."),
        do=lambda pk, actor, given, now: handlers.tell(
            case_id=pk, actor=actor, how=given["how"], note=given["note"], now=now
        ),
    ),
    Act.REGISTER_COURT: Asked(
        explanation=gettext_lazy(
            "A court’s decision binds: what follows is carried out at once, with your name. "
            "The person gets a letter. An appeal that is not answered is closed by it."
        ),
        button=gettext_lazy("Register and carry out"),
        done=gettext_lazy("The court’s decision is registered and carried out."),
        do=_register_court,
        warning=True,
    ),
    Act.PAID_ONCE: Asked(
        explanation=gettext_lazy(
            "Record this only when the bank has confirmed that the person has received the money once, "
            "and that anything beyond it was returned. The payment is then taken for done, and is never sent again."
        ),
        button=gettext_lazy("The bank paid it once"),
        done=gettext_lazy("It is recorded that the bank paid once."),
        do=lambda pk, actor, given, now: handlers.paid_once(case_id=pk, actor=actor, note=given["note"], now=now),
        warning=True,
    ),
}


_FORMS: Final[Mapping[frozenset[Need], type[forms.Form]]] = {
    frozenset(): forms.Form,
    frozenset({Need.NOTE}): NoteForm,
    frozenset({Need.NOTE, Need.LAST_DAY}): EndForm,
    frozenset({Need.NOTE, Need.WANTED}): AnswerForm,
    frozenset({Need.NOTE, Need.HOW}): ToldForm,
    frozenset({Need.TEXT}): TextForm,
    frozenset({Need.GROUNDS}): AppealForm,
}
"""The form that asks for what an act needs, whatever the case."""


def form_of(act: Act, case: Case, data: Mapping[str, Any] | None) -> forms.Form:
    """The form that asks for what an act on a case needs."""
    needs = acts.TABLE[act].needs
    if Need.PAYEE in needs:
        today = local_day(timezone.now())
        return PayeeForm(data, person=case.person, others=guardians(case.person, on=today))
    if Need.ANSWERS in needs:
        return QuestionForm(data, asked=questions_to_answer(case))
    if Need.COURT in needs:
        now = timezone.now()
        subject = subject_of(case)
        against = subject.against if subject else Against.REFUSED
        rulings = rulings_about(against, monthly=conditions.runs_monthly(case))
        return CourtForm(data, rulings=rulings, facts=disputed_facts(case, against, now=now))
    form = _FORMS[needs](data)
    if act is Act.SEND_BACK_GRANT:
        form.fields["note"].label = _("Reasons")  # for whoever decided it: the person does not read them
    return form


WITH_LETTER: Final = frozenset({Act.GRANT, Act.CONFIRM_GRANT, Act.REFUSE, Act.END, Act.WITHDRAW})
"""What the person is written a letter about: it is seen before it goes."""
OWN_PAGES: Final[Mapping[Act, str]] = {Act.ASK_MORE: "cases:ask", Act.GIVE_MORE: "cases:asked"}
"""Acts whose page is another than that of most, by the name of its address."""
NEEDS_SECOND: Final = frozenset({Act.GRANT, Act.REGISTER_COURT})
"""What grants, and waits for a second person where it grants more than one may alone."""
WITHOUT_PAGE: Final = frozenset({Act.ASSIGN, Act.HAND_ON})
"""What asks nothing: done by its button."""


def links(case: Case, offered: Sequence[Act]) -> tuple[tuple[str, Text, str], ...]:
    """What the reader may do with the case here (`acts.offered`): (act, words, address)."""
    likeliest = next((act for act in offered if act in ON_ITS_RECOVERY), None)
    return tuple(
        (act.value, acts.TABLE[act].label, _address(act, case))
        for act in offered
        if act in ACTS or act in WITHOUT_PAGE or act in OWN_PAGES or act in ON_ITS_APPEAL or act is likeliest
    )


ON_ITS_APPEAL: Final = frozenset({Act.ADMIT_APPEAL, Act.DECIDE_APPEAL})
"""Acts that are done on the page of the appeal."""


ON_ITS_RECOVERY: Final = frozenset(
    {
        Act.PROPOSE_RECOVERY,
        Act.DECIDE_RECOVERY,
        Act.CONFIRM_RECOVERY,
        Act.SAY_RECOVERY,
        Act.DROP_RECOVERY,
        Act.RECORD_REPAYMENT,
    }
)
"""Acts that are done on the page of the overpayment: one link leads there, that of the likeliest of them."""


def _address(act: Act, case: Case) -> str:
    if act in ON_ITS_RECOVERY:
        return reverse("overpayments:overpayment", args=[overpayment_of(case, act).pk])
    if act in OWN_PAGES:
        return reverse(OWN_PAGES[act], args=[case.pk])
    appeal = open_appeal(case) if act in ON_ITS_APPEAL else None
    if appeal is not None:
        return reverse("appeals:appeal", args=[appeal.pk])
    return reverse("cases:action", args=[case.pk, act.value])


def overpayment_of(case: Case, act: Act) -> Overpayment:
    """The overpayment of a case on whose page an act is done: the newest of which nothing is settled, else the last."""
    rows = Overpayment.objects.filter(entitlement__case=case)
    is_open = rows.filter(state=Overpayment.State.OPEN)
    proposed = is_open.filter(recoveries__state__in=OPEN_RECOVERY)
    ranked = (is_open.exclude(pk__in=proposed.values("pk")), is_open) if act is Act.PROPOSE_RECOVERY else (proposed,)
    found: Iterator[Overpayment | None] = (some.order_by("-pk").first() for some in (*ranked, rows))
    return next(one for one in found if one is not None)
