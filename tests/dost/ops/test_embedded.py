"""The embedded servers: shared, stopped by the last user, started again after any kind of death."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from dost.ops.embedded import PROJECT_ROOT, EmbeddedError, EmbeddedServers
from dost.ops.embedded.paths import choose_state_folder, dost_home, server_user
from dost.ops.embedded.postgres import Postgres
from dost.ops.embedded.processes import free_port, is_alive, processes_in, wait_until
from dost.ops.embedded.valkey import Valkey
from tests.patience import PATIENCE

pytestmark = [pytest.mark.xdist_group("embedded"), pytest.mark.slow]

USE = """
import os, sys, time
from dost.ops import embedded
servers = embedded.ensure()
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def servers() -> Iterator[EmbeddedServers]:
    """An installation of its own, in a folder anybody may enter."""
    folder = Path(tempfile.mkdtemp(prefix="dost-test-"))
    folder.chmod(0o755)
    installation = EmbeddedServers(home=folder / "home")
    yield installation
    installation.erase()
    shutil.rmtree(folder)


def start_user(home: Path, code: str = USE, **environment: str) -> subprocess.Popen[str]:
    """A process of its own that uses the servers of ``home`` until it reads a line."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=PROJECT_ROOT,
        env={**kept, "DOST_HOME": str(home), "PYTHONPATH": str(PROJECT_ROOT), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def is_up(servers: EmbeddedServers) -> bool:
    return servers.postgres.is_up() and servers.valkey.is_up()


def kill(server: Postgres | Valkey) -> int:
    """Kill a server without warning; returns the process id it had."""
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(pid), timeout=PATIENCE)
    return pid


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=PATIENCE)


def test_servers_keep_what_they_hold_over_a_restart(servers: EmbeddedServers) -> None:
    servers.acquire()
    with psycopg.connect(servers.postgres.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('dost')")
    redis.Redis.from_url(servers.valkey.url).set("kept", "dost")
    addresses = servers.postgres.url, servers.valkey.url
    servers.release()
    assert not is_up(servers)

    servers.acquire()
    assert (servers.postgres.url, servers.valkey.url) == addresses
    with psycopg.connect(servers.postgres.owner_url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("dost",)
    assert redis.Redis.from_url(servers.valkey.url).get("kept") == b"dost"
    servers.release()


def test_database_knows_azerbaijani_letters_and_utc(servers: EmbeddedServers) -> None:
    servers.acquire()
    with psycopg.connect(servers.postgres.owner_url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        row = connection.execute(
            "SELECT lower('ƏĞŞÇÖÜ'), similarity('Əliyev', 'Əliyeva') > 0.6, show_trgm('ə'), "
            "current_setting('TimeZone'), current_setting('listen_addresses')"
        ).fetchone()
    servers.release()
    assert row is not None
    assert row[:2] == ("əğşçöü", True)
    assert row[2] != []
    assert row[3:] == ("UTC", "127.0.0.1")


def test_passwords_are_asked_for_and_kept_private(servers: EmbeddedServers) -> None:
    servers.acquire()
    wrong = servers.postgres.url.replace(servers.postgres.application_password, "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=servers.valkey.port).ping()
    assert (servers.home / "servers.json").stat().st_mode & 0o777 == 0o600
    servers.release()


def test_the_application_has_a_role_that_may_nothing_yet(servers: EmbeddedServers) -> None:
    servers.acquire()
    with psycopg.connect(servers.postgres.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE secret (word text)")
    with psycopg.connect(servers.postgres.url, autocommit=True) as application:
        special = application.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("SELECT FROM secret")
    servers.release()
    assert special == ("dost_app", False, False, False)


def test_a_home_from_before_there_were_two_roles_is_brought_up_to_date(servers: EmbeddedServers) -> None:
    """As it was then: one superuser, and no password of the application's in `servers.json`. Its data stay."""
    servers.acquire()
    with psycopg.connect(servers.postgres.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE from_before AS SELECT 'dost' AS word")
        owner.execute("DROP ROLE dost_app")
    (servers.postgres.data / "dost.application").unlink()
    state = json.loads((servers.home / "servers.json").read_text(encoding="utf-8"))
    del state["postgres"]["application_password"]
    (servers.home / "servers.json").write_text(json.dumps(state), encoding="utf-8")
    before = servers.postgres.owner_url

    newcomer = EmbeddedServers(home=servers.home)
    newcomer.acquire()  # joins the running servers, as a new process does

    assert servers.postgres.owner_url == before
    with psycopg.connect(servers.postgres.url) as application:
        assert application.execute("SELECT current_user").fetchone() == ("dost_app",)
    with psycopg.connect(servers.postgres.owner_url) as owner:
        assert owner.execute("SELECT word FROM from_before").fetchone() == ("dost",)
    newcomer.release()
    servers.release()


def test_last_user_stops_the_servers(servers: EmbeddedServers) -> None:
    first = start_user(servers.home)
    second = start_user(servers.home)
    finish(first)
    assert is_up(servers)
    finish(second)
    assert not is_up(servers)


def test_many_users_at_once_start_one_server(servers: EmbeddedServers) -> None:
    code = USE.replace('print("ready"', 'print("ready" if servers.postgres.pid() else "none"')
    users = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=PROJECT_ROOT,
            env={"PATH": os.environ["PATH"], "DOST_HOME": str(servers.home), "PYTHONPATH": str(PROJECT_ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    assert [user.stdout.readline() for user in users if user.stdout] == ["ready\n"] * 5
    pids = servers.postgres.pid(), servers.valkey.pid()
    for user in users[:-1]:
        finish(user)
    assert (servers.postgres.pid(), servers.valkey.pid()) == pids
    finish(users[-1])
    assert not is_up(servers)


def test_killed_user_does_not_hold_the_servers(servers: EmbeddedServers) -> None:
    killed, other = start_user(servers.home), start_user(servers.home)
    killed.kill()
    killed.communicate()
    assert is_up(servers)
    finish(other)
    assert not is_up(servers)


def test_sigterm_leaves_in_order(servers: EmbeddedServers) -> None:
    user = start_user(servers.home)
    user.terminate()
    user.communicate(timeout=PATIENCE)
    assert user.returncode == 128 + signal.SIGTERM
    assert not is_up(servers)


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_killed_server_is_started_again_on_its_port(servers: EmbeddedServers, name: str) -> None:
    servers.acquire()
    server = getattr(servers, name)
    kill(server)
    assert not server.is_up()
    assert servers.restart_dead() == [name]
    assert getattr(servers, name).url == server.url
    assert is_up(servers)
    assert servers.restart_dead() == []
    servers.release()


def test_committed_rows_survive_a_killed_server(servers: EmbeddedServers) -> None:
    servers.acquire()
    with psycopg.connect(servers.postgres.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE survived AS SELECT generate_series(1, 1000) AS number")
        kill(servers.postgres)
    servers.release()
    servers.acquire()
    with psycopg.connect(servers.postgres.owner_url) as connection:
        assert connection.execute("SELECT count(*) FROM survived").fetchone() == (1000,)
    servers.release()


def test_stale_pid_files_of_foreign_processes_are_not_believed(servers: EmbeddedServers) -> None:
    """After a reboot the numbers in the pid files may belong to anybody: here, to this very process."""
    servers.acquire()
    servers.release()
    lines = [str(os.getpid()), str(servers.postgres.data), "1", str(servers.postgres.port), "", "", "", "ready   "]
    (servers.postgres.data / "postmaster.pid").write_text("\n".join(lines) + "\n", encoding="ascii")
    (servers.valkey.data / "valkey.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
    assert servers.postgres.pid() is None
    assert servers.valkey.pid() is None
    servers.acquire()
    assert is_up(servers)
    servers.release()


def test_taken_port_is_exchanged(servers: EmbeddedServers) -> None:
    servers.acquire()
    servers.release()
    port = servers.postgres.port
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        servers.acquire()
        assert servers.postgres.port != port
        assert is_up(servers)
        servers.release()


def test_watch_restarts_what_dies_and_stops_with_its_user(servers: EmbeddedServers) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    watch = subprocess.Popen(
        [sys.executable, "-m", "dost.ops.embedded", "watch"],
        cwd=PROJECT_ROOT,
        env={**kept, "DOST_HOME": str(servers.home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert watch.stdout is not None
    assert watch.stdout.readline() == "watching postgres and valkey\n"
    assert is_up(servers)
    kill(servers.valkey)
    assert watch.stdout.readline() == "valkey was dead and runs again\n"
    watch.terminate()
    assert watch.wait(timeout=PATIENCE) == 0
    assert not is_up(servers)


def test_foreign_addresses_start_nothing(tmp_path: Path) -> None:
    user = start_user(tmp_path / "home", DATABASE_URL="postgresql://u@127.0.0.1:1/n", REDIS_URL="redis://127.0.0.1:1/0")
    finish(user)
    assert not (tmp_path / "home").exists()


def test_one_foreign_address_starts_only_the_other_server(servers: EmbeddedServers) -> None:
    user = start_user(servers.home, DATABASE_URL="postgresql://u@127.0.0.1:1/n")
    assert not servers.postgres.is_up()
    assert servers.valkey.is_up()
    finish(user)
    assert not servers.valkey.is_up()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user reaches its own folders")
def test_closed_home_gets_its_data_elsewhere(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    servers = EmbeddedServers(home=tmp_path / "home")
    folder = choose_state_folder(servers.home, server_user())
    try:
        servers.acquire()
        assert not folder.is_relative_to(tmp_path)
        assert servers.postgres.data.is_relative_to(folder)
        assert servers.postgres.data.stat().st_mode & 0o777 == 0o700
        assert servers.postgres.data.stat().st_uid == server_user().uid
        with psycopg.connect(servers.postgres.owner_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE old (word text)")
        servers.release()

        shutil.rmtree(servers.home)  # whoever deletes the home wants to start from nothing
        servers.acquire()
        with psycopg.connect(servers.postgres.owner_url) as connection:
            assert connection.execute("SELECT to_regclass('old')").fetchone() == (None,)
        servers.release()

        shutil.copytree(servers.home, tmp_path / "copy")
        copy = EmbeddedServers(home=tmp_path / "copy")
        copy.acquire()
        assert copy.postgres.data != servers.postgres.data
        copy.release()
        copy.erase()
    finally:
        servers.erase()
    assert not folder.exists()


@pytest.mark.parametrize("name", ["Yeni qovluq ə", "it's #1 %d {x}", 'a "b" $c\nd'])
def test_any_name_of_a_folder_will_do(name: str) -> None:
    outer = Path(tempfile.mkdtemp(prefix="dost-test-"))
    outer.chmod(0o755)
    servers = EmbeddedServers(home=outer / name)
    try:
        servers.acquire()
        assert is_up(servers)
        with psycopg.connect(servers.postgres.url) as connection:
            assert connection.execute("SHOW wal_compression").fetchone() == ("lz4",)
        servers.release()
        assert servers.postgres.pid() is None
        assert servers.valkey.pid() is None
    finally:
        servers.erase()
        shutil.rmtree(outer)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_runs_them_in_a_folder_of_any_name(servers: EmbeddedServers) -> None:
    servers.acquire()  # unpacks the programs, which an ordinary user may not be able to reach where they are installed
    user = server_user()
    outer = Path(tempfile.mkdtemp(prefix="dost-test-"))
    home = outer / "Yeni qovluq ə"
    shutil.copytree(servers.postgres.software, home / "servers" / "postgres" / "software")
    (home / "servers" / "valkey").mkdir()
    shutil.copy2(servers.valkey.program, home / "servers" / "valkey")
    (home / "servers.json").write_text(
        json.dumps(
            {
                "folder": "servers",
                "postgres": {"port": free_port(None), "password": "first"},
                "valkey": {"port": free_port(None), "password": "second"},
            }
        )
    )
    for path in (outer, *outer.rglob("*")):
        os.chown(path, user.uid, user.gid, follow_symlinks=False)
    servers.release()
    try:
        child = os.fork()
        if child == 0:
            os._exit(_run_as_ordinary_user(home, user.uid, user.gid))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert EmbeddedServers(home=home).postgres.pid() is None
    finally:
        EmbeddedServers(home=home).stop()
        shutil.rmtree(outer)


def _run_as_ordinary_user(home: Path, uid: int, gid: int) -> int:
    """Start and stop the servers of `home` as somebody else, in a process of its own; 0 when all was well."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    try:
        servers = EmbeddedServers(home=home)
        servers.acquire()
        well = is_up(servers) and servers.postgres.user.name is None
        servers.release()
    except BaseException:  # noqa: BLE001 - whatever it was, the parent is told by the code
        traceback.print_exc()
        return 1
    return 0 if well else 2


def test_what_does_not_come_up_is_not_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    outer = Path(tempfile.mkdtemp(prefix="dost-test-"))
    outer.chmod(0o755)
    servers = EmbeddedServers(home=outer / "home")
    monkeypatch.setattr(Postgres, "is_up", lambda _self: False)
    try:
        with pytest.raises(EmbeddedError, match="PostgreSQL did not start"):
            servers.acquire()
        assert processes_in(servers.postgres.data) == []
    finally:
        monkeypatch.undo()
        servers.erase()
        shutil.rmtree(outer)


def test_whoever_waits_is_told_that_servers_are_started(servers: EmbeddedServers) -> None:
    code = USE.replace("embedded.ensure()", "embedded.ensure(say=lambda line: open('{}', 'a').write(line))")
    said = servers.home / "said"
    first = start_user(servers.home, code.format(said))
    assert "Starting PostgreSQL and Valkey" in said.read_text()
    said.unlink()
    second = start_user(servers.home, code.format(said))
    assert not said.exists()
    finish(second)
    finish(first)


def test_damaged_state_says_which_file(tmp_path: Path) -> None:
    (tmp_path / "servers.json").write_text("{", encoding="utf-8")
    with pytest.raises(EmbeddedError, match=r"servers\.json is damaged"):
        EmbeddedServers(home=tmp_path).known()


def test_home_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOST_HOME", str(tmp_path / "somewhere"))
    assert dost_home() == tmp_path / "somewhere"
    monkeypatch.setenv("DOST_HOME", "")
    assert dost_home() == PROJECT_ROOT / ".dost"


def test_free_port_prefers_the_one_it_had() -> None:
    first = free_port(None)
    assert free_port(first) == first


def test_wait_until_gives_up_in_time() -> None:
    never: Callable[[], bool] = lambda: False  # noqa: E731 - the annotation is the point
    assert wait_until(never, timeout=0.1) is False
