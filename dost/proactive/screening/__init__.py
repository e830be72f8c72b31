"""The screening: what a family has a right to, from what somebody tells of it, without an account or a registry.

`family` is what was told, `questions` asks for it, `derive` turns it into the facts and bases that rules ask about.
"""
