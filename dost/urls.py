"""The addresses of the front office, and whom each is for.

`public`, `citizens_only`, `staff_only` and `institutions_only` say it beside each include;
tests/dost/test_urls.py lists what is public and holds every other view to refusing whoever has not signed in.

Whatever stands in `i18n_patterns` has an address in each language: `/services/05-40/` in Azerbaijani, `/ru/…` and
`/en/…` in the others (decision 22). The language of all other addresses is the reader's (`dost.ui.middleware`).
"""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from dost.common.audiences import citizens_only, institutions_only, public, staff_only
from dost.ops.health import healthz
from dost.portal.house_urls import for_search_engines
from dost.portal.old_urls import in_each_language

urlpatterns: list[URLPattern | URLResolver] = [
    public(path("healthz", healthz, name="healthz")),
    public(path("i18n/", include("django.conf.urls.i18n"))),
    public(path("accounts/", include("dost.accounts.urls"))),
    staff_only(path("accounts/", include("dost.accounts.second_step_urls"))),
    institutions_only(path("bridge/", include("registries.intake.urls"))),
    staff_only(path("office/centres/", include("dost.counter.centres_urls"))),
    staff_only(path("office/", include("dost.backoffice.urls"))),
    staff_only(path("counter/", include("dost.counter.urls"))),
    staff_only(path("studio/", include("dost.studio.urls"))),
    public(path("", include("dost.portal.old_urls"))),
    public(path("", include(for_search_engines))),
    *i18n_patterns(
        public(path("check/", include("dost.portal.check_urls"))),
        public(path("", include(in_each_language))),
        citizens_only(path("apply/", include("dost.portal.apply.urls"))),
        citizens_only(path("my/", include("dost.portal.my.urls"))),
        public(path("kiosk/", include("dost.counter.kiosk_urls"))),
        public(path("board/", include("dost.counter.board_urls"))),
        public(path("ticket/", include("dost.counter.ticket_urls"))),
        public(path("screening/", include("dost.portal.screening.urls"))),
        public(path("", include("dost.portal.urls"))),
        public(path("", include("dost.portal.house_urls"))),
        prefix_default_language=False,
    ),
]
