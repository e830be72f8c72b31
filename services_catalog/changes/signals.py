"""What the studio announces."""

from django.dispatch import Signal

samples_seen = Signal()
"""Single people were shown in a preview; sent before the page is answered, inside the request's transaction if any.

`user`: who looks; `persons`: list[int], ids of `registries.Person`; `reason`: str, what was looked at, in words;
`registries`: list[str], codes of the registries whose facts were shown; `service_code`: str.
"""
