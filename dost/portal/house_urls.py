"""Addresses of what the house says about itself, and of what it tells search engines."""

from django.urls import path

from . import house_views

app_name = "house"
urlpatterns = [
    path("accessibility/", house_views.accessibility, name="accessibility"),
    path("privacy/", house_views.privacy, name="privacy"),
]

for_search_engines = [
    path("robots.txt", house_views.robots, name="robots"),
    path("sitemap.xml", house_views.sitemap, name="sitemap"),
]
