"""The world's life: starting, being found, ending, and what outlives what."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from launcher.errors import Malformed, ProviderFailed, Refused
from launcher.providers.sandbox.ports import SandboxDns, SandboxEdge, SandboxRegistrar
from launcher.providers.sandbox.process import World, down, restore, status, up
from launcher.providers.sandbox.wire import CREDENTIALS_FILE, LEDGER_FILE, LOG_FILE, RUN_FILE, SCRIPT_FILE, TOKEN_FILE
from tests.worlds import BUCKET, Start, charges, file, fresh_name, kill, order, storage


def _wait_until_dead(state: Path) -> None:
    deadline = time.monotonic() + 5
    while status(state):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _ports(world: World) -> tuple[int, ...]:
    return (world.edge_port, world.storage_port, world.dns_port, world.control_port, world.registry_port)


def test_a_second_up_finds_the_first(start: Start) -> None:
    first = start()
    second = start()
    assert (first.fresh, second.fresh) == (True, False)
    assert (first.pid, first.epoch, _ports(first)) == (second.pid, second.epoch, _ports(second))
    assert status(first.state) == second


def test_starting_at_the_same_time_makes_one_world(start: Start) -> None:
    with ThreadPoolExecutor(6) as pool:
        worlds = list(pool.map(lambda _: start(), range(6)))
    assert len({world.pid for world in worlds}) == 1
    assert sum(world.fresh for world in worlds) == 1


def test_down_ends_the_process_and_frees_its_ports(start: Start) -> None:
    world = start()
    assert down(world.state)
    assert status(world.state) is None
    assert not down(world.state)
    for port in _ports(world):
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", port))


def test_sigterm_ends_it_cleanly(start: Start) -> None:
    world = start()
    os.kill(world.pid, signal.SIGTERM)
    deadline = time.monotonic() + 5
    while (world.state / RUN_FILE).exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert status(world.state) is None
    assert "ended" in (world.state / LOG_FILE).read_text()


def test_a_new_life_keeps_ports_token_and_ledger_and_has_lost_the_rest(start: Start) -> None:
    before = start()
    name = fresh_name()
    bought = SandboxRegistrar(before).register(order(name))
    storage(before).put("releases/r/index.html", b"", file())
    SandboxDns(before).create(name)
    SandboxEdge(before, BUCKET).point(name, "r")
    window = SandboxEdge(before, BUCKET).window(name)
    secrets = [(before.state / kept).read_bytes() for kept in (TOKEN_FILE, CREDENTIALS_FILE)]
    kill(before)
    _wait_until_dead(before.state)
    after = start()
    assert after.fresh
    assert after.epoch != before.epoch
    assert _ports(after) == _ports(before)
    assert [(after.state / kept).read_bytes() for kept in (TOKEN_FILE, CREDENTIALS_FILE)] == secrets
    assert SandboxRegistrar(after).operation(bought.id) == bought
    assert SandboxRegistrar(after).register(order(name)) == bought
    assert charges(after) == [name]
    assert storage(after).digests("") == {}
    assert SandboxDns(after).zone(name) is None
    assert SandboxEdge(after, BUCKET).serving(name) is None
    SandboxEdge(after, BUCKET).point(name, "r")
    assert SandboxEdge(after, BUCKET).window(name) == window


def test_a_registration_under_way_survives_a_crash(start: Start) -> None:
    world = start(script=[{"on": "register", "do": "pending", "polls": 2}])
    under_way = SandboxRegistrar(world).register(order("under-way.ca"))
    kill(world)
    _wait_until_dead(world.state)
    registrar = SandboxRegistrar(start())
    assert [str(registrar.operation(under_way.id).state) for _ in range(2)] == ["pending", "succeeded"]


def test_a_run_file_whose_process_is_another_program_is_no_world(start: Start, tmp_path: Path) -> None:
    world = start()
    told = json.loads((world.state / RUN_FILE).read_text())
    down(world.state)
    (world.state / RUN_FILE).write_text(json.dumps({**told, "pid": os.getpid()}))
    assert status(world.state) is None
    assert start().fresh


def test_a_lost_ledger_is_restored_from_the_journal_without_a_second_charge(start: Start) -> None:
    world = start()
    registrar = SandboxRegistrar(world)
    kept, lost = (registrar.register(order(fresh_name())) for _ in range(2))
    down(world.state)
    (world.state / LEDGER_FILE).unlink()
    world = start()
    registrar = SandboxRegistrar(world)
    assert registrar.holding(lost.name) is None
    assert restore(world, [kept, lost]) == 2
    assert restore(world, [kept, lost]) == 0
    assert registrar.holding(lost.name) is not None
    assert registrar.operations(kept.submitted) == (kept, lost)
    assert sorted(charges(world)) == sorted([kept.name, lost.name])


def test_a_damaged_ledger_stops_the_world_and_is_left_as_it_is(start: Start) -> None:
    world = start()
    down(world.state)
    (world.state / LEDGER_FILE).write_text('{"entries": [{}]}')
    with pytest.raises(ProviderFailed, match=LEDGER_FILE):
        start()
    assert (world.state / LEDGER_FILE).read_text() == '{"entries": [{}]}'


def test_a_port_that_is_held_is_named_and_never_moved(start: Start) -> None:
    world = start()
    down(world.state)
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", world.storage_port))
        holder.listen()
        with pytest.raises(ProviderFailed, match=str(world.storage_port)) as held:
            start()
        assert held.value.reason_code == "port-in-use"
        assert held.value.hint
    assert _ports(start()) == _ports(world)


def test_the_configured_port_is_the_first_of_five(start: Start) -> None:
    chosen = start()
    down(chosen.state)
    world = start("other", port=chosen.edge_port)
    assert _ports(world) == tuple(range(chosen.edge_port, chosen.edge_port + 5))


def test_a_window_whose_port_is_held_is_a_failure_that_changes_nothing(start: Start) -> None:
    world = start()
    edge = SandboxEdge(world, BUCKET)
    edge.point("window.ca", "r")
    port = int(edge.window("window.ca").rstrip("/").rpartition(":")[2])
    down(world.state)
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        edge = SandboxEdge(start(), BUCKET)
        with pytest.raises(ProviderFailed, match=str(port)):
            edge.point("window.ca", "r")
        assert edge.serving("window.ca") is None


@pytest.mark.parametrize(
    "options",
    [
        {"port": 80},
        {"prices": {"ca": "cheap"}},
        {"prices": ["ca"]},
        {"taken": "taken.ca"},
        {"script": [{"on": "register"}]},
        {"script": [{"on": "register", "do": "explode"}]},
        {"script": [{"on": "nothing", "do": "error"}]},
        {"script": [{"on": "dns.change", "do": "pending"}]},
        {"script": [{"on": "quote", "do": "price-changed"}]},
        {"script": [{"on": "register", "do": "error", "nth": "soon"}]},
    ],
)
def test_bad_options_are_malformed(start: Start, options: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        start(**options)


def test_prices_are_taken_by_tld_and_by_name(start: Start) -> None:
    world = start(prices={"zone": "5.00 CAD", "premium.ca": {"amount": "900.00", "currency": "CAD"}})
    quotes = SandboxRegistrar(world).quote(["a.zone", "premium.ca", "other.ca"])
    assert [str(quote.price) for quote in quotes] == ["5.00 CAD", "900.00 CAD", "18.00 CAD"]


def test_the_state_is_for_its_owner_alone_and_no_secret_is_told(start: Start) -> None:
    world = start()
    storage(world)
    assert stat.S_IMODE(world.state.stat().st_mode) == 0o700
    secrets = [(world.state / TOKEN_FILE).read_text()]
    secrets += [line.partition("= ")[2] for line in world.credentials.read_text().splitlines()[1:]]
    for kept in (TOKEN_FILE, CREDENTIALS_FILE):
        assert stat.S_IMODE((world.state / kept).stat().st_mode) == 0o600
    arguments = subprocess.run(["ps", "-o", "args=", "-p", str(world.pid)], capture_output=True, text=True).stdout
    log = (world.state / LOG_FILE).read_text()
    assert not any(secret in arguments + log for secret in secrets)


def test_it_outlives_the_one_who_started_it(start: Start, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a workspace is no place to import from')")
    code = "import pathlib, sys; from launcher.providers.sandbox import process as p; p.up(pathlib.Path('sandbox'))"
    subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, check=True)
    assert not start().fresh


def test_a_script_file_in_the_state_directory_is_played_and_left_alone(start: Start, tmp_path: Path) -> None:
    rules = [{"on": "quote", "do": "error", "nth": 1, "price": None}]
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / SCRIPT_FILE).write_text(json.dumps(rules))
    registrar = SandboxRegistrar(start())
    with pytest.raises(ProviderFailed):
        registrar.quote(["name.ca"])
    assert registrar.quote(["name.ca"])
    assert json.loads((tmp_path / "sandbox" / SCRIPT_FILE).read_text()) == rules


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_workspace_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Refused, match="cannot keep its state"):
        up(tmp_path / "sandbox")


def test_a_state_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sandbox").write_text("")
    with pytest.raises(Refused, match="cannot keep its state"):
        up(tmp_path / "sandbox")
