"""What the benchmarks of the deploy rely on: a road that loses nothing, posts that the gate takes, processes that fail
aloud."""

from __future__ import annotations

import datetime as dt
import os
import random
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks import deploy_trees, processes, publish_content
from benchmarks.delay import road
from launcher.site import check, frontmatter

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@contextmanager
def _echo() -> Iterator[int]:
    """The port of a server that says what it hears once, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(_whole(connection, 500_000))

        thread = threading.Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def _whole(connection: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size and (more := connection.recv(65_536)):
        found += more
    return found


def test_all_of_it_arrives_in_order_and_the_end_too() -> None:
    said = random.Random(7).randbytes(500_000)
    with _echo() as port, road(f"127.0.0.1:{port}", 10) as start, _connected(start) as connection:
        connection.sendall(said)
        assert _whole(connection, len(said)) == said
        assert connection.recv(1) == b""


def test_who_knocks_where_nobody_is_does_not_wait() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with road(f"127.0.0.1:{port}", 1) as start, _connected(start) as knocking:
        assert knocking.recv(1) == b""


def test_the_gate_has_nothing_to_say_of_the_posts(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    publish_content.write(posts, range(15), publish_content.pelican)
    publish_content.edit(posts, 7, "ours 1")
    found = check.findings(tmp_path, publish_content.LANGUAGES, NOW)
    assert [one for one in found if one.where and one.where.file.endswith(".md")] == []


def test_an_edit_says_something_else_each_time_and_leaves_what_was_there(tmp_path: Path) -> None:
    publish_content.write(tmp_path, range(1), publish_content.pelican)
    file = tmp_path / f"{publish_content.slug(0)}.fr.md"
    before = frontmatter.read(file)
    told = [publish_content.edit(tmp_path, 0, again) for again in ("ours 1", "ours 2")]
    after = frontmatter.read(file)
    assert len(set(told)) == 2
    assert after.meta == before.meta
    assert after.body == before.body.rstrip() + "".join(f"\n\n{one}" for one in told) + "\n"


def test_every_builder_gets_the_same_text(tmp_path: Path) -> None:
    for name, form in (("pelican", publish_content.pelican), ("hugo", publish_content.hugo)):
        publish_content.write(tmp_path / name, range(3), form)
    for file in (tmp_path / "pelican").iterdir():
        assert (tmp_path / "hugo" / file.name).read_text("utf-8").endswith(frontmatter.read(file).body)


def test_the_blog_is_the_same_everywhere(tmp_path: Path) -> None:
    for name in ("one", "other"):
        deploy_trees.blog(tmp_path / name)
    one, other = ({p.relative_to(r): p.read_bytes() for p in r.rglob("*.*")} for r in tmp_path.iterdir())
    assert one == other
    assert len(one) == 300
    assert 14e6 < sum(map(len, one.values())) < 16e6


def test_a_change_changes_one_page(tmp_path: Path) -> None:
    deploy_trees.blog(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    deploy_trees.change(tmp_path, 3)
    deploy_trees.rebuild(tmp_path)
    assert sum(path.read_bytes() != body for path, body in before.items()) == 1


def test_what_a_process_took_and_said(tmp_path: Path) -> None:
    ran = processes.run([sys.executable, "-c", "x = b'x' * 60_000_000; print('done')"], tmp_path, os.environ)
    assert ran.said == "done\n"
    assert ran.biggest > 60
    assert ran.cpu > 0


def test_a_process_that_fails_is_told_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with 3: no such bucket"):
        processes.run([sys.executable, "-c", "import sys; print('no such bucket'); sys.exit(3)"], tmp_path, os.environ)
