"""What is kept of certificates: for its owner alone, whole, and no trap when it is broken."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest

from launcher.errors import Refused
from launcher.providers.acme.store import Pending, Store

CA, NAMES = "https://ca.example.org/dir", ("*.example.org", "example.org")
NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


def test_an_order_is_kept_by_directory_and_names(tmp_path: Path) -> None:
    store, order = Store(tmp_path / "a" / "kept"), Pending("https://ca.example.org/o/1", "KEY")
    assert store.pending(CA, NAMES) is None
    store.drop_pending(CA, NAMES)
    store.keep_pending(CA, NAMES, order)
    assert Store(tmp_path / "a" / "kept").pending(CA, NAMES) == order
    assert store.pending(CA, NAMES[1:]) is None
    assert store.pending("https://another.example.org/", NAMES) is None
    assert "KEY" not in repr(order)
    store.drop_pending(CA, NAMES)
    assert store.pending(CA, NAMES) is None


def test_what_is_broken_is_not_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept")
    store.keep_pending(CA, NAMES, Pending("https://ca.example.org/o/1", "KEY"))
    store.note("failed", CA, "example.org", NOW)
    for file in (tmp_path / "kept").rglob("*.json"):
        file.write_bytes(b"\xff{")
    with (tmp_path / "kept" / "ledger.jsonl").open("a") as ledger:
        ledger.write('\n[]\n{"at": "yesterday"}\n{"at": "20')
    (tmp_path / "kept" / "held").mkdir()
    assert store.pending(CA, NAMES) is None
    assert store.noted("failed", CA, "example.org", NOW - dt.timedelta(hours=1)) == (NOW,)
    store.note("failed", CA, "example.org", NOW)  # after a line that was cut
    assert len(store.noted("failed", CA, "example.org", NOW - dt.timedelta(hours=1))) == 2


def test_the_ledger_counts_what_is_asked_for(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept")
    for minutes in (90, 30, 10):
        store.note("failed", CA, "example.org", NOW - dt.timedelta(minutes=minutes))
    store.note("issued", CA, "example.org", NOW)
    store.note("failed", CA, "example.com", NOW)
    since = NOW - dt.timedelta(hours=1)
    assert [(NOW - at).total_seconds() / 60 for at in store.noted("failed", CA, "example.org", since)] == [30, 10]


def test_a_folder_that_others_read_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept")
    store.keep_account(CA, "KEY")
    (tmp_path / "kept").chmod(0o750)
    with pytest.raises(Refused, match="others can read the keys") as told:
        store.account(CA)
    assert told.value.hint.startswith("chmod 700")


def test_one_at_a_time_is_alone(tmp_path: Path) -> None:
    store, inside, most = Store(tmp_path / "kept"), [0], [0]

    def enter() -> None:
        for _ in range(20):
            with store.alone():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
