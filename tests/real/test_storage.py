"""Storage weather as real storages make it: Ceph with its customers and quotas, and moto with its IAM switched on."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import Refused, SpareWheelError
from launcher.providers.s3.notes import TRIED
from launcher.providers.s3.storage import S3Storage, connect
from launcher.providers.system import SystemClock
from tests.real import buckets
from tests.real.buckets import KEY, SECRET, credentials
from tests.worlds import file, fresh_name

ACCOUNT = "123456789012"  # moto's own
RIGHTS = ("s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject")


@dataclass(frozen=True)
class Server:
    """A storage, and the folder where its keys are."""

    endpoint: str
    folder: Path

    def storage(self, name: str, key: str = KEY, secret: str = SECRET) -> S3Storage:
        return self.of(name, credentials(self.folder / uuid.uuid4().hex, key, secret))

    def of(self, name: str, keys: Path) -> S3Storage:
        return S3Storage(name, endpoint=self.endpoint, credentials=keys)

    def made(self) -> str:
        name = fresh_name("bucket")
        self.storage(name).prepare()
        return name


def refused(by: pytest.ExceptionInfo[SpareWheelError]) -> tuple[str, str]:
    assert "\n" not in by.value.message
    assert by.value.hint
    return by.value.reason_code, by.value.hint


# ── Ceph ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def ceph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("storage")
    with buckets.ceph(folder / "ceph") as endpoint:
        yield Server(endpoint, folder)


@pytest.mark.real
def test_ceph_a_wrong_secret_and_an_unknown_key_are_told_apart_even_of_a_bucket_that_is_looked_at(ceph: Server) -> None:
    name = ceph.made()
    with pytest.raises(Refused) as wrong:
        ceph.storage(name, secret="x" * 24).prepare()
    assert refused(wrong)[0] == "wrong-secret"
    with pytest.raises(Refused) as unknown:
        ceph.storage(name, key="NOBODYSKEY").prepare()
    assert refused(unknown)[0] == "unknown-key"


@pytest.mark.real
def test_ceph_a_bucket_of_someone_else(ceph: Server) -> None:
    name, other = ceph.made(), buckets.customer(ceph.folder / "ceph", "other")
    acts: list[Callable[[S3Storage], object]] = [
        S3Storage.prepare,
        lambda theirs: theirs.digests(""),
        lambda theirs: theirs.put("x", b"", file()),
    ]
    for act in acts:
        with pytest.raises(Refused) as denied:
            act(ceph.of(name, other))
        code, hint = refused(denied)
        assert code == "no-right"
        assert "someone else's" in hint


@pytest.mark.real
def test_ceph_a_key_that_may_only_read(ceph: Server) -> None:
    name, reader = ceph.made(), buckets.customer(ceph.folder / "ceph", "reader")
    ceph.storage(name).put("page", b"page", file())
    allow = {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam:::user/reader"]}}
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {**allow, "Action": ["s3:ListBucket"], "Resource": [f"arn:aws:s3:::{name}"]},
            {**allow, "Action": ["s3:GetObject"], "Resource": [f"arn:aws:s3:::{name}/*"]},
        ],
    }
    client = connect("us-east-1", ceph.endpoint, credentials(ceph.folder / "ours", KEY, SECRET))
    client.delete_public_access_block(Bucket=name)  # Ceph 16 counts a policy for one customer as public
    client.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    theirs = ceph.of(name, reader)
    theirs.prepare()
    assert list(theirs.digests("")) == ["page"]
    assert theirs.get("page") == b"page"
    with pytest.raises(Refused) as denied:
        theirs.put("page", b"other", file())
    assert "allow s3:PutObject" in refused(denied)[1]
    with pytest.raises(Refused) as denied:
        theirs.delete(["page"])
    assert "s3:DeleteObject" in refused(denied)[1]
    texts = {check.code: check.text for check in theirs.preflight() if not check.ok}
    assert "allow s3:PutObject" in texts["storage-write"]
    assert ceph.storage(name).digests("").keys() == {"page"}


@pytest.mark.real
def test_ceph_the_least_rights_of_the_documentation_suffice_for_another_customer(ceph: Server) -> None:
    name, keys = ceph.made(), buckets.customer(ceph.folder / "ceph", "least")
    text = json.dumps(documented()).replace("crisis", name)
    policy = json.loads(text)
    for statement in policy["Statement"]:
        statement["Principal"] = {"AWS": ["arn:aws:iam:::user/least"]}
    policy["Statement"][0]["Action"].append("s3:DeleteObject")  # Ceph asks it of the bucket where many are deleted
    client = connect("us-east-1", ceph.endpoint, credentials(ceph.folder / "ours", KEY, SECRET))
    client.delete_public_access_block(Bucket=name)
    client.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    theirs = ceph.of(name, keys)
    theirs.prepare()
    _published(theirs)
    assert {check.code: check.text for check in theirs.preflight() if not check.ok}.keys() <= {"storage-block"}
    theirs.delete(["releases/r/index.html"])
    assert list(theirs.digests("")) == [f"hosts/h/state.json{TRIED}"]


@pytest.mark.real
def test_ceph_a_quota_that_is_used_up(ceph: Server) -> None:
    keys = buckets.customer(ceph.folder / "ceph", "small")
    small = ceph.of(fresh_name("bucket"), keys)
    small.prepare()
    buckets.quota(ceph.folder / "ceph", "small", objects=0)
    with pytest.raises(Refused) as full:
        small.put("x", b"x", file())
    assert refused(full)[0] == "storage-full"


@pytest.mark.real
def test_ceph_a_clock_that_is_wrong_is_put_right_by_cephs_own(ceph: Server) -> None:
    class Late(SystemClock):
        def now(self) -> dt.datetime:
            return super().now() - dt.timedelta(minutes=40)

    keys = credentials(ceph.folder / "late", KEY, SECRET)
    storage = S3Storage(ceph.made(), endpoint=ceph.endpoint, credentials=keys, clock=Late())
    storage.put("page", b"page", file())
    assert storage.get("page") == b"page"
    told = {check.code: check.text for check in storage.preflight() if not check.ok}
    assert "40 min apart" in told["storage-clock"] or "39 min apart" in told["storage-clock"]


# ── moto, where IAM is heeded ────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    from moto.core.authorization import enable_iam_authentication

    with buckets.moto() as endpoint, enable_iam_authentication():
        server = Server(endpoint, tmp_path_factory.mktemp("aws"))
        yield server


def member(actions: Sequence[str]) -> tuple[str, str]:
    """The key of somebody who may do this, and nothing else."""
    from moto.iam.models import iam_backends

    iam, name = iam_backends[ACCOUNT]["aws"], uuid.uuid4().hex
    iam.create_user(region_name="us-east-1", user_name=name)
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}
    iam.put_user_policy(name, "these", json.dumps(policy))
    key = iam.create_access_key(name)
    return key.access_key_id, key.secret_access_key


def test_aws_a_wrong_secret_and_an_unknown_key(aws: Server) -> None:
    key, secret = member(["s3:*"])
    name = fresh_name("bucket")
    aws.storage(name, key, secret).prepare()
    for keys, code in (((key, "x" * 40), "wrong-secret"), (("AKIANOBODYSKEY", secret), "unknown-key")):
        with pytest.raises(Refused) as no:
            aws.storage(name, *keys).prepare()
        assert refused(no)[0] == code


@pytest.mark.parametrize("missing", RIGHTS)
def test_aws_one_right_that_is_missing_is_called_by_its_name(missing: str, aws: Server) -> None:
    name = fresh_name("bucket")
    aws.storage(name, *member(["s3:*"])).prepare()
    storage = aws.storage(name, *member([right for right in RIGHTS if right != missing]))
    with pytest.raises(Refused) as denied:
        _used(storage)
    assert missing in refused(denied)[1] + denied.value.message


def _used(storage: S3Storage) -> None:
    storage.prepare()
    storage.put("page", b"", file())
    storage.get("page")
    storage.delete(["page"])


def test_aws_the_least_rights_of_the_documentation_suffice(aws: Server) -> None:
    """For a launch, and for all that the preflight asks."""
    name = fresh_name("bucket")
    aws.storage(name, *member(["s3:*"])).prepare()
    storage = aws.storage(name, *member([action for one in documented()["Statement"] for action in one["Action"]]))
    storage.prepare()
    _published(storage)
    assert [check.text for check in storage.preflight() if "allow" in check.text] == []
    storage.delete(storage.digests("releases/"))
    assert list(storage.digests("")) == [f"hosts/h/state.json{TRIED}"]


def _published(storage: S3Storage) -> None:
    """All that a publish asks, under every prefix that it uses; one object is left under `releases/`."""
    storage.put("releases/r/index.html", b"r", file())
    storage.copy("releases/r/index.html", "hosts/h/kept/0", file())
    storage.put("hosts/h/manifests/r.json", b"{}", file())
    tag = storage.write("hosts/h/state.json", b"1", None)
    storage.write("hosts/h/state.json", b"2", tag)
    assert [storage.get(key) for key in ("releases/r/index.html", "hosts/h/kept/0", "hosts/h/state.json")] == [
        b"r",
        b"r",
        b"2",
    ]
    storage.delete(["hosts/h/kept/0", "hosts/h/manifests/r.json", "hosts/h/state.json"])


def documented() -> Any:
    """The first policy in docs/storage.md."""
    text = (Path(__file__).parents[2] / "docs" / "storage.md").read_text(encoding="utf-8")
    return json.loads(text.split("```json")[1].split("```")[0])
