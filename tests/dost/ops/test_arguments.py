"""What is wrong with a command line is one line on stderr, and exit code 2."""

from __future__ import annotations

import pytest

from dost.ops.command_line import CommandLine


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("entitlements", "FIN"),
        ("entitlements 1A2B3C4 --on yesterday", "'yesterday' is not a date; expected YYYY-MM-DD"),
        ("sweep --on 2026-02-30", "'2026-02-30' is not a date; expected YYYY-MM-DD"),
        ("cases fill", "invalid choice: 'fill'"),
        ("cases drain --seconds 0", "'0' is not a number of seconds above 0"),
        ("status --nope", "unrecognized arguments: --nope"),
        ("rule", "check|try"),
        ("rule try", "FILE.yaml"),
        ("rule try a.yaml --fin X --on yesterday", "'yesterday' is not a date"),
        ("events", "FILE.jsonl"),
        ("import --nope", "unrecognized arguments: --nope"),
        ("population --people 0", "'0' is not a number above 0"),
        ("population --on yesterday", "'yesterday' is not a date"),
    ],
)
def test_a_wrong_command_line_is_one_line(given: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        CommandLine(["manage.py", *given.split()]).execute()
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert said in printed.err
