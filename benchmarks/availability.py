"""A thousand names asked of a TLD's server that is 40 ms away and loses 1 % of the datagrams in each direction.

The server is the sandbox's, behind a proxy of ours with seeded loss (`tests/far.py`), each a process of its own.
Peers in the same run, in turn: dnspython's `asyncresolver` as it comes, 100 at once; one question after the
other (over a tenth of the names, times ten). An answer counts when it is right: one name in ten is taken.

    python -m benchmarks.availability [RUNS]        writes benchmarks/results/availability.json and prints it
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.resolver

from launcher.model import Availability, Server
from launcher.providers.registries.delegations import Zone
from launcher.providers.registries.registries import Registries
from launcher.providers.sandbox import process as sandbox_process
from tests.far import LOOPBACK, far

RESULT = Path(__file__).resolve().parent / "results" / "availability.json"
NAMES = [f"{'taken' if number % 10 == 0 else 'free'}-{number}.ca" for number in range(1000)]
ROUND_TRIP_MS, LOSS, SEED = 40.0, 0.01, 20171202
AT_ONCE = 100

Said = dict[str, Availability]


def ours(names: Sequence[str], port: int) -> Said:
    servers = (Server(LOOPBACK, port),)
    told = Registries(lambda suffix, _: Zone(suffix, servers), lambda _: None).delegated(names)
    return {quote.name: quote.availability for quote in told}


def asyncresolver(names: Sequence[str], port: int) -> Said:
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [LOOPBACK], port

    async def one(name: str, places: asyncio.Semaphore) -> Availability:
        async with places:
            try:
                await resolver.resolve(name, "NS")
            except dns.resolver.NXDOMAIN:
                return Availability.AVAILABLE
            except dns.resolver.NoAnswer:
                return Availability.TAKEN  # a referral
            except dns.exception.DNSException:
                return Availability.UNKNOWN
        return Availability.TAKEN

    async def every() -> list[Availability]:
        places = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(one(name, places) for name in names))

    return dict(zip(names, asyncio.run(every()), strict=True))


def sequential(names: Sequence[str], port: int) -> Said:
    return {name: _alone(name, port) for name in names}


def _alone(name: str, port: int) -> Availability:
    try:
        answer = dns.query.udp(dns.message.make_query(name, "NS", flags=0), LOOPBACK, port=port, timeout=2.0)
    except dns.exception.Timeout:
        return Availability.UNKNOWN
    return Availability.AVAILABLE if answer.rcode() == dns.rcode.NXDOMAIN else Availability.TAKEN


WAYS: dict[str, tuple[Callable[[Sequence[str], int], Said], int]] = {
    "ours": (ours, 1),
    "dnspython asyncresolver, 100 at once": (asyncresolver, 1),
    "one after the other": (sequential, 10),
}
"""Each way, and by how much its list is shortened."""


def main(runs: int) -> None:
    times: dict[str, list[float]] = {name: [] for name in WAYS}
    wrong: dict[str, int] = dict.fromkeys(WAYS, 0)
    with tempfile.TemporaryDirectory() as place:
        world = sandbox_process.up(Path(place) / "sandbox", {"taken": ["taken-*.ca"]})
        try:
            time.sleep(1)  # it is still loading its storage
            for run in range(runs):
                for name, (way, part) in WAYS.items():
                    with far(world.registry_port, ROUND_TRIP_MS, LOSS, SEED + run) as port:
                        seconds, misses = _timed(way, NAMES[: len(NAMES) // part], port)
                    times[name].append(seconds * part)
                    wrong[name] += misses
        finally:
            sandbox_process.down(Path(place) / "sandbox")
    _write(runs, times, wrong)


def _timed(way: Callable[[Sequence[str], int], Said], names: Sequence[str], port: int) -> tuple[float, int]:
    started = time.perf_counter()
    said = way(names, port)
    seconds = time.perf_counter() - started
    right = {name: Availability.TAKEN if name.startswith("taken") else Availability.AVAILABLE for name in names}
    return seconds, sum(said[name] is not right[name] for name in names)


def _write(runs: int, times: dict[str, list[float]], wrong: dict[str, int]) -> None:
    medians = {name: statistics.median(found) for name, found in times.items()}
    found: dict[str, Any] = {
        "what": "1,000 names at a TLD's server 40 ms away, 1 % of datagrams lost in each direction (seeded)",
        "runs": runs,
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "seconds": {
            name: {"min": round(min(all_of), 3), "median": round(medians[name], 3), "max": round(max(all_of), 3)}
            for name, all_of in times.items()
        },
        "wrong_or_unknown_answers": wrong,
        "times_faster": {name: round(medians[name] / medians["ours"], 1) for name in WAYS if name != "ours"},
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
