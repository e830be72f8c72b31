"""The records of disability, care, placements and release from prison; `records` says how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .family import Member
from .parts import NONE
from .records import NO_FIELDS, RecordRow, Rows, Source, dated, is_minor, living, own, who_receives_for
from .values import UNKNOWN, Flag, Untold
from .view import View


def placement(view: View) -> Rows:
    """Each child who is placed with somebody."""
    for member in living(view):
        there = member.placement.has
        if there is False or (there is not True and is_minor(view, member, view.on) is False):
            continue
        placed = member.placement
        carer = view.at(placed.carer) if there is True else UNKNOWN
        if carer is None:
            continue
        yield RecordRow(
            "placement",
            f"placement:{member.key}",
            member.key,
            {"subject": carer, "child": member},
            view.on,
            certain=there is True,
            fields=(
                {
                    "kind": placed.kind,
                    "full_state_provision": placed.full_state_provision,
                    "since": placed.since,
                    "until": placed.until,
                }
                if there is True
                else NO_FIELDS
            ),
        )


def release(view: View) -> Rows:
    """A release from prison in the last three years."""
    for member in living(view):
        prison = member.prison
        fields = {"date": prison.released_on, "certificate": prison.certificate, "needs_help": prison.needs_help}
        yield from dated(view, "release", member, prison.released_on is not None, prison.released_on, fields)


def disability(view: View) -> Rows:
    """The decision in force on each disability: of a minor, whoever receives for them."""
    for member in living(view):
        of = member.disability
        if of.has is False:
            continue
        minor = is_minor(view, member, view.on)
        subject = who_receives_for(view, member, view.on) if minor is True else member
        if subject is None:
            continue
        indefinite: Flag = UNKNOWN if isinstance(of.until, Untold) else of.until is None
        yield RecordRow(
            "disability",
            f"disability:{member.key}",
            member.key,
            {"subject": subject if not isinstance(minor, Untold) else UNKNOWN, "disabled": member},
            view.on,
            certain=of.has is True,
            fields=(
                {
                    "band": of.band,
                    "cause": of.cause,
                    "before_18": of.before_18,
                    "indefinite": indefinite,
                    "radiation_victim": of.radiation_victim,
                    "decision_date": of.decision_date,
                    "newest": True,
                    "since": of.since,
                    "until": of.until,
                }
                if of.has is True
                else {"newest": True}
            ),
        )


def care(view: View) -> Rows:
    """Each carer whom the social service knows."""
    for member in living(view):
        of = member.care
        cared = view.at(of.of) if of.has is True else UNKNOWN
        if isinstance(cared, Member) and cared.dead:
            continue
        fields = {"since": of.since, "until": of.until}
        yield from own(view, "care", member, of.has, fields, cared=UNKNOWN if cared is None else cared)


def rehabilitation(view: View) -> Rows:
    """Each thing that the rehabilitation programme indicates."""
    for member in living(view):
        items = (
            ("aid", member.rehabilitation.aid),
            ("motor_chair", member.rehabilitation.chair),
            ("car", member.rehabilitation.car),
        )
        for kind, state in items:
            if state == NONE:
                continue
            certain = not isinstance(state, Untold)
            yield RecordRow(
                "rehabilitation",
                f"rehabilitation:{member.key}:{kind}",
                member.key,
                {"subject": member},
                view.on,
                certain=certain,
                fields=(
                    {
                        "kind": kind,
                        "handed_over": state in ("received", "worn_out"),
                        "queued": state in ("queued", "turn"),
                        "queue_turn": state == "turn",
                        "due_for_replacement": state == "worn_out",
                    }
                    if certain
                    else {"kind": kind}
                ),
            )


def social_service(view: View) -> Rows:
    """Each social service received."""
    for member in living(view):
        of = member.social_service
        fields = {"kind": of.kind, "since": of.since, "assessed": of.assessed}
        yield from own(view, "social_service", member, of.has, fields)


CARE: Final[Mapping[str, Source]] = {
    "disability": disability,
    "placement": placement,
    "release": release,
    "care": care,
    "rehabilitation": rehabilitation,
    "social_service": social_service,
}
