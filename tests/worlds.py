"""Sandbox worlds for tests: one shared by a session, others that a test may break; all are ended whatever happens."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import SpareWheelError
from launcher.model import File, Money, Order
from launcher.providers.s3.storage import S3Storage
from launcher.providers.sandbox.process import World, down, up
from launcher.providers.sandbox.wire import call, read_world

BUCKET = "sandbox-tests"
HTML = "text/html; charset=utf-8"
Start = Callable[..., World]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all tests that do not break it: use names of your own (`fresh_name`)."""
    state = tmp_path_factory.mktemp("world") / "sandbox"
    with ended(state):
        yield up(state, {"taken": ["taken.ca", "*.taken.ca"], "reserved": ["reserved.ca"], "unknown": ["unsure.ca"]})


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start(state="sandbox", **options)`: a world of this test's own."""
    with contextlib.ExitStack() as stack:

        def start_one(state: str = "sandbox", **options: Any) -> World:
            stack.enter_context(ended(tmp_path / state))
            return up(tmp_path / state, options)

        yield start_one


@contextlib.contextmanager
def ended(state: Path) -> Iterator[None]:
    """End the world of this state directory, by its id if it does not listen."""
    try:
        yield
    finally:
        left = read_world(state)
        try:
            down(state)
        except SpareWheelError:
            if left:
                kill(left)


def kill(world: World) -> None:
    """End it as a power cut would."""
    assert world.pid != os.getpid()
    with contextlib.suppress(ProcessLookupError):
        os.kill(world.pid, signal.SIGKILL)


def storage(world: World, bucket: str = BUCKET) -> S3Storage:
    made = S3Storage(bucket, endpoint=world.storage_endpoint, credentials=world.credentials)
    made.prepare()
    return made


def file(path: str = "index.html", content_type: str = HTML, cache_control: str = "max-age=60") -> File:
    return File(path, "", "", 0, content_type, cache_control)


def upload(world: World, release: str, pages: dict[str, str]) -> None:
    """A release in the world's storage: text by path."""
    bucket = storage(world)
    for path, text in pages.items():
        kind = HTML if path.endswith(".html") else "text/css; charset=utf-8"
        bucket.put(f"releases/{release}/{path}", text.encode(), file(path, kind))


def fresh_name(tld: str = "ca") -> str:
    """A name that no other test of this run uses, in any process."""
    return f"test-{os.getpid()}-{next(_numbers)}.{tld}"


def order(name: str, price: str = "20.00", key: str = "") -> Order:
    return Order(name, 1, Money(Decimal(price), "CAD"), key or f"key of {name}")


def script(world: World, *rules: dict[str, Any]) -> None:
    """What shall go wrong from now on."""
    call(world, "script", {"rules": list(rules)})


def charges(world: World) -> list[str]:
    """The names that were paid for, as often as they were."""
    return [found["name"] for found in call(world, "charges")]
