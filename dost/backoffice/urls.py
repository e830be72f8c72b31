"""Addresses of the back office: the day, cases, rights, contested facts, complaints, books, looks, accounts of staff.

What was paid in excess, and what waits for a second person, have their own. Each view asks for a role.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import day_views, work_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(([path("", day_views.day, name="day")], "office"))),
    path("work/", include("dost.backoffice.work_urls")),
    path("queue/", work_views.queue),
    path("cases/", include("dost.backoffice.case_urls")),
    path("documents/", include("dost.backoffice.documents_urls")),
    path("apply/", include("dost.backoffice.apply_urls")),
    path("mandates/", include("dost.backoffice.mandates_urls")),
    path("rights/", include("dost.backoffice.rights_urls")),
    path("appeals/", include("dost.backoffice.appeals_urls")),
    path("complaints/", include("dost.backoffice.complaints_urls")),
    path("overpayments/", include("dost.backoffice.recoveries_urls")),
    path("second-person/", include("dost.backoffice.second_person_urls")),
    path("untold/", include("dost.backoffice.untold_urls")),
    path("corrections/", include("dost.backoffice.corrections_urls")),
    path("books/", include("dost.backoffice.books_urls")),
    path("looks/", include("dost.backoffice.looks_urls")),
    path("purposes/", include("dost.backoffice.purposes_urls")),
    path("staff/", include("dost.backoffice.staff.urls")),
]
