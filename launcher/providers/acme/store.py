"""What is kept of certificates: a folder that only its owner can read, files written whole.

accounts/DIRECTORY.pem         the key of our account there
orders/DIRECTORY/NAMES.json    an order under way: its address, the key of the certificate to come
held/DIRECTORY/NAMES.pem       a certificate: its key, then its chain
ledger.jsonl                   what was begun, failed, issued, and when: one line each, never changed

DIRECTORY and NAMES are digests. What cannot be read is taken for not there, and made again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from launcher.errors import Refused
from launcher.providers.acme.pem import Pem, read


@dataclass(frozen=True, slots=True)
class Pending:
    """An order under way at a CA: its address, and the key (PEM) of the certificate to come."""

    url: str
    key: str = field(repr=False)


class Store:
    """The folder; made when something is first kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else, in this process or another, is in here."""
        with self._disk(), _private(self._made(self._folder) / "lock", os.O_APPEND) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def account(self, directory: str) -> str:
        """The key of our account, as PEM; empty: there is none."""
        return self._text(self._account(directory))

    def keep_account(self, directory: str, key: str) -> None:
        """The key of our account, before the CA hears of it."""
        self._write(self._account(directory), key)

    def pending(self, directory: str, names: Sequence[str]) -> Pending | None:
        """The order under way for exactly these names."""
        with contextlib.suppress(ValueError, TypeError):
            return Pending(**json.loads(self._text(self._order(directory, names))))
        return None

    def keep_pending(self, directory: str, names: Sequence[str], order: Pending) -> None:
        """The order under way, instead of any other for these names."""
        self._write(self._order(directory, names), json.dumps(asdict(order)))

    def drop_pending(self, directory: str, names: Sequence[str]) -> None:
        """The order is of no more use."""
        with self._disk():
            self._order(directory, names).unlink(missing_ok=True)

    def held(self, directory: str) -> Iterator[Pem]:
        """Every certificate that this CA gave us, expired ones too."""
        with self._disk():
            files = sorted((self._folder / "held" / _digest(directory)).glob("*.pem"))
        for file in files:
            key, mark, chain = self._text(file).partition("-----BEGIN CERTIFICATE-----")
            with contextlib.suppress(ValueError):
                yield read(mark + chain, key)

    def hold(self, directory: str, names: Sequence[str], pem: Pem) -> None:
        """The certificate, instead of an older one for exactly these names: key and chain in one file, so that they
        never differ."""
        self._write(self._folder / "held" / _digest(directory) / f"{_digest(*names)}.pem", pem.key + pem.chain)

    def note(self, what: str, directory: str, of: str, at: dt.datetime) -> None:
        """A line of the ledger."""
        line = json.dumps({"at": at.isoformat(), "what": what, "directory": directory, "of": of})
        with self._disk(), _private(self._made(self._folder) / "ledger.jsonl", os.O_APPEND) as handle:
            os.write(handle, f"\n{line}".encode())  # what stands before it may have been cut
            os.fsync(handle)

    def noted(self, what: str, directory: str, of: str, since: dt.datetime) -> tuple[dt.datetime, ...]:
        """When it happened after `since`, oldest first."""
        times = []
        for line in self._text(self._folder / "ledger.jsonl").splitlines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                one = json.loads(line)
                if (one["what"], one["directory"], one["of"]) == (what, directory, of):
                    times.append(dt.datetime.fromisoformat(one["at"]))
        return tuple(sorted(at for at in times if at > since))

    # ── inside ──

    def _account(self, directory: str) -> Path:
        return self._folder / "accounts" / f"{_digest(directory)}.pem"

    def _order(self, directory: str, names: Sequence[str]) -> Path:
        return self._folder / "orders" / _digest(directory) / f"{_digest(*names)}.json"

    def _text(self, file: Path) -> str:
        with self._disk(), contextlib.suppress(FileNotFoundError, UnicodeDecodeError):
            if stat.S_IMODE(self._folder.stat().st_mode) & 0o077:
                hint = f"chmod 700 {self._folder}, and ask yourself who has read it"
                raise Refused(f"others can read the keys in {self._folder}", hint=hint, code="not-private")
            return file.read_text(encoding="utf-8")
        return ""

    def _write(self, file: Path, text: str) -> None:
        with self._disk():
            fresh = self._made(file.parent) / f".{file.name}.new"
            with _private(fresh, os.O_TRUNC) as handle:
                os.write(handle, text.encode())
                os.fsync(handle)
            fresh.replace(file)
            _sync(file.parent)

    def _made(self, folder: Path) -> Path:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        for one in reversed([folder, *folder.parents]):
            if one == self._folder or self._folder in one.parents:
                one.mkdir(mode=0o700, exist_ok=True)
        return folder

    @contextlib.contextmanager
    def _disk(self) -> Iterator[None]:
        """A full disk or a folder that is not ours, told plainly."""
        try:
            yield
        except OSError as error:
            reason = f"{error.filename or self._folder}: {(error.strerror or str(error)).lower()}"
            hint = "Free some room, or make the folder ours to write; then `sparewheel resume`."
            raise Refused(reason, hint=hint, code="disk") from error


@contextlib.contextmanager
def _private(file: Path, mode: int) -> Iterator[int]:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | mode, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(*names: str) -> str:
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
