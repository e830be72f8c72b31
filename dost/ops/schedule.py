"""What Celery beat rings, and when.

The frequent ones are the safety net: whoever adds work rings at once, and these find again what a lost message would
have rung for.
"""

from __future__ import annotations

from typing import Any, Final

from celery.schedules import crontab

NET_SECONDS: Final = 5.0
BREATH_SECONDS: Final = 5.0
"""Between two signs of life of the worker, and of beat (`dost.ops.heartbeat`)."""

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "detect": {
        "task": "proactive.detect_events",
        "schedule": NET_SECONDS,
        "options": {"expires": NET_SECONDS},
    },
    "road": {"task": "cases.ring_all", "schedule": NET_SECONDS, "options": {"expires": NET_SECONDS}},
    "sweeps": {"task": "proactive.sweep_runs", "schedule": 30.0, "options": {"expires": 30.0}},
    "force": {"task": "proactive.announce_force", "schedule": crontab(minute="*/5")},  # 00:00 in Baku, and to catch up
    "changed rules": {"task": "proactive.review_rules", "schedule": 30.0, "options": {"expires": 30.0}},
    "previews": {"task": "studio.run_previews", "schedule": 10.0, "options": {"expires": 10.0}},
    "sweep of the day": {"task": "proactive.sweep_today", "schedule": crontab(minute="*/10")},
    "rights that ran": {"task": "proactive.review_rights", "schedule": crontab(hour="0", minute="20")},
    "outlooks": {"task": "proactive.reckon_outlooks", "schedule": 30.0, "options": {"expires": 30.0}},
    "outlooks of the day": {"task": "proactive.outlooks_of_the_day", "schedule": crontab(hour="*", minute="10")},
    "books": {"task": "proactive.check_books", "schedule": crontab(hour="3", minute="30")},
    "sample of the screening": {"task": "proactive.make_sample_table", "schedule": crontab(minute="*/15")},
    "law that reaches back": {"task": "proactive.reckon_changes", "schedule": crontab(minute="*/5")},
    "differences": {"task": "proactive.retry_differences", "schedule": crontab(hour="*", minute="35")},
    "gaps": {"task": "cases.order_gaps", "schedule": crontab(hour="0", minute="40")},
    "contacts of others": {"task": "cases.forget_lapsed_contacts", "schedule": crontab(hour="*", minute="15")},
    "what was asked for": {"task": "cases.asked_days", "schedule": crontab(hour="7-20", minute="20")},
    "cases to hand on": {"task": "cases.hand_on", "schedule": crontab(hour="*", minute="45")},
    "time limits": {"task": "cases.watch_clocks", "schedule": crontab(hour="*", minute="20")},
    "answers owed": {"task": "cases.watch_answers", "schedule": crontab(hour="*", minute="22")},
    "recoveries": {"task": "cases.watch_recoveries", "schedule": crontab(hour="*", minute="27")},
    "clocks": {"task": "cases.mend_clocks", "schedule": crontab(hour="2", minute="50")},
    "drafts": {"task": "cases.tend_drafts", "schedule": crontab(hour="4", minute="20")},
    "begun appeals": {"task": "cases.remind_of_appeals", "schedule": crontab(hour="7", minute="40")},
    "mandates": {"task": "cases.tend_mandates", "schedule": crontab(hour="0", minute="10")},
    "letters on paper": {"task": "cases.print_letters", "schedule": crontab(hour="6", minute="15")},
    "documents": {"task": "cases.sweep_documents", "schedule": crontab(hour="2", minute="10")},
    "overdue corrections": {"task": "cases.note_overdue_corrections", "schedule": crontab(hour="0", minute="15")},
    "institutions": {"task": "cases.watch_institutions", "schedule": 30.0, "options": {"expires": 30.0}},
    "complaints": {"task": "cases.watch_complaints", "schedule": crontab(hour="*", minute="25")},
    "reminders of appointments": {"task": "centres.remind", "schedule": crontab(hour="9-19", minute="5")},
    "missed appointments": {"task": "centres.note_missed", "schedule": crontab(hour="21-23", minute="10")},
    "appointments without a desk": {"task": "centres.settle", "schedule": crontab(minute="*/10")},
    "callers of no use": {"task": "centres.forget_callers", "schedule": crontab(hour="3", minute="50")},
    "banks": {"task": "cases.read_banks", "schedule": crontab(minute="25")},
    "seals": {"task": "accounts.seal_looks", "schedule": 60.0, "options": {"expires": 60.0}},
    "retention": {"task": "dost.retention", "schedule": crontab(hour="3", minute="40")},
    "public figures": {"task": "proactive.count_public_figures", "schedule": 60.0, "options": {"expires": 60.0}},
    "months": {"task": "cases.order_due_months", "schedule": crontab(hour="*", minute="5")},
}
