"""The WSGI entry point of the web process and of the institutions' simulator."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from dost.ops import embedded, production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dost.settings")
embedded.ensure()
application = get_wsgi_application()
production.refuse_to_start()
