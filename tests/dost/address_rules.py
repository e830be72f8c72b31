"""Who may open what: a rule for every address of the site. A new address has none, and `test_every_address` says so.

Add a line where its section stands: `CITIZENS` for a page of a citizen's own, `its(…)` where the address names one of
their things, `roles(…)` for an office. The rule is what is meant, not what the view happens to do; the test compares
the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dost.accounts.models import User

Role = User.Role


class Who(StrEnum):
    """Kinds of principal that are not staff; a role of staff is named by its own code."""

    STRANGER = "stranger"
    CITIZEN = "citizen"
    OWNER = "owner"
    PARENT = "parent"
    GUARDIAN = "guardian"
    MANDATED = "mandated"
    EMPLOYER = "employer"


CITIZENS_OF_EACH_KIND: Final[frozenset[str]] = frozenset(
    {Who.CITIZEN, Who.OWNER, Who.PARENT, Who.GUARDIAN, Who.MANDATED, Who.EMPLOYER}
)
"""A citizen with nothing to do with the things below, whose things they are, who acts for that one, who acts for
somebody else under a mandate for some services, and who acts for an employer.
"""
ROLES: Final = frozenset(str(role) for role in Role)
PRINCIPALS: Final = (*Who, *sorted(ROLES))


@dataclass(frozen=True, slots=True)
class Rule:
    """For whom an address opens, by method. `thing` is what of a person a citizen's address names (`things`).

    `leads_on`: as the thing stands, the address leads to another page of it. `sent_only`: it takes a form and shows
    nothing. `alone`: it is not found by who acts for somebody.
    """

    get: frozenset[str]
    post: frozenset[str]
    thing: str = ""
    leads_on: bool = False
    sent_only: bool = False
    alone: bool = False


def _for(who: Iterable[str], *, post: Iterable[str] | None = None) -> Rule:
    opens = frozenset(str(one) for one in who)
    return Rule(opens, opens if post is None else frozenset(str(one) for one in post))


def roles(*names: str, post: Iterable[str] | None = None) -> Rule:
    """For these roles of staff; `post` where fewer may send a form."""
    return _for(names, post=post)


def its(thing: str, *, leads_on: bool = False, sent_only: bool = False, alone: bool = False) -> Rule:
    """For a citizen whose thing it is, and who acts for them: everybody else's is not found."""
    return Rule(CITIZENS_OF_EACH_KIND, CITIZENS_OF_EACH_KIND, thing, leads_on, sent_only, alone)


ANYBODY: Final = _for(PRINCIPALS)
CITIZENS: Final = _for(CITIZENS_OF_EACH_KIND)
STAFF: Final = _for(ROLES)
NOBODY: Final = _for(())
"""Institutions' systems, by a signature; no browser."""

SEES_CASES: Final = roles(Role.EXAMINER, Role.SUPERVISOR, Role.AUDITOR)
WORKS_ON_CASES: Final = roles(Role.EXAMINER, Role.SUPERVISOR)
SERVES_PEOPLE: Final = roles(Role.CLERK, Role.SUPERVISOR)
SUPERVISES: Final = roles(Role.SUPERVISOR)
REVIEWS: Final = roles(Role.SUPERVISOR, Role.AUDITOR)
READS_LOGS: Final = roles(Role.AUDITOR)
KEEPS_ACCOUNTS: Final = roles(Role.ACCOUNTS)
CONFIRMS: Final = roles(Role.ACCOUNTS, Role.SUPERVISOR)
HEARS_PEOPLE: Final = roles(Role.CLERK, Role.SUPERVISOR, Role.OPERATOR)
READS_HISTORY: Final = roles(Role.ACCOUNTS, Role.AUDITOR)
SEES_STUDIO: Final = roles(Role.VIEWER, Role.EDITOR, Role.PUBLISHER, Role.SUPERVISOR, Role.AUDITOR)
EDITS: Final = roles(Role.EDITOR, Role.PUBLISHER)
PUBLISHES: Final = roles(Role.PUBLISHER)
GREETS: Final = roles(Role.GREETER, Role.CLERK, Role.SUPERVISOR)
TAKES_CALLS: Final = roles(Role.OPERATOR)
CALLS_BACK: Final = roles(Role.OPERATOR, Role.SUPERVISOR)
BOOKS: Final = roles(Role.CLERK, Role.OPERATOR, Role.SUPERVISOR)
READS_CENTRES: Final = roles(Role.SUPERVISOR, Role.AUDITOR, post=(Role.SUPERVISOR,))
KEEPS_CENTRE: Final = roles(Role.SUPERVISOR)

RULES: Final[dict[str, Rule]] = {
    # what anybody may read
    "": ANYBODY,
    r"^services/(?P<code>\d\d-\d\d(?:-\d)?)/$": ANYBODY,
    r"^services/(?P<code>\d{1,2}-\d{1,2}(?:-\d)?)/$": ANYBODY,
    "accessibility/": ANYBODY,
    "areas/<slug:code>/": ANYBODY,
    "audiences/<slug:code>/": ANYBODY,
    "az/": ANYBODY,
    "az/<path:rest>": ANYBODY,
    "board/<slug:centre>/": ANYBODY,
    "board/<slug:centre>/calls/": ANYBODY,
    "board/<slug:centre>/pair/": ANYBODY,
    "cases/": ANYBODY,
    "cases/<path:rest>": ANYBODY,
    "centres/": ANYBODY,
    "check/": ANYBODY,
    "check/<str:number>/": ANYBODY,
    "events/<slug:code>/": ANYBODY,
    "healthz": ANYBODY,
    "i18n/setlang/": ANYBODY,
    "kiosk/<slug:centre>/": ANYBODY,
    "kiosk/<slug:centre>/pair/": ANYBODY,
    "kiosk/<slug:centre>/step/": ANYBODY,
    "kiosk/<slug:centre>/who/": ANYBODY,
    "privacy/": ANYBODY,
    "rights/": ANYBODY,
    "rights/<path:rest>": ANYBODY,
    "robots.txt": ANYBODY,
    "screening/": ANYBODY,
    "screening/begin/": ANYBODY,
    "screening/code/": ANYBODY,
    "screening/go-on/": ANYBODY,
    "screening/pages/<int:number>/": ANYBODY,
    "screening/pages/<int:number>/people/<slug:place>/": ANYBODY,
    "screening/result/": ANYBODY,
    "screening/sign-in/": ANYBODY,
    "screening/result/why/<slug:code>/": ANYBODY,
    "screening/forget/": ANYBODY,
    "screening/ask/": ANYBODY,
    "services/": ANYBODY,
    "sitemap.xml": ANYBODY,
    "ticket/<str:code>/": ANYBODY,
    "ticket/<str:code>/leave/": ANYBODY,
    "ticket/<str:code>/rate/": ANYBODY,
    "ticket/<str:code>/state/": ANYBODY,
    # the staff's door, and their own account
    "accounts/link/": ANYBODY,
    "accounts/link/<str:token>/": ANYBODY,
    "accounts/password/": STAFF,
    "accounts/second-step/": STAFF,
    "accounts/second-step/<int:pk>/remove/": STAFF,
    "accounts/second-step/passkey/": STAFF,
    "accounts/second-step/recovery-codes/": STAFF,
    "accounts/second-step/recovery-codes/new/": STAFF,
    "accounts/second-step/set-up/": STAFF,
    "accounts/sessions/": STAFF,
    "accounts/sessions/end/": STAFF,
    "accounts/sessions/stay/": STAFF,
    "accounts/sign-in/": ANYBODY,
    "accounts/sign-in/code-again/": STAFF,
    "accounts/sign-in/code/": STAFF,
    "accounts/sign-in/passkey-again/": STAFF,
    "accounts/sign-in/password-again/": STAFF,
    "accounts/sign-out/": ANYBODY,
    "accounts/start/": STAFF,
    "accounts/typed/": STAFF,
    # the door of a centre
    "counter/greeter/": GREETS,
    "counter/greeter/queue/": GREETS,
    "counter/greeter/tickets/<str:code>/": GREETS,
    # institutions
    "bridge/events": NOBODY,
    "bridge/texts": NOBODY,
    # applying
    "apply/<slug:code>/": CITIZENS,
    "apply/<slug:code>/look-again/": CITIZENS,
    "apply/drafts/<int:pk>/": its("draft", leads_on=True),
    "apply/drafts/<int:pk>/changed/": its("draft", leads_on=True),
    "apply/drafts/<int:pk>/check/": its("draft", leads_on=True),
    "apply/drafts/<int:pk>/documents/": its("draft"),
    "apply/drafts/<int:pk>/documents/<int:number>/": its("draft", leads_on=True),
    "apply/drafts/<int:pk>/known/": its("draft"),
    "apply/drafts/<int:pk>/questions/<int:number>/": its("draft"),
    "apply/drafts/<int:pk>/sent/": its("draft", leads_on=True),
    # a citizen's own
    "my/": CITIZENS,
    "my/acting-for/": CITIZENS,
    "my/answers/": CITIZENS,
    "my/cases/": CITIZENS,
    "my/cases/<int:pk>/": its("case"),
    "my/cases/<int:pk>/appeal/": its("to_appeal"),
    "my/cases/<int:pk>/appeal/check/": its("to_appeal"),
    "my/cases/<int:pk>/appeal/documents/": its("to_appeal"),
    "my/cases/<int:pk>/appeal/sent/": its("case"),
    "my/cases/<int:pk>/question/": its("case"),
    "my/cases/<int:pk>/withdraw/": its("case"),
    "my/cases/<int:pk>/asked/": its("to_give"),
    "my/appointments/": CITIZENS,
    "my/appointments/<int:pk>/": its("appointment"),
    "my/appointments/<int:pk>/cancel/": its("appointment"),
    "my/appointments/<int:pk>/change/": its("appointment"),
    "my/appointments/new/": CITIZENS,
    "my/choices/": CITIZENS,
    "my/choices/questions/<int:pk>/": its("question"),
    "my/choices/services/<slug:code>/": CITIZENS,
    "my/contact/": CITIZENS,
    "my/contact/<slug:way>/": CITIZENS,
    "my/contact/<slug:way>/code/": CITIZENS,
    "my/contact/<slug:way>/remove/": CITIZENS,
    "my/contact/wishes/": CITIZENS,
    "my/corrections/": CITIZENS,
    "my/corrections/<int:pk>/": its("correction"),
    "my/corrections/<int:pk>/take-back/": its("correction", sent_only=True),
    "my/corrections/new/": CITIZENS,
    "my/complaints/": CITIZENS,
    "my/complaints/<int:pk>/": its("complaint"),
    "my/complaints/<int:pk>/give/": its("complaint", leads_on=True),
    "my/complaints/<int:pk>/withdraw/": its("complaint", sent_only=True),
    "my/complaints/letters/<str:number>/": its("complaint_letter"),
    "my/complaints/new/": CITIZENS,
    "my/complaints/new/appeal/": CITIZENS,
    "my/complaints/new/check/": CITIZENS,
    "my/complaints/new/discard/": CITIZENS,
    "my/complaints/new/documents/": CITIZENS,
    "my/complaints/new/fact/": CITIZENS,
    "my/complaints/new/what/": CITIZENS,
    "my/complaints/new/words/": CITIZENS,
    "my/documents/<uuid:public_id>/": its("document"),
    "my/documents/<uuid:public_id>/remove/": its("document"),
    "my/documents/<uuid:public_id>/replace/": its("document"),
    "my/data/": CITIZENS,
    "my/data/all.json": CITIZENS,
    "my/data/all.pdf": CITIZENS,
    "my/drafts/": CITIZENS,
    "my/employer/": CITIZENS,
    "my/employer/mandates/": CITIZENS,
    "my/employer/mandates/new/": CITIZENS,
    "my/drafts/<int:pk>/discard/": its("draft"),
    "my/inbox/": CITIZENS,
    "my/inbox/<int:pk>/": its("message"),
    "my/letters/": CITIZENS,
    "my/letters/<str:number>/": its("letter"),
    "my/letters/<str:number>/pdf/": its("letter"),
    "my/looks/": CITIZENS,
    "my/looks/checks/<int:pk>/": CITIZENS,
    "my/mandates/": CITIZENS,
    "my/mandates/<int:pk>/": its("mandate", alone=True),
    "my/mandates/new/": CITIZENS,
    "my/overpayments/": CITIZENS,
    "my/overpayments/<int:pk>/": its("overpaid"),
    "my/payments/": CITIZENS,
    "my/payments/account/": CITIZENS,
    "my/payments/account/keep/": CITIZENS,
    "my/rights/": CITIZENS,
    "my/rights/<slug:code>/": CITIZENS,
    "my/sessions/": CITIZENS,
    "my/sessions/end/": CITIZENS,
    "my/sessions/stay/": CITIZENS,
    "my/sign-in/": ANYBODY,
    "my/sign-in/again/": CITIZENS,
    "my/sign-in/callback/": ANYBODY,
    "my/sign-in/trouble/<slug:why>/": ANYBODY,
    "my/sign-out/": ANYBODY,
    "my/signed-out/": ANYBODY,
    # the back office
    # the person at the window: none of these says who it is, the open visit of whoever asks does
    "counter/person/": HEARS_PEOPLE,
    "counter/person/account/": HEARS_PEOPLE,
    "counter/person/apply/": HEARS_PEOPLE,
    "counter/person/apply/<slug:code>/": HEARS_PEOPLE,
    "counter/person/apply/<slug:code>/again/": HEARS_PEOPLE,
    "counter/person/cases/<int:pk>/": HEARS_PEOPLE,
    "counter/person/cases/<int:pk>/acts/<slug:action>/": HEARS_PEOPLE,
    "counter/person/cases/<int:pk>/document.pdf": HEARS_PEOPLE,
    "counter/person/cases/<int:pk>/receipt/": HEARS_PEOPLE,
    "counter/person/cases/<int:pk>/result/": HEARS_PEOPLE,
    "counter/person/code/": HEARS_PEOPLE,
    "counter/person/confirm/": HEARS_PEOPLE,
    "counter/person/differences/": HEARS_PEOPLE,
    "counter/person/documents/new/": HEARS_PEOPLE,
    "counter/person/documents/<uuid:public_id>/": HEARS_PEOPLE,
    "counter/person/family/": HEARS_PEOPLE,
    "counter/person/letters/<str:number>/": HEARS_PEOPLE,
    "counter/person/mandates/": HEARS_PEOPLE,
    "counter/person/mandates/<int:pk>/": HEARS_PEOPLE,
    "counter/person/mandates/new/": HEARS_PEOPLE,
    "counter/person/not-entitled/": HEARS_PEOPLE,
    "counter/person/page/": HEARS_PEOPLE,
    "counter/person/purpose/": HEARS_PEOPLE,
    "counter/person/registry/<slug:code>/": HEARS_PEOPLE,
    "counter/person/silent/": HEARS_PEOPLE,
    "counter/person/wrong/<slug:table>/<int:pk>/": HEARS_PEOPLE,
    "office/": STAFF,
    "office/appeals/": WORKS_ON_CASES,
    "office/appeals/<int:pk>/": WORKS_ON_CASES,
    "office/apply/": WORKS_ON_CASES,
    "office/apply/<slug:code>/": WORKS_ON_CASES,
    "office/apply/services/": WORKS_ON_CASES,
    "office/books/": WORKS_ON_CASES,
    "office/cases/": SEES_CASES,
    "office/cases/<int:pk>/": SEES_CASES,
    "office/cases/<int:pk>/actions/<slug:action>/": WORKS_ON_CASES,
    "office/cases/<int:pk>/actions/assign/": WORKS_ON_CASES,
    "office/cases/<int:pk>/actions/hand-on/": WORKS_ON_CASES,
    "office/cases/<int:pk>/ask/": WORKS_ON_CASES,
    "office/cases/<int:pk>/asked/": WORKS_ON_CASES,
    "office/cases/<int:pk>/document.pdf": SEES_CASES,
    "office/cases/<int:pk>/purpose/": SEES_CASES,
    "office/cases/<int:pk>/result/": SEES_CASES,
    "office/cases/find/": SEES_CASES,
    "office/cases/find/<str:token>/": SEES_CASES,
    "office/complaints/": SEES_CASES,
    "office/complaints/<int:pk>/": SEES_CASES,
    "office/complaints/<int:pk>/<slug:action>/": WORKS_ON_CASES,
    "office/complaints/<int:pk>/give-back/": WORKS_ON_CASES,
    "office/complaints/<int:pk>/open/": SEES_CASES,
    "office/complaints/<int:pk>/take/": WORKS_ON_CASES,
    "office/complaints/new/": WORKS_ON_CASES,
    "office/complaints/new/write/": WORKS_ON_CASES,
    "office/corrections/": WORKS_ON_CASES,
    "office/corrections/<int:pk>/": SEES_CASES,
    "office/corrections/<int:pk>/answer/": WORKS_ON_CASES,
    "office/corrections/<int:pk>/ask-again/": WORKS_ON_CASES,
    "office/corrections/<int:pk>/purpose/": SEES_CASES,
    "office/corrections/cases/<int:pk>/": WORKS_ON_CASES,
    "office/overpayments/": WORKS_ON_CASES,
    "office/overpayments/<int:pk>/": SEES_CASES,
    "office/overpayments/<int:pk>/drop/": WORKS_ON_CASES,
    "office/overpayments/<int:pk>/given-back/": WORKS_ON_CASES,
    "office/overpayments/<int:pk>/repaid/": WORKS_ON_CASES,
    "office/overpayments/<int:pk>/say/": WORKS_ON_CASES,
    "office/overpayments/<int:pk>/take-out/": WORKS_ON_CASES,
    "office/overpayments/cases/<int:pk>/simulate/": SEES_CASES,
    "office/second-person/": WORKS_ON_CASES,
    "office/documents/<uuid:public_id>/": SEES_CASES,
    "office/looks/": READS_LOGS,
    "office/looks/ask/": READS_LOGS,
    "office/looks/of/<int:pk>/": READS_LOGS,
    "office/looks/security/": READS_LOGS,
    "office/mandates/": WORKS_ON_CASES,
    "office/mandates/<int:pk>/": WORKS_ON_CASES,
    "office/mandates/new/": WORKS_ON_CASES,
    "office/mandates/person/": WORKS_ON_CASES,
    "office/purposes/": REVIEWS,
    "office/purposes/<int:pk>/": SUPERVISES,
    "office/rights/": WORKS_ON_CASES,
    "office/rights/export/": SUPERVISES,
    "office/untold/": WORKS_ON_CASES,
    "office/centres/now/": SUPERVISES,
    "office/centres/now/calls/": SUPERVISES,
    "office/centres/now/live/": SUPERVISES,
    "office/centres/now/desks/<int:pk>/": SUPERVISES,
    "office/centres/now/waiting/": SUPERVISES,
    "office/queue/": WORKS_ON_CASES,
    "office/work/": WORKS_ON_CASES,
    "office/work/next/": WORKS_ON_CASES,
    "office/untold/messages/<int:pk>/": WORKS_ON_CASES,
    "office/untold/notices/<int:pk>/": WORKS_ON_CASES,
    "counter/calls/": TAKES_CALLS,
    "counter/calls/ask/": TAKES_CALLS,
    "counter/calls/call-backs/": CALLS_BACK,
    "counter/calls/call-backs/<int:pk>/call/": TAKES_CALLS,
    "counter/calls/call-backs/<int:pk>/close/": SUPERVISES,
    "counter/calls/complaint/": TAKES_CALLS,
    "counter/calls/end/": TAKES_CALLS,
    "counter/calls/find/": TAKES_CALLS,
    "counter/calls/person/": TAKES_CALLS,
    "counter/calls/promise/": TAKES_CALLS,
    "counter/calls/questions/": TAKES_CALLS,
    "counter/calls/register/": TAKES_CALLS,
    "counter/calls/take/": TAKES_CALLS,
    "counter/appointments/": BOOKS,
    "counter/appointments/<int:pk>/cancel/": BOOKS,
    "counter/appointments/<int:pk>/change/": BOOKS,
    "counter/appointments/new/": BOOKS,
    "office/centres/": READS_CENTRES,
    "office/centres/breaks/": KEEPS_CENTRE,
    "office/centres/breaks/<int:pk>/drop/": KEEPS_CENTRE,
    "office/centres/closed/": READS_CENTRES,
    "office/centres/closed/<int:pk>/open/": KEEPS_CENTRE,
    "office/centres/desks/": READS_CENTRES,
    "office/centres/desks/<int:pk>/": READS_CENTRES,
    "office/centres/desks/<int:pk>/retire/": KEEPS_CENTRE,
    "office/centres/rules/": READS_CENTRES,
    "office/centres/screens/": READS_CENTRES,
    "office/centres/screens/<int:pk>/revoke/": KEEPS_CENTRE,
    "office/centres/shifts/": READS_CENTRES,
    "office/centres/shifts/<int:pk>/withdraw/": KEEPS_CENTRE,
    "office/centres/shifts/copy/": KEEPS_CENTRE,
    "office/staff/": KEEPS_ACCOUNTS,
    "office/staff/<int:pk>/": KEEPS_ACCOUNTS,
    "office/staff/<int:pk>/<slug:what>/": KEEPS_ACCOUNTS,
    "office/staff/<int:pk>/fin/": KEEPS_ACCOUNTS,
    "office/staff/<int:pk>/role/": KEEPS_ACCOUNTS,
    "office/staff/history/": READS_HISTORY,
    "office/staff/invite/": KEEPS_ACCOUNTS,
    "office/staff/pending/": CONFIRMS,
    "office/staff/pending/<int:pk>/<slug:how>/": CONFIRMS,
    # the counter
    "counter/": SERVES_PEOPLE,
    "counter/do/<slug:deed>/": SERVES_PEOPLE,
    "counter/end/": SERVES_PEOPLE,
    "counter/hand-on/": SERVES_PEOPLE,
    "counter/sit/": SERVES_PEOPLE,
    "counter/waiting/": SERVES_PEOPLE,
    # the studio of the catalogue
    "studio/": SEES_STUDIO,
    "studio/history/": SEES_STUDIO,
    "studio/import/": EDITS,
    "studio/new-service/": EDITS,
    "studio/new/": EDITS,
    "studio/parameters/": SEES_STUDIO,
    "studio/raise/": EDITS,
    "studio/services/<slug:code>/": SEES_STUDIO,
    "studio/services/<slug:code>/change/": EDITS,
    "studio/services/<slug:code>/compare/": SEES_STUDIO,
    "studio/services/<slug:code>/end/": EDITS,
    "studio/services/<slug:code>/roll-back/<int:number>/": EDITS,
    "studio/sets/<int:pk>/": SEES_STUDIO,
    "studio/sets/<int:pk>/add-service/": EDITS,
    "studio/sets/<int:pk>/amounts/": EDITS,
    "studio/sets/<int:pk>/amounts/<slug:name>/take-out/": EDITS,
    "studio/sets/<int:pk>/carry-over/<slug:code>/": EDITS,
    "studio/sets/<int:pk>/confirm/": EDITS,
    "studio/sets/<int:pk>/differences/": SEES_STUDIO,
    "studio/sets/<int:pk>/discard/": EDITS,
    "studio/sets/<int:pk>/edit/": EDITS,
    "studio/sets/<int:pk>/export/": SEES_STUDIO,
    "studio/sets/<int:pk>/give-back/": EDITS,
    "studio/sets/<int:pk>/preview/": SEES_STUDIO,
    "studio/sets/<int:pk>/preview/<int:number>/": SEES_STUDIO,
    "studio/sets/<int:pk>/preview/<int:number>/cancel/": EDITS,
    "studio/sets/<int:pk>/preview/<int:number>/people/<slug:code>/<slug:kind>/": EDITS,
    "studio/sets/<int:pk>/preview/<int:number>/progress/": SEES_STUDIO,
    "studio/sets/<int:pk>/publish/": PUBLISHES,
    "studio/sets/<int:pk>/services/<slug:code>/": SEES_STUDIO,
    "studio/sets/<int:pk>/services/<slug:code>/begin/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/changes/": SEES_STUDIO,
    "studio/sets/<int:pk>/services/<slug:code>/criteria/edit/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/criteria/group/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/criteria/move/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/criteria/remove/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/criteria/restore/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/criteria/row/": SEES_STUDIO,
    "studio/sets/<int:pk>/services/<slug:code>/criteria/shared/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/ends/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/examples/": SEES_STUDIO,
    "studio/sets/<int:pk>/services/<slug:code>/examples/edit/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/examples/remove/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/law/": SEES_STUDIO,
    "studio/sets/<int:pk>/services/<slug:code>/questions/": SEES_STUDIO,
    "studio/sets/<int:pk>/services/<slug:code>/questions/edit/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/questions/remove/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/terms/<slug:name>/": SEES_STUDIO,
    "studio/sets/<int:pk>/services/<slug:code>/terms/<slug:name>/edit/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/texts/": SEES_STUDIO,
    "studio/sets/<int:pk>/services/<slug:code>/texts/<slug:name>/": SEES_STUDIO,
    "studio/sets/<int:pk>/services/<slug:code>/texts/<slug:name>/edit/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/typing/check/": EDITS,
    "studio/sets/<int:pk>/services/<slug:code>/typing/options/": EDITS,
    "studio/sets/<int:pk>/submit/": EDITS,
    "studio/sets/<int:pk>/shared/<slug:kind>/": EDITS,
    "studio/sets/<int:pk>/shared/<slug:kind>/<slug:name>/": EDITS,
    "studio/sets/<int:pk>/shared/<slug:kind>/<slug:name>/take-out/": EDITS,
    "studio/sets/<int:pk>/take-out/<slug:code>/": EDITS,
    "studio/sets/<int:pk>/withdraw/": PUBLISHES,
    "studio/shared/": SEES_STUDIO,
    "studio/shared/<slug:kind>/<slug:name>/": SEES_STUDIO,
    "studio/shared/<slug:kind>/<slug:name>/change/": EDITS,
    "studio/shared/<slug:kind>/new/": EDITS,
}
"""The rule of each route, as `dost.common.audiences` names it."""
