"""Signing in as a citizen: what the provider of identities says (OpenID Connect), and who that is in the registries.

`claims` reads what was said, `recognising` finds the person, `provider` and `adapter` are where django-allauth asks this
house, `views` are the pages.
"""
