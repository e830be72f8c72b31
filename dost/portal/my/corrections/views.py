"""Calling a fact wrong, one thing on a page, and following what comes of it.

What is typed on the way stands in the session under the sealed text of the address, and is gone once it is sent.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required
from dost.accounts.opens import Deed
from dost.accounts.own_looks import OwnLook, log_own_look
from dost.cases import corrections as engine
from dost.cases.acts import Act, MovedOn, NotAllowed, NotPossible, may
from dost.cases.corrections import NotContestable, NotThere, Typed, read_right, typed_of
from dost.cases.corrections import words as say
from dost.cases.corrections.contesting import LONGEST_WORDS
from dost.cases.corrections.typed import as_text, same
from dost.cases.models import FactCorrection
from dost.cases.queries import institution_names
from dost.cases.supporting import NotTaken, of_draft, take
from dost.cases.supporting import take_back as take_out
from dost.common.dates import local_day
from dost.portal.my.page import render_my
from dost.portal.my.wrong import CARRIED, Meant, opened
from dost.ui.value_form import ValueForm
from registries.models import Person

from .forms import DocumentForm, WordsForm
from .page import asked, followed, rows

DRAFTS: Final = "contesting"
"""Where in the session what is typed on the way stands, by the sealed text; only the last few."""
MOST_DRAFTS: Final = 5
RIGHT, WORDS, DOCUMENTS, CHECK = "right", "words", "documents", "check"
Draft = dict[str, Any]


@require_safe
@citizen_required
@by_mandate(Deed.CORRECT)
def corrections(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Everything that was called wrong, what is open first."""
    found = sorted(_theirs(me).order_by("-asked_at", "-pk"), key=lambda one: not one.is_open)
    log_own_look(me.actor, OwnLook.CORRECTIONS, now=timezone.now())
    context = {"rows": rows(found), "may_contest": _may(me)}
    return render_my(request, me, "portal/my/corrections/list.html", context)


@require_safe
@citizen_required
@by_mandate(Deed.CORRECT)
def correction(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """One contested fact: how it stands, by when it is answered, what was said, what came of it."""
    one = get_object_or_404(_theirs(me), pk=pk)
    log_own_look(me.actor, OwnLook.CORRECTIONS, registries=[one.registry], now=timezone.now())
    context = {
        "page": followed(one, names=institution_names(), sensitive=me.reads_sensitive),
        "sent": "sent" in request.GET,
        "may_contest": _may(me),
    }
    return render_my(request, me, "portal/my/corrections/correction.html", context)


@require_POST
@citizen_required
@by_mandate(Deed.CORRECT)
def take_back(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """Say no more that it is wrong."""
    one = get_object_or_404(_theirs(me), pk=pk)
    _require(me)
    try:
        engine.take_back(correction_id=one.pk, actor=me.actor, now=timezone.now())
    except MovedOn:
        messages.info(request, _("The institution has answered meanwhile."))
    return redirect("my:correction", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.CORRECT)
def new(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Say what is right, then why, then look at it once more and send it."""
    _require(me)
    now, sealed = timezone.now(), request.GET.get("of", "")
    try:
        meant = opened(me, sealed, on=local_day(now))
    except NotThere as error:
        raise Http404 from error
    except NotContestable as why:
        return render_my(request, me, "portal/my/corrections/cannot.html", {"why": str(why)}, status=409)
    running = _theirs(me).filter(subject=meant.standing.subject.key, state__in=FactCorrection.OPEN).first()
    if running is not None:
        messages.info(request, _("You have called this wrong already. It is being looked at."))
        return redirect("my:correction", pk=running.pk)
    log_own_look(me.actor, OwnLook.CORRECTIONS, registries=[meant.standing.registry], now=now)
    typed, draft = typed_of(meant.standing.subject), _draft(request, sealed)
    step = _step(request.GET.get("step", ""), typed, draft)
    if step == RIGHT:
        assert typed is not None  # `_step` leads on where nothing is typed
        return _right(request, me, meant, typed, draft, sealed)
    if step == WORDS:
        return _words(request, me, meant, typed, draft, sealed)
    if step == DOCUMENTS:
        return _documents(request, me, meant, typed, sealed)
    return _check(request, me, meant, typed, draft, sealed)


def _step(wanted: str, typed: Typed | None, draft: Draft) -> str:
    """The page that is shown: the one asked for, unless one before it has not been filled in."""
    if typed is not None and (RIGHT not in draft or wanted not in {WORDS, DOCUMENTS, CHECK}):
        return RIGHT
    return wanted if wanted in {DOCUMENTS, CHECK} and WORDS in draft else WORDS


def _right(
    request: HttpRequest, me: SignedInCitizen, meant: Meant, typed: Typed, draft: Draft, sealed: str
) -> HttpResponse:
    page = asked(meant.standing, typed, about=_about(me, meant), names=institution_names())
    form = ValueForm(
        request.POST if request.method == "POST" else None,
        kind=typed.kind,
        choices=typed.choices,
        label=page.right_label,
        nothing_label=page.nothing_label if typed.may_be_empty else "",
        read=partial(read_right, typed),
        initial={"value": as_text(draft[RIGHT]), "nothing": draft[RIGHT] is None} if RIGHT in draft else None,
    )
    if form.is_valid():
        right = form.cleaned_data["value"]
        if not same(right, meant.standing.value):
            _keep(request, sealed, {**draft, RIGHT: right})
            return redirect(_at(sealed, WORDS))
        form.add_error("value", _("This is what stands already."))
    context = {"page": page, "form": form}
    return render_my(request, me, "portal/my/corrections/right.html", context, status=_status(form))


def _words(
    request: HttpRequest, me: SignedInCitizen, meant: Meant, typed: Typed | None, draft: Draft, sealed: str
) -> HttpResponse:
    form = WordsForm(
        request.POST if request.method == "POST" else None, initial={WORDS: draft.get(WORDS) or _carried(request, me)}
    )
    if form.is_valid():
        _keep(request, sealed, {**draft, WORDS: form.cleaned_data[WORDS]})
        request.session.pop(CARRIED, None)
        return redirect(_at(sealed, DOCUMENTS))
    context = {
        "page": asked(meant.standing, typed, about=_about(me, meant), names=institution_names()),
        "form": form,
        "back_url": _at(sealed, RIGHT)
        if typed is not None
        else reverse("my:data" if me.opens.is_whole else "my:cases"),
    }
    return render_my(request, me, "portal/my/corrections/words.html", context, status=_status(form))


def _documents(
    request: HttpRequest, me: SignedInCitizen, meant: Meant, typed: Typed | None, sealed: str
) -> HttpResponse:
    """What supports it: added one by one, and taken out again; nobody has to hand in any."""
    name, now = _draft_name(me, sealed), timezone.now()
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if request.method == "POST" and "remove" in request.POST:
        for one in of_draft(name):
            if str(one.public_id) == request.POST["remove"]:
                take_out(one, actor=me.actor, now=now)
        return redirect(_at(sealed, DOCUMENTS))
    if form.is_bound and form.is_valid():
        files = form.cleaned_data["document"]
        if not files:
            return redirect(_at(sealed, CHECK))
        try:
            take(files, person=me.person, actor=me.actor, draft=name, now=now)
        except NotTaken as why:
            form.add_error("document", why.message)
        else:
            return redirect(_at(sealed, DOCUMENTS))
    context = {
        "page": asked(meant.standing, typed, about=_about(me, meant), names=institution_names()),
        "form": form,
        "documents": of_draft(name),
        "back_url": _at(sealed, WORDS),
        "on_url": _at(sealed, CHECK),
    }
    return render_my(request, me, "portal/my/corrections/documents.html", context, status=_status(form))


def _draft_name(me: SignedInCitizen, sealed: str) -> str:
    """Under which name documents wait until it is sent: the same as long as the same person says the same."""
    return f"wrong-{salted_hmac(DRAFTS, f'{me.person_id} {sealed}', algorithm='sha256').hexdigest()[:32]}"


def _check(
    request: HttpRequest, me: SignedInCitizen, meant: Meant, typed: Typed | None, draft: Draft, sealed: str
) -> HttpResponse:
    problem, documents = "", of_draft(_draft_name(me, sealed))
    if request.method == "POST":
        try:
            done = engine.contest(
                person=me.person,
                standing=meant.standing,
                right=draft.get(RIGHT),
                words=draft[WORDS],
                actor=me.actor,
                case=meant.case,
                documents=documents,
                now=timezone.now(),
            )
        except NotPossible as why:
            problem = str(why)
        else:
            _keep(request, sealed, None)
            return redirect(f"{reverse('my:correction', args=[done.correction.pk])}?sent")
    context = {
        "page": asked(meant.standing, typed, about=_about(me, meant), names=institution_names()),
        "right": say.right_in_words(meant.standing.subject, draft.get(RIGHT)),
        "words": draft[WORDS],
        "right_url": _at(sealed, RIGHT) if typed is not None else "",
        "words_url": _at(sealed, WORDS),
        "documents": [one.title for one in documents],
        "documents_url": _at(sealed, DOCUMENTS),
        "problem": problem,
    }
    return render_my(request, me, "portal/my/corrections/check.html", context, status=400 if problem else 200)


# -- what is typed on the way ----------------------------------------------------------------------------------------


def _drafts(request: HttpRequest) -> dict[str, Draft]:
    found: dict[str, Draft] = request.session.get(DRAFTS, {})
    return found


def _draft(request: HttpRequest, sealed: str) -> Draft:
    return _drafts(request).get(sealed, {})


def _carried(request: HttpRequest, me: SignedInCitizen) -> str:
    """What was written as a complaint that is about this fact."""
    words: str = request.session.get(CARRIED, {}).get(str(me.person_id), "")
    return words[:LONGEST_WORDS]


def _keep(request: HttpRequest, sealed: str, draft: Draft | None) -> None:
    """Keep what was typed under a sealed text, or forget it; the oldest of many goes."""
    drafts = {name: one for name, one in _drafts(request).items() if name != sealed}
    if draft is not None:
        drafts[sealed] = draft
    request.session[DRAFTS] = dict(list(drafts.items())[-MOST_DRAFTS:])


def _at(sealed: str, step: str) -> str:
    return f"{reverse('my:correction_new')}?{urlencode({'of': sealed, 'step': step})}"


def _from_where(me: SignedInCitizen) -> str:
    """Where one calls facts wrong: in one's data, or under a mandate in the cases it covers."""
    return reverse("my:data" if me.opens.is_whole else "my:cases")


# -- whose -----------------------------------------------------------------------------------------------------------


def _theirs(me: SignedInCitizen) -> QuerySet[FactCorrection]:
    own = FactCorrection.objects.filter(person=me.person_id).select_related("about", "person", "case__service")
    if not me.opens.is_whole:
        return own.filter(me.opens.rows("case__service"))
    return own if me.reads_sensitive else own.filter(sensitive=False)


def _about(me: SignedInCitizen, meant: Meant) -> str:
    about_id = meant.standing.subject.about_id
    return "" if about_id == me.person_id else Person.objects.get(pk=about_id).full_name


def _may(me: SignedInCitizen) -> bool:
    return may(Act.CONTEST, actor=me.actor, person_id=me.person_id)


def _require(me: SignedInCitizen) -> None:
    if not _may(me):
        raise PermissionDenied(NotAllowed(Act.CONTEST))


def _status(form: Any) -> int:
    return 400 if form.errors else 200
