"""A world of one's own in a network namespace, on the ports and root addresses of the real one, and the command in it.

Run by `unshare -rnm`: nothing of it is seen outside, and nothing outside is reached. Writes what each command said to
`told.json` in the folder given. Ends everything it started.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from launcher.model import Server
from launcher.providers.network import NetworkProbe
from launcher.providers.zones import ROOTS
from tests.real import buckets
from tests.real.caddy import LOOPBACK, Caddy
from tests.real.primary import CATALOG, NAMESERVERS, PRIMARY, REGISTRY, Knot, primary, registry

NAME = "rappel-fromage-aubepine.ca"
RECALL = "playbooks/product-recall/drill"
TARGET = """
  mine:
    kind: own
    storage: {{endpoint: "{endpoint}", bucket: crisis, credentials: "env:SPAREWHEEL_S3"}}
    dns: {{server: {primary}, key: "file:{key}", nameservers: [{nameservers}], catalog: {catalog}}}
    edge: {{admin: "http://127.0.0.1:2019", addresses: [{edge}], certificates: internal}}
"""


def main(folder: Path) -> None:
    _network(folder)
    with contextlib.ExitStack() as stack:
        roots = tuple(server.address for server in ROOTS)
        ca = stack.enter_context(registry(folder / "registry", 53, roots=roots, tld=REGISTRY))
        own = stack.enter_context(primary(folder / "primary", 53))
        endpoint = stack.enter_context(buckets.moto())
        buckets.bucket(endpoint, folder)
        (folder / "caddy").mkdir()
        caddy = Caddy(folder / "caddy", 2019, 80, 443)
        caddy.start()
        stack.callback(caddy.stop)
        workspace = _workspace(folder, own, endpoint)
        told = _played(workspace, ca, caddy)
    (folder / "told.json").write_text(json.dumps(told))


def _network(folder: Path) -> None:
    """The root servers' addresses on this machine, and the name servers' in its table of hosts."""
    _do("ip", "link", "set", "lo", "up")
    for server in ROOTS:
        _do("ip", "address", "add", f"{server.address}/32", "dev", "lo")
    hosts = [f"{LOOPBACK} localhost", *(f"{PRIMARY} {name}" for name in NAMESERVERS)]
    (folder / "hosts").write_text("\n".join(hosts) + "\n")
    _do("mount", "--bind", str(folder / "hosts"), "/etc/hosts")


def _do(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _workspace(folder: Path, own: Knot, endpoint: str) -> Path:
    key, workspace = folder / "tsig.key", folder / "workspace"
    key.touch(0o600)
    key.write_text(f"hmac-sha256:{own.key.name}:{base64.b64encode(own.key.secret).decode()}\n")
    _sparewheel(folder, "init", str(workspace), "--yes")
    target = TARGET.format(
        endpoint=endpoint,
        primary=PRIMARY,
        key=key,
        nameservers=", ".join(NAMESERVERS),
        catalog=CATALOG,
        edge=LOOPBACK,
    )
    settings = workspace / "sparewheel.yaml"
    settings.write_text(settings.read_text("utf-8").replace("\ntargets:\n", f"\ntargets:{target}", 1), "utf-8")
    return workspace


def _played(workspace: Path, ca: Knot, caddy: Caddy) -> dict[str, Any]:
    """Launch, buy, resume, look, and take back."""
    given = ("--playbook", "product-recall", "--facts", f"{RECALL}/facts.yaml", "--signals", f"{RECALL}/signals")
    wish = (*given, "--target", "mine", "--domain", NAME)
    told: dict[str, Any] = {"plan": _sparewheel(workspace, "plan", *wish)}
    told["launch"] = _sparewheel(workspace, "launch", *wish, "--yes")
    told["too-early"] = _sparewheel(workspace, "resume")
    ca.delegate(NAME, NAMESERVERS)
    told["resume"] = _sparewheel(workspace, "resume")
    probe = NetworkProbe(trust=caddy.edge("", "").root)
    home = probe.fetch(NAME, "/", Server(LOOPBACK, 443), "https")
    told["home"] = {"status": home.status, "headers": dict(home.headers), "body": home.body.decode()}
    told["undo"] = _sparewheel(workspace, "undo", "--yes")
    told["secrets"] = _leaked(workspace)
    return told


def _sparewheel(folder: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "launcher", *arguments, "--json"],
        cwd=folder,
        env={**os.environ, "SPAREWHEEL_S3": f"{buckets.KEY}:{buckets.SECRET}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "stderr": done.stderr}


def _leaked(workspace: Path) -> list[str]:
    """The files of the workspace in which a secret stands."""
    hidden = (workspace.parent / "tsig.key").read_text().strip().rpartition(":")[2].encode()
    files = [path for path in workspace.rglob("*") if path.is_file()]
    return [str(path) for path in files if hidden in (body := path.read_bytes()) or buckets.SECRET.encode() in body]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
