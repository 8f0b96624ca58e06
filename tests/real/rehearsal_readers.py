"""Readers of a rehearsal: a browser, and one who takes what comes. Both ask this machine's resolver where a name is,
and trust one CA."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.real.conftest import FLAGS

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """The path of Chromium, where it is."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@dataclass(frozen=True)
class Readers:
    """`root` is the CA that they trust, as PEM, and nobody else."""

    folder: Path
    root: Path

    def get(self, address: str) -> dict[str, Any]:
        """What is there: {status, headers, body}; redirects are not followed. Raises what the reader is told."""
        scheme, _, rest = address.partition("://")
        host, _, path = rest.partition("/")
        connection = http.client.HTTPConnection(host, timeout=20)
        if scheme == "https":
            context = ssl.create_default_context(cafile=str(self.root))
            plain = socket.create_connection((host, 443), timeout=20)
            connection.sock = context.wrap_socket(plain, server_hostname=host)
        try:
            connection.request("GET", f"/{path}")
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return {"status": answer.status, "headers": headers, "body": answer.read().decode()}
        finally:
            connection.close()

    def visit(self, address: str) -> dict[str, Any]:
        """What Chromium makes of the page: {dom, console}. What it does not trust it does not show: the DOM is then its
        own warning."""
        command = [str(browser()), *FLAGS, f"--user-data-dir={self.folder / 'profile'}", address]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=True, env={**os.environ, **self._home()}
        )
        return {"dom": done.stdout, "console": [line for line in done.stderr.splitlines() if "CONSOLE" in line]}

    def _home(self) -> Mapping[str, str]:
        """A home of its own, in whose database of certificates (NSS) the CA is trusted as a person would have it."""
        home = self.folder / "home"
        database = home / ".pki" / "nssdb"
        if not database.exists():
            database.mkdir(parents=True)
            _certutil(database, "-N", "--empty-password")
            _certutil(database, "-A", "-n", "the CA", "-t", "C,,", "-i", str(self.root))
        return {"HOME": str(home)}


def _certutil(database: Path, *command: str) -> None:
    subprocess.run(["certutil", "-d", f"sql:{database}", *command], check=True, capture_output=True)
