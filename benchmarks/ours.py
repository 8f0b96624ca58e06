"""Our uploader, as a process of its own: `python -m benchmarks.ours WHAT ROOT ENDPOINT BUCKET CREDENTIALS`.

WHAT is the name of a release that a build has left in ROOT, a crisis's folder: then this does what the upload step of a
publish does, and nothing else. Or it is a folder of files, as other tools take it: then it is first read, described and
kept as a release.
"""

from __future__ import annotations

import sys
from pathlib import Path

from launcher.launch.deploy import bring as bringing
from launcher.launch.deploy.depot import Depot
from launcher.model import Mode, Release, Site
from launcher.providers.s3.storage import S3Storage
from launcher.providers.system import SystemClock
from launcher.site import objects, release

HOST, SIDE = "example.org", "a"
PLACE = f"releases/{HOST}.{SIDE}/"
"""Where it lies then."""


def main(what: str, root: Path, endpoint: str, bucket: str, credentials: Path) -> None:
    storage = S3Storage(bucket, endpoint=endpoint, credentials=credentials)
    depot = Depot(storage, storage, SystemClock(), HOST, root, "benchmark")
    wanted = kept(Path(what), root) if Path(what).is_dir() else depot.release(what)
    bringing.bring(depot, SIDE, wanted, "")


def kept(folder: Path, root: Path) -> Release:
    """The folder as a release of that crisis; only what is new to it is written."""
    site = Site(Mode.LIVE, f"https://{HOST}", ("fr", "en"), {"fr": "Exemple", "en": "Example"}, "UTC", {})
    found = release.pack(folder, site)
    fresh = {file.sha256: file.path for file in found.files if not objects.has(root, file.sha256)}
    for path in fresh.values():
        objects.put(root, (folder / path).read_bytes())
    release.keep(found, root, fresh)
    return found


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4], Path(sys.argv[5]))
