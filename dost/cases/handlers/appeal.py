"""Appeals: begun, sent, admitted where they are late, decided; and what a court decided.

Everything is done under the lock of the case. Each step is told in a letter, whose message names nothing but that
there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible, require_allowed, require_note
from dost.cases.appeals.days import admit_by, answer_by
from dost.cases.appeals.subject import Subject, open_appeal, rulings_about, subject_of
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.corrections import require_uncontested
from dost.cases.letters import write_letter
from dost.cases.models import (
    TO_ADMIT,
    TO_DECIDE,
    Appeal,
    AppealAnswer,
    Case,
    Entitlement,
    Letter,
    Ruling,
    SupportingDocument,
)
from dost.cases.proven import kept_facts, with_proven
from dost.cases.stages import Origin
from dost.cases.supporting import attach, take
from dost.cases.text import appeal_letter
from dost.cases.text.appeal_letter import Decided
from dost.common.dates import local_day
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from services_catalog.queries import compiled
from services_catalog.rules import RuleError

from .anew import Anew, carry_out, gives_right, ring_piece_later
from .second_person import Judged, Via, alone_or_second
from .way import locked

LONGEST_GROUNDS: Final = 5000
LONGEST_REASONS: Final = 5000
State = Appeal.State


# -- by the person -------------------------------------------------------------------------------------------------


def begin_appeal(*, case_id: int, actor: Actor, grounds: str, late_reason: str = "", now: datetime) -> Appeal:
    """Keep what somebody has written so far of an appeal; nothing is sent by it.

    Raises:
        NotAllowed: the actor may never appeal in the matters of this person.
        MovedOn: there is nothing to appeal, or an appeal is on its way.
    """
    with transaction.atomic():
        case = locked(case_id, Act.APPEAL, actor)
        return _draft(case, actor, grounds=grounds, late_reason=late_reason, now=now)


def send_appeal(*, case_id: int, actor: Actor, now: datetime) -> Appeal:
    """Send what was begun. Sent twice – a second press, another device – it is the one that is on its way.

    Raises:
        NotAllowed: the actor may never appeal in the matters of this person.
        NotPossible: nothing was begun, or something is missing; the message says what.
    """
    with transaction.atomic():
        sent = _on_its_way(case_id, actor)
        if sent is not None:
            return sent
        case = locked(case_id, Act.APPEAL, actor)
        draft = open_appeal(case)
        if draft is None:
            raise NotPossible(_("Write first why you do not agree."))
        return _send(case, draft, actor, now=now)


def add_document(
    *, case_id: int, actor: Actor, files: Sequence[UploadedFile[Any]], title: str = "", now: datetime
) -> SupportingDocument:
    """Add a document to an appeal that was begun; it goes with it.

    Raises:
        NotTaken: it is none that can be taken.
        NotPossible: nothing was begun, or it was sent already.
    """
    draft = _begun(case_id, actor)
    case = draft.case
    return take(files, person=case.person, actor=actor, title=title, draft=_name(draft), about=case, now=now)


def documents_of(appeal: Appeal) -> list[SupportingDocument]:
    """The documents that were given with an appeal, in their order."""
    return list(SupportingDocument.objects.filter(draft=_name(appeal)).select_related(*SupportingDocument.who()))


def _name(appeal: Appeal) -> str:
    """What the documents of an appeal name as the draft they belong to."""
    return f"appeal-{appeal.pk}"


def _require_allowed(case: Case, actor: Actor) -> None:
    voen = case.applicant_voen
    require_allowed(Act.APPEAL, actor=actor, person_id=case.person_id, service=case.service, voen=voen)


def _begun(case_id: int, actor: Actor) -> Appeal:
    case = Case.objects.select_related("person", "service").get(pk=case_id)
    _require_allowed(case, actor)
    draft = open_appeal(case)
    if draft is None or draft.state != State.DRAFT:
        raise MovedOn
    draft.case = case
    return draft


def lodge_appeal(*, case_id: int, actor: Actor, grounds: str, late_reason: str = "", now: datetime) -> Appeal:
    """Write down and send an appeal at once: at the window, or from a letter that came by post."""
    with transaction.atomic():
        case = locked(case_id, Act.APPEAL, actor)
        draft = _draft(case, actor, grounds=grounds, late_reason=late_reason, now=now)
        return _send(case, draft, actor, now=now)


def _on_its_way(case_id: int, actor: Actor) -> Appeal | None:
    """The appeal that was sent and is not answered; None when there is none."""
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case_id)
    _require_allowed(case, actor)
    found = open_appeal(case)
    return found if found is not None and found.state != State.DRAFT else None


def _draft(case: Case, actor: Actor, *, grounds: str, late_reason: str, now: datetime) -> Appeal:
    subject = appealed(case)
    draft = open_appeal(case) or Appeal(case=case, begun_at=now)
    draft.case = case
    draft.letter, draft.against = subject.letter, subject.against
    draft.told_on, draft.lodge_by = subject.told_on, subject.lodge_by
    draft.grounds, draft.late_reason = grounds.strip()[:LONGEST_GROUNDS], late_reason.strip()[:LONGEST_GROUNDS]
    draft.signed(actor).save()
    return draft


def appealed(case: Case) -> Subject:
    """What of a case is appealed; raises `MovedOn` where nothing is."""
    subject = subject_of(case)
    if subject is None:
        raise MovedOn
    return subject


def _send(case: Case, draft: Appeal, actor: Actor, *, now: datetime) -> Appeal:
    today = local_day(now)
    late = today > draft.lodge_by
    if not draft.grounds:
        raise NotPossible(_("Write why you do not agree."))
    if late and not draft.late_reason:
        raise NotPossible(_("The last day to appeal has passed. Write why you could not appeal before."))
    draft.case = case
    draft.state = State.LATE if late else State.LODGED
    draft.late_reason = draft.late_reason if late else ""
    draft.lodged_at = now
    draft.answer_by = admit_by(today) if late else answer_by(case, begins=today)
    draft.signed(actor).save()
    attach(documents_of(draft), case=case, now=now)
    entry(case, EntryKind.APPEALED, at=now, number=draft.number).signed(actor).save()
    letter = write_letter(
        case,
        Letter.Kind.APPEAL_LODGED,
        lambda: appeal_letter.lodged_letter(draft),
        occasion=draft.number,
        now=now,
    )
    tell_of_letter(case, letter, now=now)
    return draft


# -- by staff ------------------------------------------------------------------------------------------------------


def admit_appeal(*, appeal_id: int, actor: Actor, admitted: bool, note: str, now: datetime) -> Appeal:
    """Say whether a late appeal is looked at, with reasons: from now on the month to decide it runs, or it is over."""
    with transaction.atomic():
        appeal = _locked(appeal_id, Act.ADMIT_APPEAL, TO_ADMIT, actor, note=note)
        today = local_day(now)
        appeal.state = State.ADMITTED if admitted else State.NOT_ADMITTED
        appeal.answer_by = answer_by(appeal.case, begins=today) if admitted else appeal.answer_by
        appeal.decided_at = None if admitted else now
        appeal.save(update_fields=["state", "answer_by", "decided_at"])
        _answer(appeal, AppealAnswer.About.ADMISSION, appeal.state, note, actor, now=now)
        what = EntryKind.APPEAL_ADMITTED if admitted else EntryKind.APPEAL_TOO_LATE
        entry(appeal.case, what, at=now, number=appeal.number).signed(actor).save()
        letter = write_letter(
            appeal.case,
            Letter.Kind.APPEAL_ADMITTED if admitted else Letter.Kind.APPEAL_TOO_LATE,
            lambda: appeal_letter.admission_letter(appeal, admitted=admitted, reasons=note, actor=actor, on=today),
            occasion=appeal.number,
            now=now,
        )
        tell_of_letter(appeal.case, letter, now=now)
        return appeal


def decide_appeal(
    *, appeal_id: int, actor: Actor, ruling: Ruling, note: str, facts: Mapping[str, Any], now: datetime
) -> Appeal:
    """Decide an appeal with reasons, and carry it out; above the amount of the version a second confirms first.

    `facts` are those taken for proven otherwise than the registries say, by name; only for a change.

    Raises:
        NotAllowed, MovedOn: the actor may not, or has taken part in the decision, or it is not there to be decided.
        NotPossible: it cannot be carried out as things stand; the message says why.
    """
    with transaction.atomic():
        appeal = Appeal.objects.select_related("case__version").get(pk=appeal_id)
        given = {"ruling": ruling.value, "facts": given_facts(appeal.case, ruling, facts)}
        judged = Judged(appeal.case_id, Via.APPEAL, actor, note, given, appeal_id=appeal_id)
        done = alone_or_second(
            judged,
            lambda: decide_appeal_now(appeal_id=appeal_id, actor=actor, ruling=ruling, note=note, facts=facts, now=now),
            now=now,
        )
        return done if isinstance(done, Appeal) else appeal


def decide_appeal_now(
    *, appeal_id: int, actor: Actor, ruling: Ruling, note: str, facts: Mapping[str, Any], now: datetime
) -> tuple[Appeal, int | None]:
    """Decide an appeal whatever it grants; return with it the id of the case that has a right by it now, if any has.

    For `decide_appeal`, and for who confirms it as a second person.
    """
    with transaction.atomic():
        appeal = _locked(appeal_id, Act.DECIDE_APPEAL, TO_DECIDE, actor, note=note)
        case = appeal.case
        if ruling not in rulings_of(appeal):
            raise NotPossible(_("An appeal of this kind cannot be answered so."))
        if ruling == Ruling.UPHELD:
            require_uncontested(case)
        proven = given_facts(case, ruling, facts)
        what = Anew(appeal.against, ruling, Origin.APPEAL, appeal.number, actor, note, proven)
        decided = decided_as(case, what, now=now)
        appeal.new_case = carry_out(case, what, now=now)
        appeal.state, appeal.ruling, appeal.decided_at = State.DECIDED, ruling, now
        appeal.save(update_fields=["state", "ruling", "decided_at", "new_case"])
        _answer(appeal, AppealAnswer.About.DECISION, ruling, note, actor, facts=proven, now=now)
        line = entry(case, EntryKind.APPEAL_DECIDED, at=now, number=appeal.number, ruling=ruling.value)
        line.signed(actor).save()
        letter = write_letter(
            case,
            Letter.Kind.APPEAL_DECIDED,
            lambda: appeal_letter.decided_letter(appeal, decided, on=local_day(now)),
            occasion=appeal.number,
            now=now,
        )
        tell_of_letter(case, letter, now=now)
        return appeal, gives_right(case, what, appeal.new_case)


def rulings_of(appeal: Appeal) -> tuple[Ruling, ...]:
    """What an appeal (with its case) can be answered with."""
    return rulings_about(appeal.against, monthly=is_monthly(appeal.case))


# -- parts ---------------------------------------------------------------------------------------------------------


def _locked(appeal_id: int, act: Act, states: frozenset[State], actor: Actor, *, note: str) -> Appeal:
    """An appeal in one of some states, with its case, both locked, if the table lets this actor do this now."""
    case_id = Appeal.objects.values_list("case", flat=True).get(pk=appeal_id)
    Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
    case = locked(case_id, act, actor)
    require_note(act, actor=actor, note=note)
    appeal = Appeal.objects.select_for_update(no_key=True, of=("self",)).get(pk=appeal_id)
    if appeal.state not in states:
        raise MovedOn
    appeal.case = case
    return appeal


def given_facts(case: Case, ruling: Ruling, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them, to be taken for proven again by a second person."""
    return proven_facts(case, facts) if ruling == Ruling.CHANGED else {}


def is_monthly(case: Case) -> bool:
    """Whether a case granted what is paid by the month, and it runs."""
    right = Entitlement.objects.filter(case=case, ended_on=None).first()
    return right is not None and right.period == Entitlement.Period.MONTHLY


def proven_facts(case: Case, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts taken for proven as JSON keeps them; raises `NotPossible` for one that the rule does not know so."""
    try:
        return kept_facts(case, facts)
    except RuleError as error:
        raise NotPossible(f"{error.message} {error.hint}".strip()) from error


def decided_as(case: Case, what: Anew, *, now: datetime) -> Decided:
    """What the letter tells of a decision; the conditions only where the rule was asked with what is proven."""
    if what.ruling != Ruling.CHANGED or not what.facts:
        return Decided(what.ruling, what.actor, what.reasons)
    found = with_proven(case, what.facts, source=what.source, now=now)
    return Decided(what.ruling, what.actor, what.reasons, rule=compiled(case.version), found=found)


def _answer(
    appeal: Appeal,
    about: AppealAnswer.About,
    answer: str,
    reasons: str,
    actor: Actor,
    *,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    AppealAnswer(
        appeal=appeal, about=about, answer=str(answer), reasons=reasons, facts=dict(facts or {}), at=now
    ).signed(actor).save()


def tell_of_letter(case: Case, letter: Letter, *, now: datetime) -> None:
    """Let the person know that there is a letter; the dead are not written to."""
    if case.person.died_on is None:
        told = notice(case, Notice.Kind.APPEAL, now=now, number=letter.ordinal)
        Notice.objects.bulk_create([told], ignore_conflicts=True)
        ring_piece_later("notices")
