"""What goes wrong outside, one thing after the other, over one launch: each is told in one line, and mended, the launch
goes on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.real.played import played
from tests.real.rehearsal_weather import WEATHER
from tests.real.rehearsal_world import FIRST, ISSUER, NAME, STANDBY, WRONG

pytestmark = pytest.mark.real
TOLD = {
    "standby: CAA": (3, "ca-caa", f"CAA of {STANDBY} does not let {ISSUER} certify *.{STANDBY}"),
    "launch: edge": (4, "edge-down", "no Caddy answers"),
    "resume: key": (3, "dns-refused", "has another secret for the key"),
    "resume: wrong DS": (
        3,
        "wrong-ds",
        f"the registry has DS records of {NAME} for other keys than our zone's: {WRONG}",
    ),
    "resume: lame": (5, "lame", f"{NAME} is not delegated yet: ns2.host.ca:53 answers REFUSED"),
    "resume: CA": (4, "ca-silent", "the CA 127.0.0.15"),
    "resume: storage": (3, "wrong-secret", "the secret does not fit the access key"),
    "resume: edge": (4, "edge-down", "no Caddy answers"),
    "resume: mail": (3, "name-in-use", f"{NAME} has another MX already: 10 mail.host.ca"),
    "resume: certificate": (5, "not-verified", f"the certificate of {NAME} at 127.0.0.1:443 is for another name"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return played("rehearsal_weather", tmp_path_factory, "caddy", "pebble", "radosgw")


def test_there_is_an_answer_to_every_weather() -> None:
    assert {f"resume: {what}" for what in WEATHER} == {what for what in TOLD if what.startswith("resume: ")}


@pytest.mark.parametrize("what", TOLD)
def test_it_is_told_in_one_line_with_what_to_do(told: dict[str, Any], what: str) -> None:
    code, kind, words = TOLD[what]
    answer = told[what]
    assert answer["exit_code"] == code, answer["error"]
    found, *_ = (message for message in answer["messages"] if message["code"] == kind)
    assert words in found["message"]
    assert "\n" not in found["message"]
    assert found["hint"]


@pytest.mark.parametrize("what", [what for what in TOLD if what.startswith("resume: ")])
def test_readers_are_told_to_have_a_site_meanwhile(told: dict[str, Any], what: str) -> None:
    assert f"https://{FIRST}/ is live meanwhile" in [message["message"] for message in told[what]["messages"]]


def test_a_ca_that_dns_forbids_is_not_even_asked_to_look(told: dict[str, Any]) -> None:
    assert told["looked for the forbidden"] == 0


def test_once_it_is_mended_it_goes_on(told: dict[str, Any]) -> None:
    assert told["launch"]["error"]["code"] == "customer-action"
    for command in ("standby", "resume"):
        assert told[command]["exit_code"] == 0, told[command]["error"]
    assert told["home"]["status"] == 200
    assert f'rel="canonical" href="https://{NAME}/"' in told["home"]["body"]


def test_no_secret_is_told(told: dict[str, Any]) -> None:
    assert told["leaks"] == []
