"""Every command says as whom it works and whether it is for demonstrations; production refuses those."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command, get_commands, load_command_class

from dost.ops.command_line import CommandLine
from dost.ops.commands import APPLICATION, COMMANDS, OWNER, kind_of
from registries.demonstration import DemonstrationOnlyError

OURS = {
    name
    for name, app in get_commands().items()
    if str(app).partition(".")[0] in {"dost", "registries", "services_catalog"}
}
OF_DEMONSTRATIONS = sorted(name for name, kind in COMMANDS.items() if kind.demonstration_only)


def test_every_command_is_declared_and_every_declaration_is_a_command() -> None:
    assert {name.partition(" ")[0] for name in COMMANDS} == set(get_commands())


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_command_and_its_declaration_agree(name: str) -> None:
    command = load_command_class(str(get_commands()[name]), name)

    assert getattr(command, "demonstration_only", False) == COMMANDS[name].demonstration_only


@pytest.mark.parametrize("name", sorted(set(OF_DEMONSTRATIONS) & OURS))
def test_a_demonstrations_command_is_refused_in_production_whoever_calls_it(settings: Any, name: str) -> None:
    settings.PRODUCTION = True

    with pytest.raises(
        DemonstrationOnlyError, match=f"`{name}`: for demonstrations only; refused with DOST_ENV=production"
    ):
        call_command(name)


@pytest.mark.parametrize("name", OF_DEMONSTRATIONS)
def test_the_command_line_refuses_it_in_production(settings: Any, name: str) -> None:
    settings.PRODUCTION = True

    with pytest.raises(DemonstrationOnlyError, match="for demonstrations only"):
        CommandLine(["manage.py", *name.split(), "somebody"]).execute()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("catalogue load", OWNER),
        ("catalogue --traceback load", OWNER),
        ("catalogue search x", APPLICATION),
        ("migrate", OWNER),
        ("migrate accounts", OWNER),
        ("status", APPLICATION),
        ("quite_new", APPLICATION),
        ("", APPLICATION),
    ],
)
def test_only_what_makes_or_loads_tables_works_as_their_owner(line: str, kind: object) -> None:
    assert kind_of(line.split()) == kind
