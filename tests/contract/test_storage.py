"""What every Storage must do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed, WorldMoved
from launcher.providers.s3.storage import S3Storage
from launcher.services import Storage
from tests.real import buckets
from tests.worlds import file, fresh_name, storage


@pytest.fixture(params=["sandbox", *(pytest.param(name, marks=pytest.mark.real) for name in ("Ceph", "Ceph by HTTPS"))])
def bucket(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Storage]:
    name = fresh_name("bucket")
    if request.param == "sandbox":
        yield storage(request.getfixturevalue("world"), name)
        return
    endpoint = request.getfixturevalue("ceph")
    if request.param == "Ceph":
        yield buckets.bucket(endpoint, tmp_path, name=name).storage
        return
    trusted = buckets.certificate(tmp_path, "localhost")
    monkeypatch.setenv("AWS_CA_BUNDLE", str(trusted))
    with buckets.secure(endpoint, trusted) as secured:
        yield buckets.bucket(secured, tmp_path, name=name).storage


def test_an_object_comes_back_as_it_was_written(bucket: Storage) -> None:
    body = bytes(range(256))
    bucket.put("releases/r1/été/a b+c.html", body, file())
    assert bucket.get("releases/r1/été/a b+c.html") == body


ODD = [
    "a&b<c>'d\"e.html",
    "plus+sign and blank",
    "percent%41%",
    "tilde~()*!",
    "日本/語",
    "#?;=,@:$[]",
    "e\u0301",
    "back\\slash",
]


def test_names_of_every_kind_come_back_and_go(bucket: Storage) -> None:
    for key in ODD:
        bucket.put(f"odd/{key}", key.encode(), file())
    assert bucket.digests("odd/") == {f"odd/{key}": hashlib.md5(key.encode()).hexdigest() for key in ODD}
    for key in ODD:
        bucket.copy(f"odd/{key}", f"copies/{key}", file())
        assert bucket.get(f"odd/{key}") == bucket.get(f"copies/{key}") == key.encode()
    bucket.delete([f"odd/{key}" for key in ODD])
    assert bucket.digests("odd/") == {}
    assert len(bucket.digests("copies/")) == len(ODD)


def test_a_missing_object_is_none(bucket: Storage) -> None:
    assert bucket.get("nothing/here") is None


def test_a_stranger_reads_nothing(bucket: Storage) -> None:
    bucket.put("private", b"ours", file())
    assert bucket.get("private", anonymously=True) is None
    assert bucket.get("nothing", anonymously=True) is None
    assert bucket.get("private") == b"ours"


def test_digests_are_md5_by_full_key_under_the_prefix_alone(bucket: Storage) -> None:
    bucket.put("a/one", b"1", file())
    bucket.put("b/two", b"2", file())
    assert bucket.digests("a/") == {"a/one": hashlib.md5(b"1").hexdigest()}
    assert bucket.digests("c/") == {}


def test_a_second_write_replaces_the_first(bucket: Storage) -> None:
    bucket.put("key", b"old", file())
    bucket.put("key", b"new", file())
    assert bucket.get("key") == b"new"


def test_preparing_twice_keeps_what_is_there(bucket: Storage) -> None:
    bucket.put("key", b"kept", file())
    bucket.prepare()
    assert bucket.get("key") == b"kept"


def test_deleting_what_is_gone_is_no_error(bucket: Storage) -> None:
    bucket.put("key", b"", file())
    bucket.delete(["key", "never-there"])
    bucket.delete(["key"])
    bucket.delete([])
    assert bucket.digests("") == {}


def test_more_than_a_page_is_listed_and_more_than_a_batch_deleted(bucket: Storage) -> None:
    keys = [f"many/{number:04}" for number in range(1001)]
    with ThreadPoolExecutor(8) as pool:  # one client is shared by many threads
        list(pool.map(lambda key: bucket.put(key, b"", file()), keys))
    assert sorted(bucket.digests("many/")) == keys
    bucket.delete(keys)
    assert bucket.digests("many/") == {}


def test_a_copy_is_the_same_bytes_with_headers_of_its_own(bucket: S3Storage) -> None:
    bucket.put("kept/été a+b", b"page", file(content_type="text/plain", cache_control="max-age=1"))
    bucket.copy(
        "kept/été a+b", "releases/é %/copy", file(content_type="text/css; charset=utf-8", cache_control="max-age=9")
    )
    assert bucket.get("releases/é %/copy") == b"page"
    assert bucket.get("kept/été a+b") == b"page"
    assert headers(bucket, "releases/é %/copy") == ("text/css; charset=utf-8", "max-age=9")
    assert bucket.digests("releases/") == {"releases/é %/copy": hashlib.md5(b"page").hexdigest()}


def test_a_copy_onto_itself_changes_its_headers(bucket: S3Storage) -> None:
    bucket.put("page", b"page", file(cache_control="max-age=1"))
    bucket.copy("page", "page", file(cache_control="no-store"))
    assert headers(bucket, "page") == (file().content_type, "no-store")
    assert bucket.get("page") == b"page"


def test_a_copy_of_what_is_not_there_is_told(bucket: S3Storage) -> None:
    with pytest.raises(ProviderFailed) as failed:
        bucket.copy("nothing", "copy", file())
    assert failed.value.reason_code == "no-object"
    assert bucket.get("copy") is None


def headers(bucket: S3Storage, key: str) -> tuple[str, str]:
    """As the storage's own kind of client tells them."""
    found = bucket._access.client().head_object(Bucket=bucket._bucket, Key=key)
    return found["ContentType"], found["CacheControl"]


def test_a_page_of_a_megabyte_comes_back_whole(bucket: Storage) -> None:
    body = bytes(range(256)) * 5000
    bucket.put("large", body, file())
    assert bucket.get("large") == body


# ── notes ────────────────────────────────────────────────────────────────────────────────────────


def test_a_note_is_made_once_and_changed_by_who_read_it_last(bucket: S3Storage) -> None:
    assert bucket.read("places/a.json") is None
    first = bucket.write("places/a.json", b"1", None)
    with pytest.raises(WorldMoved):
        bucket.write("places/a.json", b"other", None)
    second = bucket.write("places/a.json", b"2", first)
    assert second != first
    with pytest.raises(WorldMoved):
        bucket.write("places/a.json", b"late", first)
    noted = bucket.read("places/a.json")
    assert noted is not None
    assert (noted.body, noted.tag) == (b"2", second)
    assert 0 <= noted.age_s < 3600


def test_a_note_that_was_removed_meanwhile_is_not_written(bucket: S3Storage) -> None:
    tag = bucket.write("places/a.json", b"1", None)
    bucket.delete(["places/a.json"])
    with pytest.raises(WorldMoved):
        bucket.write("places/a.json", b"2", tag)
    assert bucket.read("places/a.json") is None


def test_of_many_who_write_at_once_one_is_not_told_of_another(bucket: S3Storage) -> None:
    others = [S3Storage(bucket._bucket, endpoint=bucket._access.endpoint, credentials=bucket._access.credentials)
              for _ in range(6)]  # fmt: skip

    def write(number: int, tag: str | None) -> str | None:
        try:
            return others[number].write("places/a.json", f"by {number}".encode(), tag)
        except WorldMoved:
            return None

    tag: str | None = None
    for _ in range(3):
        with ThreadPoolExecutor(len(others)) as pool:
            tags = list(pool.map(write, range(len(others)), [tag] * len(others)))
        (winner,) = [number for number, found in enumerate(tags) if found]
        noted = bucket.read("places/a.json")
        assert noted is not None
        assert (noted.body, noted.tag) == (f"by {winner}".encode(), tags[winner])
        others.append(others.pop(winner))  # or it would write what is there already
        tag = bucket.write("places/a.json", b"between", noted.tag)


def test_a_storage_that_may_be_launched_on_stands_its_preflight_and_is_left_as_it_was(bucket: S3Storage) -> None:
    bucket.put("key", b"kept", file())
    checks = bucket.preflight()
    assert [check for check in checks if not check.ok] == []
    assert len([check for check in checks if check.needed]) > 6
    assert list(bucket.digests("")) == ["key"]
