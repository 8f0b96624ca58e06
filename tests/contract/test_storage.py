"""What every Storage must do."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

from launcher.providers.s3.storage import S3Storage
from launcher.services import Storage
from tests.worlds import file


def test_an_object_comes_back_as_it_was_written(bucket: Storage) -> None:
    body = bytes(range(256))
    bucket.put("releases/r1/été/a b+c.html", body, file())
    assert bucket.get("releases/r1/été/a b+c.html") == body


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


def test_a_storage_that_may_be_launched_on_stands_its_preflight_and_is_left_as_it_was(bucket: S3Storage) -> None:
    bucket.put("key", b"kept", file())
    checks = bucket.preflight()
    assert [check for check in checks if not check.ok] == []
    assert len([check for check in checks if check.needed]) > 6
    assert list(bucket.digests("")) == ["key"]
