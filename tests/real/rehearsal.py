"""A short launch with certificates that Caddy has by itself: `python -m tests.real.rehearsal FOLDER CERTIFICATES`, by
`unshare -rnm`.

Writes what each command said, and what readers got, to `told.json` in the folder.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.real import buckets
from tests.real.primary import NAMESERVERS
from tests.real.rehearsal_readers import Readers
from tests.real.rehearsal_workspace import GIVEN, Workspace
from tests.real.rehearsal_world import FIRST, NAME, World, workspace, world


def main(folder: Path, certificates: str) -> None:
    with world(folder, ceph=False) as there, there.resolver():
        at_home = workspace(there, certificates)
        told = _played(there, at_home, certificates)
        hidden = there.key.read_text().strip().rpartition(":")[2]
        told["leaks"] = at_home.leaks([hidden, buckets.SECRET])
    (folder / "told.json").write_text(json.dumps(told))


def _played(there: World, at_home: Workspace, certificates: str) -> dict[str, Any]:
    """Launch, buy, resume, look, and take back."""
    told = {"plan": at_home.sparewheel("plan", *GIVEN, "--target", "mine", "--domain", NAME)}
    told["launch"] = at_home.launch(NAME)
    if certificates == "acme":
        told["first"] = there.readers.get(f"https://{FIRST}/")
    told["too early"] = at_home.sparewheel("resume")
    there.ca.delegate(NAME, NAMESERVERS)
    told["resume"] = at_home.sparewheel("resume")
    told["home"] = _readers(there, certificates).get(f"https://{NAME}/")
    told["undo"] = at_home.sparewheel("undo", "--yes")
    return told


def _readers(there: World, certificates: str) -> Readers:
    """A CA inside Caddy is trusted by who rehearses alone."""
    if certificates == "acme":
        return there.readers
    root = there.folder / "caddys.pem"
    root.write_text(there.caddy.edge("", "").root())
    return Readers(there.folder, root)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
