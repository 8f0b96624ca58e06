"""What a storage lacks is found by asking it; moto plays storages that break their promises, behind a front."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from launcher.model import Check
from launcher.providers.caddy.edge import reading_policy
from launcher.providers.s3.storage import S3Storage, connect
from launcher.providers.system import SystemClock
from tests.providers.s3_front import Asked, Between, Pass, Said, error, front
from tests.real import buckets
from tests.real.buckets import KEY, SECRET, credentials
from tests.worlds import fresh_name

OPEN = {"storage-unsigned", "storage-wrong-key"}
"""What moto lets happen while nobody switched its IAM on."""


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    with buckets.moto() as endpoint:
        yield endpoint


@dataclass(frozen=True)
class Stage:
    """A bucket on moto, and what a preflight finds there through a front."""

    behind: str
    folder: Path
    name: str

    @property
    def client(self) -> Any:
        return connect("us-east-1", self.behind, credentials(self.folder / "ours", KEY, SECRET))

    def storage(self, endpoint: str, **more: Any) -> S3Storage:
        keys = credentials(self.folder / "ours", KEY, SECRET)
        return S3Storage(self.name, endpoint=endpoint, credentials=keys, **more)

    def wrong(self, between: Between | None = None, **more: Any) -> Mapping[str, str]:
        """The texts of what is wrong, by code, without what is wrong with any moto."""
        with front(between or (lambda asked, ask: ask(asked)), self.behind) as endpoint:
            checks = self.storage(endpoint, **more).preflight()
        return {check.code: check.text for check in checks if not check.ok and check.code not in OPEN}

    def left(self) -> list[str]:
        found = self.client.list_object_versions(Bucket=self.name)
        return [one["Key"] for one in (*found.get("Versions", ()), *found.get("DeleteMarkers", ()))]


@pytest.fixture
def stage(moto: str, tmp_path: Path) -> Stage:
    made = Stage(moto, tmp_path, fresh_name("bucket"))
    made.storage(moto).prepare()
    return made


def test_all_is_asked_and_nothing_stays(stage: Stage) -> None:
    checks = stage.storage(stage.behind).preflight()
    assert {check.code for check in checks if not check.ok} == OPEN
    assert OPEN | {"storage-reached", "storage-write"} <= {check.code for check in checks if check.needed}
    assert len({check.code for check in checks}) == len(checks)
    assert all(check.text and "\n" not in check.text for check in checks)
    assert stage.left() == []


# ── promises that are broken ─────────────────────────────────────────────────────────────────────


def without(*names: str) -> Between:
    """A storage that does not know these headers."""

    def between(asked: Asked, ask: Pass) -> Said:
        return ask(replace(asked, headers={name: said for name, said in asked.headers.items() if name not in names}))

    return between


def stale(asked: Asked, ask: Pass) -> Said:
    """Reads come from before the last write."""
    said = ask(asked)
    return replace(said, body=b"first") if said.body == b"second" else said


def encrypting(asked: Asked, ask: Pass) -> Said:
    """As with SSE-KMS: the ETag is of what is stored, not of what was written."""
    said, tag = ask(asked), hashlib.md5(b"listed").hexdigest()
    return replace(said, body=said.body.replace(tag.encode(), tag[::-1].encode()))


def slow_to_list(asked: Asked, ask: Pass) -> Said:
    return (
        ask(asked)
        if "list-type" not in asked.path
        else Said(200, b"<ListBucketResult><Name>x</Name></ListBucketResult>")
    )


def of_everybody(asked: Asked, ask: Pass) -> Said:
    """Whoever asks, it is we."""
    ours = f"AWS4-HMAC-SHA256 Credential={KEY}/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
    return ask(replace(asked, headers={"authorization": ours, **asked.headers}))


def accents_lost(asked: Asked, ask: Pass) -> Said:
    return ask(replace(asked, path=asked.path.replace("%C3%A9", "e")))


def read_only(asked: Asked, ask: Pass) -> Said:
    return ask(asked) if asked.method == "GET" else error(403, "AccessDenied")


BROKEN: list[tuple[Between, str, str]] = [
    (without("if-none-match"), "storage-create-once", "two operators at once cannot be told apart"),
    (without("if-match"), "storage-replace-same", "who comes second does not notice"),
    (without("cache-control"), "storage-metadata", "CacheControl are not kept"),
    (without("content-type"), "storage-metadata", "ContentType are not kept"),
    (stale, "storage-write", "old pages for some time"),
    (encrypting, "storage-list", "no MD5"),
    (slow_to_list, "storage-list", "is not listed"),
    (of_everybody, "storage-private", "anyone can read"),
    (accents_lost, "storage-names", "é"),
    (read_only, "storage-write", "allow s3:PutObject"),
]


@pytest.mark.parametrize(("between", "code", "text"), BROKEN, ids=[f"{n} {row[1]}" for n, row in enumerate(BROKEN)])
def test_a_broken_promise_is_found_and_says_what_it_means(between: Between, code: str, text: str, stage: Stage) -> None:
    found = stage.wrong(between)
    assert text in found[code]


def test_strangers_and_impostors_that_get_in_are_found(stage: Stage) -> None:
    texts = {check.code: check.text for check in stage.storage(stage.behind).preflight()}
    assert "without a key" in texts["storage-unsigned"]
    assert "a wrong secret is accepted" in texts["storage-wrong-key"]


# ── how the bucket stands ────────────────────────────────────────────────────────────────────────


def test_clocks_are_compared(stage: Stage) -> None:
    class Ahead(SystemClock):
        def now(self) -> dt.datetime:
            return super().now() + dt.timedelta(minutes=7, seconds=30)

    assert "7 min apart" in stage.wrong(clock=Ahead())["storage-clock"]


def test_a_bucket_that_keeps_versions_is_told_and_left_as_it_was(stage: Stage) -> None:
    stage.client.put_bucket_versioning(Bucket=stage.name, VersioningConfiguration={"Status": "Enabled"})
    assert set(stage.wrong()) == {"storage-versions"}
    assert stage.left() == []


def test_where_a_lock_keeps_everything_nothing_is_written(stage: Stage) -> None:
    locked = replace(stage, name=fresh_name("bucket"))
    locked.client.create_bucket(Bucket=locked.name, ObjectLockEnabledForBucket=True)
    rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 9}}
    lock = {"ObjectLockEnabled": "Enabled", "Rule": rule}
    locked.client.put_object_lock_configuration(Bucket=locked.name, ObjectLockConfiguration=lock)
    assert "nothing could be taken back" in locked.wrong()["storage-lock"]
    assert locked.left() == []


def test_a_bucket_that_is_a_website_or_not_blocked_is_told(stage: Stage) -> None:
    stage.client.put_bucket_website(Bucket=stage.name, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    stage.client.delete_public_access_block(Bucket=stage.name)
    assert set(stage.wrong()) == {"storage-website", "storage-block"}


def test_the_policy_of_the_edge_must_be_there_in_any_of_its_forms(stage: Stage) -> None:
    policy = reading_policy(stage.name, ["192.0.2.80"])
    assert "the edge" in stage.wrong(policy=policy)["storage-policy"]
    (statement,) = policy["Statement"]
    other = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{stage.name}/x/*"}
    short = {
        **statement,
        "Sid": "Ours",
        "Principal": "*",
        "Action": statement["Action"][0],
        "Resource": statement["Resource"][0],
    }
    stage.client.put_bucket_policy(Bucket=stage.name, Policy=json.dumps({**policy, "Statement": [other, short]}))
    assert stage.wrong(policy=policy) == {}
    assert set(stage.wrong(policy=reading_policy(stage.name, ["192.0.2.81"]))) == {"storage-policy"}


# ── when little can be asked ─────────────────────────────────────────────────────────────────────


def only(checks: tuple[Check, ...]) -> Check:
    (one,) = checks
    return one


def test_without_a_bucket_that_is_all_there_is_to_say(stage: Stage) -> None:
    check = only(replace(stage, name=fresh_name("bucket")).storage(stage.behind).preflight())
    assert (check.code, check.ok) == ("storage-reached", False)
    assert "there is no such bucket" in check.text
    assert "sparewheel standby" in check.text


def test_a_website_that_answers_everything_is_no_storage(stage: Stage) -> None:
    page = Said(200, b"<html><body><p>Welcome</p></body></html>", {"content-type": "text/html"})
    with front(lambda _asked, _pass: page) as endpoint:
        check = only(stage.storage(endpoint).preflight())
    assert (check.code, check.ok) == ("storage-reached", False)
    assert "check the endpoint" in check.text


def test_what_may_not_be_asked_is_told_with_the_right_that_lacks(stage: Stage) -> None:
    def guarded(asked: Asked, ask: Pass) -> Said:
        return error(403, "AccessDenied") if asked.path.endswith("?versioning") else ask(asked)

    assert "allow s3:GetBucketVersioning" in stage.wrong(guarded)["storage-versions"]


def test_a_storage_that_knows_little_beside_objects_will_do(stage: Stage) -> None:
    def plain(asked: Asked, ask: Pass) -> Said:
        extra = ("?object-lock", "?website", "?publicAccessBlock", "?versions")
        return error(501, "NotImplemented") if any(one in asked.path for one in extra) else ask(asked)

    assert set(stage.wrong(plain)) == {"storage-block"}
    assert stage.left() == []


def test_what_is_tried_is_removed_even_when_the_storage_fails_midway(stage: Stage) -> None:
    def failing(asked: Asked, ask: Pass) -> Said:
        return error(403, "QuotaExceeded") if asked.path.endswith("typed.html") else ask(asked)

    assert "is full" in stage.wrong(failing)["storage-metadata"]
    assert stage.left() == []


def test_what_cannot_be_removed_is_told_with_where_it_is(stage: Stage) -> None:
    def keeping(asked: Asked, ask: Pass) -> Said:
        return (
            Said(200, b"<DeleteResult/>", {"content-type": "application/xml"})
            if "?delete" in asked.path
            else ask(asked)
        )

    assert "stay under preflight/" in stage.wrong(keeping)["storage-delete"]
