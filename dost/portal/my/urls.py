"""Addresses of a citizen's own pages; each section has its own module of them."""

from __future__ import annotations

from django.urls import include, path

from dost.common.audiences import public

from . import acting_views, door_views, sessions_views

app_name = "my"
urlpatterns = [
    path("letters/", include("dost.portal.my.letters.urls")),
    path("inbox/", include("dost.portal.my.inbox.urls")),
    path("data/", include("dost.portal.my.data.urls")),
    path("corrections/", include("dost.portal.my.corrections.urls")),
    path("complaints/", include("dost.portal.my.complaints.urls")),
    path("appointments/", include("dost.portal.my.appointments.urls")),
    path("looks/", include("dost.portal.my.looks.urls")),
    path("answers/", include("dost.portal.my.answers.urls")),
    path("", include("dost.portal.my.overview.urls")),
    path("drafts/", include("dost.portal.my.drafts.urls")),
    path("cases/", include("dost.portal.my.cases.urls")),
    path("cases/", include("dost.portal.my.appeals.urls")),
    path("cases/", include("dost.portal.my.asked.urls")),
    path("overpayments/", include("dost.portal.my.overpayments.urls")),
    path("payments/", include("dost.portal.my.payments.urls")),
    path("documents/", include("dost.portal.my.documents.urls")),
    path("choices/", include("dost.portal.my.choices.urls")),
    path("employer/", include("dost.portal.my.employer.urls")),
    path("mandates/", include("dost.portal.my.mandates.urls")),
    path("contact/", include("dost.portal.my.contact.urls")),
    public(path("sign-in/", door_views.sign_in, name="sign_in")),
    path("sign-in/again/", door_views.sign_in_again, name="sign_in_again"),
    public(path("sign-in/callback/", door_views.sign_in_callback, name="sign_in_callback")),
    public(path("sign-in/trouble/<slug:why>/", door_views.sign_in_trouble, name="sign_in_trouble")),
    public(path("sign-out/", door_views.sign_out, name="sign_out")),
    public(path("signed-out/", door_views.signed_out, name="signed_out")),
    path("acting-for/", acting_views.acting_for, name="acting_for"),
    path("sessions/", sessions_views.session_list, name="sessions"),
    path("sessions/end/", sessions_views.end_session, name="end_session"),
    path("sessions/stay/", sessions_views.stay, name="stay"),
]
