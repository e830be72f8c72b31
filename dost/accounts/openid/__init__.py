"""Signing in as a citizen: what the provider of identities says (OpenID Connect), and who that is in the registries.

`claims` reads what was said, `recognising` finds the person, `provider` and `adapter` are where django-allauth asks
this house, `flow` leads from the beginning to the end; the pages are the portal's.
"""
