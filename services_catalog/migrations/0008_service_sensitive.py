from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services_catalog", "0007_parameter_bounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="sensitive",
            field=models.BooleanField(db_default=False, default=False, verbose_name="sensitive"),
        ),
    ]
