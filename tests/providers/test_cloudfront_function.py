"""The function at the edge: its table as Python keeps it, and what its code really makes of requests."""

from __future__ import annotations

from typing import Any

import pytest

from launcher.errors import Refused
from launcher.providers.aws import cloudfront_function as function
from tests.real.cloudfront import node, run

__all__ = ["node"]
HOST = "crise-eau.ca"
SHOWN = {HOST: "0123abcd", f"www.{HOST}": f"https://{HOST}", "eau.crise.example.org": "r2"}


def test_a_table_is_read_back_from_the_code() -> None:
    assert function.table(function.code(SHOWN)) == SHOWN
    assert function.table(function.code({})) == {}
    assert function.code(SHOWN) == function.code(dict(reversed(SHOWN.items())))


def test_a_function_that_somebody_else_wrote_is_no_table() -> None:
    with pytest.raises(Refused) as refused:
        function.table("function handler(event) { return event.request; }")
    assert refused.value.reason_code == "not-ours"


def test_a_table_that_is_too_big_is_refused() -> None:
    name = "a-rather-long-name-of-a-crisis-{}.example.org"
    assert len(function.code({name.format(n): "0123456789abcdef" for n in range(100)}).encode()) < function.LIMIT
    with pytest.raises(Refused) as refused:
        function.code({name.format(n): "0123456789abcdef" for n in range(150)})
    assert refused.value.reason_code == "edge-full"


@pytest.mark.parametrize(
    "to", ["", "../other", "http://plain.example", "a/b", 'a"b', "https://", "https://a.ca/b", "a.ca:1"]
)
def test_what_is_no_target_is_refused(to: str) -> None:
    with pytest.raises(Refused):
        function.target(to)


@pytest.mark.parametrize("host", ["", "a", "a_b.ca", "*.a.ca", 'a".ca', "-a.ca", "a.ca/"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(Refused):
        function.host(host)


def test_hosts_are_of_small_letters_and_targets_without_a_last_slash() -> None:
    assert function.host("Crise-Eau.CA") == HOST
    assert function.target(f"https://{HOST}/") == f"https://{HOST}"


IN = f"/releases/{SHOWN[HOST]}"


@pytest.mark.real
def test_a_request_gets_the_object_of_its_release(node: str) -> None:
    wanted = {
        (HOST, "/"): f"{IN}/index.html",
        (HOST, "/?acl"): f"{IN}/index.html",
        (HOST, "/en/"): f"{IN}/en/index.html",
        (HOST, "/en/index.html"): f"{IN}/en/index.html",
        (HOST, "/theme/main.css"): f"{IN}/theme/main.css",
        (HOST, "/.well-known/security.txt"): f"{IN}/.well-known/security.txt",
        (HOST, "/%C3%A9t%C3%A9/"): f"{IN}/%C3%A9t%C3%A9/index.html",
        (HOST, "/EN/A.html"): f"{IN}/EN/A.html",
        (HOST, "/a..b.html"): f"{IN}/a..b.html",
        (HOST.upper(), "/"): f"{IN}/index.html",
        ("eau.crise.example.org", "/feed.xml"): "/releases/r2/feed.xml",
    }
    answers = run(node, function.code(SHOWN), list(wanted))
    assert [answer.get("uri") for answer in answers] == list(wanted.values())


@pytest.mark.real
def test_a_redirect_keeps_path_and_query_and_is_not_kept_for_long(node: str) -> None:
    wanted = {
        (f"www.{HOST}", "/"): f"https://{HOST}/",
        (f"www.{HOST}", "/fr/?q=1&r=%C3%A9&q=2&bare"): f"https://{HOST}/fr/?q=1&q=2&r=%C3%A9&bare",
        (f"www.{HOST}", "/%C3%A9t%C3%A9/x.html"): f"https://{HOST}/%C3%A9t%C3%A9/x.html",
        (f"www.{HOST}", "//evil.example/"): f"https://{HOST}//evil.example/",
        (f"www.{HOST}", "/a\r\nset-cookie: x=1"): f"https://{HOST}/a%0D%0Aset-cookie:%20x=1",
        (HOST, "/en"): "/en/",
        (HOST, "/en?q=1"): "/en/?q=1",
        (HOST, "/été"): "/%C3%A9t%C3%A9/",
    }
    answers = run(node, function.code(SHOWN), list(wanted))
    assert [answer["headers"]["location"]["value"] for answer in answers] == list(wanted.values())
    assert {answer["statusCode"] for answer in answers} == {308}
    assert {answer["headers"]["cache-control"]["value"] for answer in answers} == {"max-age=60"}


@pytest.mark.real
@pytest.mark.parametrize(
    "path",
    ["/../r2/", "/%2e%2e/r2/", "/en/..%2f..%2fr2/index.html", "//evil.example/x", "/%5cx/", "/%00/", "/a%0ab/", "/%zz/",
     "/%25/", "/a%3fb/", "/a%23b/", "/./", "/..", "/%ff/"],
)  # fmt: skip
def test_a_path_that_no_file_of_a_release_has_is_not_there(node: str, path: str) -> None:
    [answer] = run(node, function.code(SHOWN), [(HOST, path)])
    assert _told(answer) == (404, "There is no such page.\n")


@pytest.mark.real
@pytest.mark.parametrize(
    "host", ["other.ca", "", "constructor", "__proto__", "toString", f"{HOST}.", f"{HOST}:443", "crise-eau.ca."]
)
def test_a_host_that_was_not_pointed_gets_nothing(node: str, host: str) -> None:
    [answer] = run(node, function.code(SHOWN), [(host, "/")])
    assert _told(answer) == (404, "No site answers for this name.\n")


def _told(answer: dict[str, Any]) -> tuple[int, str]:
    return answer["statusCode"], answer["body"]
