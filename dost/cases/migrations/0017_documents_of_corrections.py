from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_application_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="factcorrection",
            name="documents",
            field=models.ManyToManyField(blank=True, related_name="corrections", to="cases.supportingdocument"),
        ),
    ]
