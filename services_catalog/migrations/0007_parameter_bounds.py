from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services_catalog", "0006_history_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="parameter",
            name="least",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="least"),
        ),
        migrations.AddField(
            model_name="parameter",
            name="most",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="most"),
        ),
    ]
