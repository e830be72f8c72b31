"""What the codes of the catalogue are called, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from registries.facts.award_kinds import AWARD_KINDS

from .models.catalogue import in_language

LABELS: Final[Mapping[str, Mapping[str, Any]]] = {
    "area": {
        "certificates": _("Certificates"),
        "labour_relations": _("Work and labour law"),
        "disability": _("Disability"),
        "employment": _("Finding work"),
        "pensions": _("Pensions"),
        "benefits": _("Benefits"),
        "tsa": _("Targeted social assistance"),
        "stipends": _("Presidential stipends"),
        "social_insurance": _("Social insurance"),
        "personal_insurance": _("State personal insurance"),
        "social_services": _("Social services"),
        "child_protection": _("Adoption and foster care"),
        "support": _("Advice and support"),
    },
    "kind": {
        "benefit": _("Benefit"),
        "pension": _("Pension"),
        "stipend": _("Stipend"),
        "service": _("Service"),
        "registration": _("Registration"),
        "certificate": _("Certificate"),
        "permit": _("Permit"),
        "consultation": _("Advice"),
        "referral": _("Referral"),
    },
    "delivery": {
        "proactive": _("Comes by itself"),
        "online": _("Online"),
        "counter": _("At a centre"),
    },
    "outcome": {
        "payment": _("A payment"),
        "queue": _("A place in a queue"),
        "referral": _("A referral"),
        "document": _("A document"),
        "registration": _("An entry in a register"),
        "message": _("A message"),
    },
    "life_event": {
        "child_born": _("A child is born"),
        "raising_children": _("Raising children"),
        "adoption": _("Adopting or fostering a child"),
        "starting_work": _("Starting work"),
        "work_lost": _("Losing work"),
        "illness": _("Falling ill or being injured"),
        "disability": _("Living with a disability"),
        "caring": _("Caring for someone"),
        "retirement": _("Retiring"),
        "death_in_family": _("A death in the family"),
        "low_income": _("Not having enough to live on"),
        "war_and_martyrs": _("Veterans and martyrs’ families"),
        "housing": _("A place to live, or to be looked after"),
        "employing": _("Employing people"),
        "papers": _("Needing a certificate"),
        "complaint": _("Asking, complaining, settling a dispute"),
    },
    "audience": {
        "everyone": _("Everyone"),
        "families": _("Families with children"),
        "children": _("Children"),
        "workers": _("People in work"),
        "jobseekers": _("People looking for work"),
        "insured": _("Insured people"),
        "pensioners": _("Pensioners and older people"),
        "disability": _("People with a disability"),
        "carers": _("Carers"),
        "veterans": _("Veterans and martyrs’ families"),
        "low_income": _("People on a low income"),
        "employers": _("Employers"),
        "foster": _("Adoptive and foster families"),
        "released": _("People released from prison"),
    },
    "availability": {
        "open": _("Open"),
        "paused": _("Paused"),
        "seasonal": _("Seasonal"),
        "closed": _("Closed"),
    },
    "user": {
        "citizens": _("Citizens"),
        "permanent_residents": _("Foreigners and stateless people who live here permanently"),
        "entrepreneurs": _("Entrepreneurs"),
        "legal_entities": _("Companies and organisations"),
    },
    "channel": {
        "automatic": _("By itself, without asking"),
        "portal": _("Online"),
        "centre": _("In person at a centre"),
        "representative": _("Through a legal representative"),
        "self_service": _("Self-service in a centre"),
        "call_centre": _("By telephone, 142"),
        "mobile": _("Mobile DOST"),
        "post": _("By post"),
    },
    "answer": {
        "proactive": _("By itself"),
        "sms": _("Text message"),
        "portal": _("Online"),
        "paper": _("On paper"),
        "email": _("E-mail"),
        "in_person": _("In person"),
        "phone": _("By telephone"),
    },
    "place": {
        "portal": _("Online"),
        "dost_centre": _("DOST centres"),
        "dsmf_unit": _("Local units of the State Social Protection Fund"),
        "employment_centre": _("DOST employment centres"),
        "dtsera": _("Medical and social assessment commissions"),
        "social_service_unit": _("Institutions of the Social Services Agency"),
        "labour_inspectorate": _("The State Labour Inspectorate"),
        "coordination_centre": _("The single coordination centre"),
        "call_centre": _("Call centre 142"),
        "mobile_unit": _("Mobile DOST"),
    },
    "counts_as": {name: lazy(in_language, str)(kind.labels) for name, kind in AWARD_KINDS.items()},
    "degree": {
        "full": _("Fully"),
        "partial": _("Partly"),
        "none": _("Not yet"),
    },
    "confidence": {
        "verified": _("Confirmed in a published source"),
        "computed": _("Computed from published figures"),
        "recalled": _("From general knowledge, not yet confirmed"),
        "assumed": _("Assumed, to be confirmed"),
        "decree": _("Set by a change published here"),
    },
    "provider": {
        "DSMF": _("State Social Protection Fund"),
        "DMA": _("State Employment Agency"),
        "DMA / DOST İş Mərkəzi": _("State Employment Agency, DOST Employment Centre"),
        "DTSERA": _("State Agency for Medical and Social Assessment and Rehabilitation"),
        "DTSERA Protez-Ortopedik Bərpa Mərkəzi": _("Prosthetic and Orthopaedic Centre"),
        "DƏMX": _("State Labour Inspectorate"),
        "SXA": _("Social Services Agency"),
        "DOST Agentliyi": _("DOST Agency"),
        "ƏƏSMN": _("Ministry of Labour and Social Protection of Population"),
    },
}


def label(group: str, code: str) -> str:
    """Return what a code of a group is called; the code itself when the group has no words for it."""
    return str(LABELS[group].get(code, code))
