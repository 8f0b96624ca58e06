"""What an S3 storage can really do, asked of itself in quiet times: its state is read, then its promises are tried.

What is tried is written under one prefix with a random name, which nothing else uses and which is removed at the end
whatever happens.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from launcher.errors import SpareWheelError
from launcher.model import Check
from launcher.providers.aws.calls import passing_over
from launcher.providers.s3 import promises
from launcher.providers.s3.answers import asking, skew, spoken
from launcher.providers.s3.outcomes import UNSUPPORTED
from launcher.providers.s3.promises import Asked

__all__ = ["Asked", "preflight"]

MOST_SKEW = 60
"""Seconds that the clocks may be apart; S3 refuses every call at 15 minutes."""


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing to find out: what is told when all is well, how it is asked (what is wrong, or nothing), and whether a
    launch needs it."""

    code: str
    well: str
    ask: Callable[[Asked], str]
    needed: bool = True


def preflight(asked: Asked) -> tuple[Check, ...]:
    """Every check, passed or failed. When the bucket cannot be
    asked at all, that is the only one; nothing is tried where nothing can be removed again."""
    reached = _answered(_REACHED, asked)
    if not reached.ok:
        return (reached,)
    state = [_answered(question, asked) for question in _STATE if question.code != "storage-policy" or asked.policy]
    if any(check.text.startswith(_LOCKED) for check in state):
        return (reached, *state)
    try:
        kept = [_answered(question, asked) for question in _PROMISES]
    finally:
        swept = _answered(_SWEPT, asked)
    return (reached, *state, *kept, swept)


def _answered(question: _Question, asked: Asked) -> Check:
    try:
        with asking(f"try it under {asked.prefix}", asked.place):
            wrong = question.ask(asked)
    except SpareWheelError as told:
        wrong = f"{told.message}: {told.hint}" if told.hint else told.message
    return Check(question.code, not wrong, wrong or question.well, question.needed)


# ── how it stands ────────────────────────────────────────────────────────────────────────────────


def _reached(asked: Asked) -> str:
    answer: Mapping[str, Any] = asked.client.list_objects_v2(Bucket=asked.bucket, MaxKeys=1)
    return "" if "Name" in answer else "what answers there lists nothing as an S3 does: check the endpoint"


def _clock(asked: Asked) -> str:
    answer = asked.client.list_objects_v2(Bucket=asked.bucket, MaxKeys=1)
    apart = skew(answer["ResponseMetadata"]["HTTPHeaders"], asked.place.clock)
    if apart is None or apart.total_seconds() <= MOST_SKEW:
        return ""
    return f"its clock and this machine's are {spoken(apart)} apart: at 15 min every call is refused"


def _versions(asked: Asked) -> str:
    on = asked.client.get_bucket_versioning(Bucket=asked.bucket).get("Status") == "Enabled"
    return (
        "every version is kept: what is deleted stays there, and is paid, until a lifecycle rule ends it" if on else ""
    )


_LOCKED = "a lock keeps all that is written: nothing could be taken back, so nothing more was tried"


def _lock(asked: Asked) -> str:
    found: Mapping[str, Any] = {}
    with passing_over("ObjectLockConfigurationNotFoundError", "ObjectLockConfigurationNotFound", *UNSUPPORTED):
        found = asked.client.get_object_lock_configuration(Bucket=asked.bucket).get("ObjectLockConfiguration", {})
    if "Rule" not in found:
        return ""
    return _LOCKED


def _website(asked: Asked) -> str:
    with passing_over("NoSuchWebsiteConfiguration", *UNSUPPORTED):
        asked.client.get_bucket_website(Bucket=asked.bucket)
        return "the bucket is a website of its own: one more door to what must be private until it is live"
    return ""


def _block(asked: Asked) -> str:
    found: Mapping[str, Any] = {}
    with passing_over(*UNSUPPORTED, "NoSuchPublicAccessBlockConfiguration"):
        found = asked.client.get_public_access_block(Bucket=asked.bucket)["PublicAccessBlockConfiguration"]
    wanted = ("IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    off = [name for name in wanted if not found.get(name)]
    return f"the block on public access is not on ({', '.join(off)}): one careless policy would open it" if off else ""


def _policy(asked: Asked) -> str:
    there = "{}"
    with passing_over("NoSuchBucketPolicy"):
        there = asked.client.get_bucket_policy(Bucket=asked.bucket)["Policy"]
    found = [_plain(one) for one in _many(json.loads(there).get("Statement", ()))]
    if all(_plain(one) in found for one in (asked.policy or {})["Statement"]):
        return ""
    return (
        "the policy that lets the edge read releases is not there: readers would get 502; see the edge's documentation"
    )


def _many(found: Any) -> Any:
    return [found] if isinstance(found, Mapping) else found


def _plain(value: Any) -> Any:
    """A statement without its name, one form for what policies may write in several."""
    if isinstance(value, Mapping):
        inner = {key: _plain(one) for key, one in value.items() if key != "Sid"}
        return "*" if inner == {"AWS": "*"} else inner
    if isinstance(value, list):
        return _plain(value[0]) if len(value) == 1 else sorted(map(str, value))
    return str(value)


# ── the questions ────────────────────────────────────────────────────────────────────────────────

_REACHED = _Question("storage-reached", "the bucket answers, and lets our key list it", _reached)
_SWEPT = _Question("storage-delete", "what was written to try it is gone again", promises.sweep)
_STATE = (
    _Question("storage-clock", "its clock and this machine's agree", _clock, needed=False),
    _Question("storage-versions", "what is deleted is gone: no versions are kept", _versions, needed=False),
    _Question("storage-lock", "no lock keeps what is written", _lock, needed=False),
    _Question("storage-website", "the bucket is no website of its own", _website, needed=False),
    _Question("storage-block", "the block on public access is on", _block, needed=False),
    _Question("storage-policy", "the edge may read releases", _policy),
)
_PROMISES = (
    _Question("storage-write", "what is written, and written again, is read back at once", promises.written),
    _Question("storage-list", "the listing tells the MD5 of what was just written", promises.listed),
    _Question("storage-metadata", "content types with charset and cache rules are kept", promises.metadata),
    _Question("storage-names", "names may have accents and blanks", promises.names, needed=False),
    _Question("storage-private", "a stranger may read nothing that no policy opens", promises.private),
    _Question("storage-unsigned", "a stranger may write nothing", promises.unsigned),
    _Question("storage-wrong-key", "a wrong secret and an unknown key are refused", promises.wrong_key),
    _Question("storage-create-once", "of two who make one object, the second is told", promises.created_once,
              needed=False),
    _Question("storage-replace-same", "an object that changed meanwhile is not replaced", promises.replaced_same,
              needed=False),
)  # fmt: skip
