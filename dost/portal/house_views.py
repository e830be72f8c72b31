"""What the house says about itself, and what it tells search engines."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .house_pages import accessibility_page, privacy_page
from .sitemap import sitemap_entries


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/house_page.html", {"page": accessibility_page()})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, who looks and for how long."""
    page = privacy_page(demonstration=not settings.PRODUCTION)
    return render(request, "portal/house_page.html", {"page": page})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where search engines may go. The offices' pages say themselves that they are not to be found."""
    lines = ("User-agent: *", "Disallow: /bridge/", "", f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, in each language."""
    context = {"entries": sitemap_entries(settings.PUBLIC_URL)}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml; charset=utf-8")
