"""For whom an address is: what is said at an include counts for all below it, and forgetting to say it closes."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path, resolve
from django.utils import translation

from dost.common.audiences import (
    Audience,
    audiences,
    institutions_only,
    is_for_institutions,
    is_public,
    public,
    staff_only,
)


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    public(path("open/", include([path("", _view), path("<int:pk>/", _view), staff_only(path("desk/", _view))]))),
    staff_only(path("open/", include([path("", _view)]))),
    path("forgotten/", _view),
    institutions_only(path("bridge/", _view)),
    *i18n_patterns(
        public(path("page/", _view)), public(re_path(r"^numbered/(\d+)/$", _view)), prefix_default_language=False
    ),
]


def test_audience_of_every_route() -> None:
    assert audiences(__name__) == {
        "open/": Audience.ANYBODY,  # of two that are written alike the first is served
        "open/<int:pk>/": Audience.ANYBODY,
        "open/desk/": Audience.STAFF,
        "forgotten/": Audience.STAFF,
        "bridge/": Audience.INSTITUTIONS,
        "page/": Audience.ANYBODY,
        r"^numbered/(\d+)/$": Audience.ANYBODY,
    }


def test_a_page_is_for_the_same_people_in_each_language() -> None:
    for language in ("az", "ru"):
        with translation.override(language):
            for page in ("page/", "numbered/17/"):
                found = resolve(f"{'' if language == 'az' else '/ru'}/{page}", __name__)
                assert is_public(found.route, __name__)


def test_public_is_only_what_says_so() -> None:
    assert is_public("open/<int:pk>/", __name__)
    assert not is_public("forgotten/", __name__)
    assert not is_public("unheard/of/", __name__)


def test_for_institutions_is_only_what_says_so() -> None:
    assert is_for_institutions("bridge/", __name__)
    assert not is_for_institutions("open/<int:pk>/", __name__)
    assert not is_for_institutions("unheard/of/", __name__)
