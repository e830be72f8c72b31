"""The addresses of the simulator's process."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from .views import control, correcting, institutions, pages

_ORDERS = (
    ("pain001", institutions.pain001),
    ("payments/status", institutions.payments_status),
    ("files/status", institutions.files_status),
    ("notifications", institutions.notifications),
    ("accounts", institutions.open_accounts),
    ("accounts/status", institutions.accounts_status),
    ("cards", institutions.order_cards),
    ("cards/status", institutions.cards_status),
    ("sms", institutions.sms),
    ("sms/status", institutions.sms_status),
    ("corrections", institutions.take_corrections),
    ("corrections/status", institutions.corrections_status),
)
_WHO = r"^(?P<institution>[A-Z][A-Z0-9]{1,15})/"

urlpatterns: list[URLPattern] = [
    path("", pages.home, name="simulator-home"),
    path("healthz", control.healthz, name="simulator-healthz"),
    path("phone/", pages.phones, name="simulator-phones"),
    path("phone/<number>/", pages.phone, name="simulator-phone"),
    path("mail/", pages.mailboxes, name="simulator-mailboxes"),
    path("mail/<str:address>/", pages.mailbox, name="simulator-mailbox"),
    path("accounts/", pages.own_account, name="simulator-own-account"),
    path("corrections/", correcting.corrections, name="simulator-corrections"),
    path("faults/", pages.faults_page, name="simulator-faults"),
    path("_sim/faults", control.fault),
    path("_sim/mail", control.mail),
    path("_sim/accounts/closed", control.closed_account),
    path("_sim/accounts/own", control.own_account),
    path("_sim/returns", control.returned),
    path("_sim/ledger", control.ledger),
    path("_sim/messages", control.messages),
    path("_sim/accounts", control.accounts),
    *(re_path(f"{_WHO}{name}$", view) for name, view in _ORDERS),
    re_path(_WHO + r"(?P<name>[a-z_0-9]+)$", institutions.question),
    re_path(_WHO + "$", institutions.about),
]

handler404 = pages.not_found
handler500 = pages.broken
