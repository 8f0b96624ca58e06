"""Which paths CloudFront forgets: few by name, many by folder, never more than may be under way."""

from __future__ import annotations

import pytest

from launcher.providers.aws.cloudfront_forgetting import FEW, WILD, paths


def test_a_page_is_forgotten_as_it_is_cached_and_as_readers_ask_for_it() -> None:
    assert paths("crise.ca.a", ["fr/index.html", "fr/feed.atom"]) == (
        "/fr/",
        "/fr/feed.atom",
        "/releases/crise.ca.a/fr/feed.atom",
        "/releases/crise.ca.a/fr/index.html",
    )


def test_nothing_changed_nothing_is_forgotten() -> None:
    assert paths("crise.ca.a", []) == ()


def test_the_first_page_is_a_file_too() -> None:
    assert paths("p", ["index.html"]) == ("/", "/releases/p/index.html")


def test_what_browsers_write_in_two_ways_is_forgotten_from_there_on() -> None:
    assert paths("p", ["fr/été/index.html", "a b.png"]) == ("/a*", "/fr/*", "/releases/p/a*", "/releases/p/fr/*")


def test_many_are_forgotten_by_folder() -> None:
    changed = [*(f"fr/{n}/index.html" for n in range(FEW)), "en/x/index.html", "index.html"]
    assert paths("p", changed) == (
        "/",
        "/en/*",
        "/fr/*",
        "/releases/p/en/*",
        "/releases/p/fr/*",
        "/releases/p/index.html",
    )


def test_of_many_folders_everything_is_forgotten_at_the_price_of_one() -> None:
    changed = [f"{n % WILD}/{n}/index.html" for n in range(FEW + 1)]
    assert paths("p", changed) == ("/*",)


@pytest.mark.parametrize("many", [1, FEW, FEW + 1, 4000])
@pytest.mark.parametrize("form", ["{}.txt", "fr/é{}/index.html", "{}/x.css", "é{}/index.html", "fr/{}/index.html"])
def test_never_more_than_may_be_under_way(many: int, form: str) -> None:
    told = paths("p", [form.format(n) for n in range(many)])
    assert 0 < len(told) <= 2 * FEW
    assert sum(path.endswith("*") for path in told) <= WILD
