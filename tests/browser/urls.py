"""The front office and the institutions at one address, for stories that go through both."""

from __future__ import annotations

from dost.urls import urlpatterns as front_office
from registries.bridge.simulator.urls import urlpatterns as institutions

urlpatterns = [*front_office, *institutions]
