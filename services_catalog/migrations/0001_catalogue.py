"""The catalogue: services, versions that never overlap, dated parameters."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # The exclusion constraint stands on btree_gist, which that migration installs.
    dependencies = [("registries", "0001_functions")]

    operations = [
        migrations.CreateModel(
            name="Parameter",
            fields=[
                (
                    "name",
                    models.SlugField(max_length=60, primary_key=True, serialize=False, verbose_name="name"),
                ),
                ("type", models.CharField(max_length=10, verbose_name="type")),
                ("label", models.JSONField(verbose_name="label, by language")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "code",
                    models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name="code"),
                ),
                ("area", models.CharField(max_length=24, verbose_name="area")),
                ("name", models.JSONField(verbose_name="name, by language")),
                ("summary", models.JSONField(default=dict, verbose_name="summary, by language")),
                ("audience", models.JSONField(default=dict, verbose_name="for whom, by language")),
                ("provider", models.CharField(max_length=60, verbose_name="provided by")),
                ("kind", models.CharField(max_length=16, verbose_name="kind")),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("proactive", "Proactive"),
                            ("online", "Online"),
                            ("counter", "At the counter"),
                        ],
                        max_length=10,
                        verbose_name="delivery",
                    ),
                ),
                ("digitized", models.BooleanField(default=True, verbose_name="digitised")),
                ("law", models.JSONField(default=list, verbose_name="legal basis")),
                ("registries", models.JSONField(default=list, verbose_name="registries used")),
                ("provenance", models.JSONField(default=dict, verbose_name="provenance")),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="ParameterValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("valid_from", models.DateField(verbose_name="from")),
                ("value", models.DecimalField(decimal_places=4, max_digits=14, verbose_name="value")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("confidence", models.CharField(blank=True, max_length=16, verbose_name="confidence")),
                (
                    "parameter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="services_catalog.parameter",
                    ),
                ),
            ],
            options={
                "ordering": ["parameter_id", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("parameter", "valid_from"), name="parameter_value_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force")),
                ("definition", models.JSONField(verbose_name="definition")),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
                        default="published",
                        max_length=10,
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.CharField(blank=True, max_length=64)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="services_catalog.service",
                    ),
                ),
            ],
            options={
                "ordering": ["service_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "number"), name="service_version_number"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("status", "published")),
                        expressions=[("service", "="), ("valid", "&&")],
                        name="service_versions_never_overlap",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="serviceversion",
            trigger=pgtrigger.compiler.Trigger(
                name="published_is_immutable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" = \'published\' AND (OLD."content_hash" IS DISTINCT FROM (NEW."content_hash") OR OLD."definition" IS DISTINCT FROM (NEW."definition")))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e7d790972aa8454a299ea8ca2d2d6648af1f371c",
                    operation="UPDATE",
                    pgid="pgtrigger_published_is_immutable_16fa2",
                    table="services_catalog_serviceversion",
                    when="BEFORE",
                ),
            ),
        ),
    ]
