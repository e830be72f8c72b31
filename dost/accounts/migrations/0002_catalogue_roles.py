"""The administrator of the catalogue becomes three roles; sessions can be ended; previews are logged."""

from django.db import migrations, models

ROLES = [
    ("clerk", "Clerk"),
    ("examiner", "Back-office examiner"),
    ("supervisor", "Supervisor"),
    ("auditor", "Auditor"),
    ("editor", "Catalogue editor"),
    ("publisher", "Catalogue publisher"),
    ("viewer", "Catalogue viewer"),
]
PURPOSES = [
    ("case", "Work on a case"),
    ("visit", "The person is at the window"),
    ("supervision", "Supervision"),
    ("audit", "Audit"),
    ("automatic", "Automatic check of a right"),
    ("preview", "Preview of a rule change"),
]


def make_editors(apps, schema_editor):
    """Administrators go on preparing changes; who publishes is for the ministry to say anew."""
    apps.get_model("accounts", "User").objects.filter(role="administrator").update(role="editor")


def make_administrators(apps, schema_editor):
    """The one role there was for the catalogue."""
    roles = ["editor", "publisher", "viewer"]
    apps.get_model("accounts", "User").objects.filter(role__in=roles).update(role="administrator")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(choices=ROLES, default="clerk", max_length=16, verbose_name="role"),
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="purpose",
            field=models.CharField(choices=PURPOSES, max_length=12),
        ),
        migrations.AddField(
            model_name="user",
            name="session_epoch",
            field=models.PositiveIntegerField(default=0, help_text="Raised to end all sessions of this user."),
        ),
        migrations.RunPython(make_editors, make_administrators),
    ]
