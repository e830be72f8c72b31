"""The catalogue's own files in the database: all services with their versions and amounts, without trying examples."""

from __future__ import annotations

from services_catalog.files import Catalogue, read_catalogue
from services_catalog.finding.index import rebuild
from services_catalog.load import ranges_of
from services_catalog.models import Parameter, ParameterValue, Service, ServiceVersion
from services_catalog.queries import forget_parameters


def publish_files(*, indexed: bool = True) -> Catalogue:
    """Write what the files say, and index it for the search; the examples are tried by the tests of the catalogue."""
    catalogue, problems = read_catalogue()
    assert problems == []
    publish_amounts(catalogue)
    services = catalogue.services.values()
    Service.objects.bulk_create(Service(code=one.code, **one.passport) for one in services)
    ServiceVersion.objects.bulk_create(
        ServiceVersion(
            service_id=one.code,
            number=number,
            valid=valid,
            definition=version.definition,
            content_hash=version.content_hash,
        )
        for one in services
        for number, (version, valid) in enumerate(zip(one.versions, ranges_of(one.versions), strict=True), start=1)
    )
    forget_parameters()
    if indexed:
        rebuild()
    return catalogue


def publish_amounts(catalogue: Catalogue) -> None:
    """Write all parameters with their histories, as loading would into a database that has none; others stay."""
    histories = catalogue.library.parameters.values()
    Parameter.objects.bulk_create(
        (
            Parameter(name=one.name, type=one.type.value, label=one.label, least=one.bounds.least, most=one.bounds.most)
            for one in histories
        ),
        ignore_conflicts=True,
    )
    ParameterValue.objects.bulk_create(
        (
            ParameterValue(
                parameter_id=one.name,
                valid_from=dated.valid_from,
                value=dated.stored[0],
                brackets=dated.stored[1],
                source=dated.source,
                confidence=dated.confidence,
            )
            for one in histories
            for dated in one.values
        ),
        ignore_conflicts=True,
    )
