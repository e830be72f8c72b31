"""What the pages about appeals, questions and giving up show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.appeals.subject import open_appeal, subject_of
from dost.cases.handlers import documents_of, what_can_be_given_up
from dost.cases.models import Appeal, Case, CaseMessage, Letter, Ruling
from dost.cases.queries import case_number
from dost.cases.text.supporting_rows import DocumentRow
from dost.cases.text.words import tag
from dost.portal.my.documents.page import own_document_rows
from dost.ui.contexts import Tag, Text


@dataclass(frozen=True, slots=True)
class AppealPage:
    """What is appealed, and what has been written so far. `letter_url` is empty where no letter told of it."""

    number: str
    name: Text
    against: Text
    told_on: date
    lodge_by: date
    is_late: bool
    letter_url: str
    case_url: str
    write_url: str
    documents_url: str
    check_url: str
    grounds: str
    late_reason: str
    documents: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class SentPage:
    """An appeal that was sent: its number, how it stands, by when the next word comes, and its letters.

    ``is_checked``: a second person checks what was decided; nothing is promised before they have agreed.
    """

    number: str
    case_number: str
    name: Text
    state: Tag
    ruling: Tag | None
    lodged_at: datetime
    answer_by: date | None
    is_late: bool
    is_checked: bool
    grounds: str
    late_reason: str
    documents: tuple[DocumentRow, ...]
    letters: tuple[tuple[Text, str], ...]
    case_url: str
    new_case_url: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message of a conversation; ``by`` who says it."""

    text: str
    at: datetime
    by: Text
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """The questions about a case and their answers, the newest last."""

    number: str
    name: Text
    messages: tuple[Spoken, ...]
    waits: bool
    case_url: str


@dataclass(frozen=True, slots=True)
class GiveUpPage:
    """What can be given up: ``what`` is ``application``, ``right`` or empty where nothing can."""

    number: str
    name: Text
    what: str
    case_url: str


def appeal_page(case: Case, *, on: date) -> AppealPage | None:
    """What a person sees before they send an appeal; None where there is nothing to appeal."""
    subject = subject_of(case)
    if subject is None:
        return None
    draft = open_appeal(case)
    return AppealPage(
        number=case_number(case.pk, case.opened_at),
        name=case.service.title,
        against=subject.against.label,
        told_on=subject.told_on,
        lodge_by=subject.lodge_by,
        is_late=on > subject.lodge_by,
        letter_url=reverse("my:letter", args=[subject.letter.number]) if subject.letter else "",
        case_url=reverse("my:case", args=[case.pk]),
        write_url=reverse("my:appeal", args=[case.pk]),
        documents_url=reverse("my:appeal_documents", args=[case.pk]),
        check_url=reverse("my:appeal_check", args=[case.pk]),
        grounds=draft.grounds if draft else "",
        late_reason=draft.late_reason if draft else "",
        documents=_documents(draft) if draft else (),
    )


def _documents(appeal: Appeal) -> tuple[DocumentRow, ...]:
    """The documents that go, or went, with an appeal; what removes one leads back to the step where it was added."""
    return own_document_rows(documents_of(appeal), back=reverse("my:appeal_documents", args=[appeal.case_id]))


def last_sent(case: Case) -> Appeal | None:
    """The appeal about a case that was sent last; None when none was."""
    sent = [one for one in case.appeals.all() if one.lodged_at is not None]
    return max(sent, key=lambda one: one.pk, default=None)


def sent_page(appeal: Appeal, case: Case) -> SentPage:
    """A sent appeal as its person reads it."""
    assert appeal.lodged_at is not None
    letters = Letter.objects.filter(case=case, occasion=appeal.number).order_by("ordinal")
    return SentPage(
        number=appeal.number,
        case_number=case_number(case.pk, case.opened_at),
        name=case.service.title,
        state=tag(Appeal.State(appeal.state)),
        ruling=tag(Ruling(appeal.ruling)) if appeal.ruling else None,
        lodged_at=appeal.lodged_at,
        answer_by=appeal.answer_by if appeal.decided_at is None else None,
        is_late=appeal.state == Appeal.State.LATE,
        is_checked=case.to_confirm_id is not None,
        grounds=appeal.grounds,
        late_reason=appeal.late_reason,
        documents=_documents(appeal),
        letters=tuple(
            (Letter.Kind(kind).label, reverse("my:letter", args=[number]))
            for kind, number in letters.values_list("kind", "number")
        ),
        case_url=reverse("my:case", args=[case.pk]),
        new_case_url=reverse("my:case", args=[appeal.new_case_id]) if appeal.new_case_id else "",
    )


def conversation_page(case: Case) -> ConversationPage:
    """The questions about a case, and their answers."""
    messages = list(case.messages.all())
    return ConversationPage(
        number=case_number(case.pk, case.opened_at),
        name=case.service.title,
        messages=tuple(
            Spoken(
                text=one.text,
                at=one.at,
                by=_("You") if one.side == CaseMessage.Side.PERSON else _("DOST"),
                is_mine=one.side == CaseMessage.Side.PERSON,
            )
            for one in messages
        ),
        waits=bool(messages) and messages[-1].side == CaseMessage.Side.PERSON,
        case_url=reverse("my:case", args=[case.pk]),
    )


def give_up_page(case: Case, actor: Actor) -> GiveUpPage:
    """What of a case its person can give up now."""
    return GiveUpPage(
        number=case_number(case.pk, case.opened_at),
        name=case.service.title,
        what=what_can_be_given_up(case, actor),
        case_url=reverse("my:case", args=[case.pk]),
    )
