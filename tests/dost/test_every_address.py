"""Every address of the site, by every kind of principal, read and sent to: it opens to whom its rule names, to nobody
else.

The rules stand in `address_rules`; an address without one fails here. What is a citizen's own is tried besides with the
things of another person in every address, form field and header of htmx: nothing of them is shown, nothing happens.
"""

from __future__ import annotations

import pytest

from dost.common.audiences import Audience, audiences
from tests.dost.address_rules import CITIZENS_OF_EACH_KIND, PRINCIPALS, RULES, Who
from tests.dost.every_address import HTMX, IBAN, MARK, Seen, World, address_of, fields_of, make_world, rows_of, seen_of, takes

ROUTES = audiences("dost.urls")
