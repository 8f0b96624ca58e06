"""What would be done to a place, decided: nothing that differs is forgotten, nothing that is the same is sent."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from launcher.launch.deploy.difference import difference, differing
from launcher.model import File, Mode, Release

PATHS = ("index.html", "fr/index.html", "fr/x/index.html", "fr/feed.atom", "images/p.png", "sitemap.xml", "404.html")


def file(path: str, body: int, cache: str = "short") -> File:
    kind = "text/html; charset=utf-8" if path.endswith(".html") else "image/png" if path.endswith(".png") else "text/x"
    return File(path, f"sha{body}", f"md{body}", 1, kind, cache)


def release(files: Mapping[str, File]) -> Release:
    return Release("r", "https://x.ca", Mode.LIVE, tuple(files[path] for path in sorted(files)))


bodies = st.dictionaries(st.sampled_from(PATHS), st.tuples(st.integers(0, 3), st.sampled_from(["short", "long"])))
sites = bodies.map(lambda found: {path: file(path, *what) for path, what in found.items()})


@given(sites, sites, st.sets(st.sampled_from(["sha0", "sha1", "sha2", "sha3"])))
def test_what_is_done_makes_the_release_and_loses_no_bytes(
    lying: dict[str, File], wanted: dict[str, File], elsewhere: set[str]
) -> None:
    work = difference(lying, release(wanted), elsewhere)
    there = {**lying, **{put.file.path: put.file for put in work.puts}}
    for path, _ in work.gone:
        del there[path]
    assert there == wanted
    assert all(lying.get(put.file.path) != put.file for put in work.puts)
    kept = {put.keep.sha256 for put in work.puts if put.keep} | {old.sha256 for _, old in work.gone if old}
    lost = {one.sha256 for one in lying.values()} - {one.sha256 for one in wanted.values()}
    assert lost <= kept | elsewhere
    assert not kept & elsewhere, "what another place has is not copied"


def test_headers_alone_are_a_change_and_keep_nothing() -> None:
    (put,) = difference({"a.html": file("a.html", 1, "short")}, release({"a.html": file("a.html", 1, "long")}), ()).puts
    assert (put.reason, put.keep) == ("headers", None)


def test_bytes_that_nobody_knows_are_sent_again() -> None:
    (put,) = difference({"a.html": None}, release({"a.html": file("a.html", 1)}), ()).puts
    assert (put.reason, put.keep) == ("unsure", None)


def test_the_order_is_what_pages_need_then_pages_then_what_leads_to_them() -> None:
    work = difference({}, release({path: file(path, 1) for path in PATHS}), ())
    order = [put.file.path for put in work.puts]
    assert order[0] == "images/p.png"
    assert order[1] == "fr/x/index.html"
    assert set(order[2:]) == {"404.html", "fr/feed.atom", "fr/index.html", "index.html", "sitemap.xml"}


@given(sites, sites)
def test_what_differs_between_releases(before: dict[str, File], after: dict[str, File]) -> None:
    changed, gone = differing(release(before), release(after))
    assert set(gone) == before.keys() - after.keys()
    assert set(changed) == {path for path in after if before.get(path) != after[path]}
    assert set(differing(None, release(after))[0]) == set(after)
