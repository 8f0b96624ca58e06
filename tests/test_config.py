from __future__ import annotations

from pathlib import Path

import pytest

from launcher.config import load
from launcher.errors import Malformed, Problem
from launcher.model import Mode
from launcher.workspace import bundled

EXAMPLE = bundled("sparewheel.yaml").read_text("utf-8")


def wrong(tmp_path: Path, *changes: tuple[str, str]) -> list[Problem]:
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "sparewheel.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(Malformed) as caught:
        load(file)
    return list(caught.value.problems)


def line_of(text: str) -> int:
    return EXAMPLE[: EXAMPLE.index(text)].count("\n") + 1


def test_the_example_is_valid(tmp_path: Path) -> None:
    file = tmp_path / "sparewheel.yaml"
    file.write_text(EXAMPLE, "utf-8")
    settings = load(file)
    assert settings.organisation.languages == ("fr", "en")
    assert settings.targets[settings.target].kind == "sandbox"


def test_every_error_at_once_each_with_its_line_and_a_hint(tmp_path: Path) -> None:
    problems = wrong(
        tmp_path,
        ("languages: [fr, en]", "languages: [fr, en, de]"),
        ("timezone: America/Toronto", "timezone: Mars/Olympus"),
        ("rappel@aubepine.example", "rappel at aubepine"),
        ("spokesperson:", "spokeperson:"),
        ("tlds: [ca, quebec, com]", "tlds: [.ca]"),
        ("max_price: 60.00 CAD", "max_price: sixty"),
        ("kind: sandbox", "kind: sandbx"),
        ("target: sandbox", "target: sandbx"),
    )
    assert sorted((p.where.line, p.code) for p in problems if p.where) == sorted((line, code) for code, line in [
        ("wrong-choice", line_of("languages:")),
        ("unknown-zone", line_of("timezone:")),
        ("wrong-type", line_of("      email: \"rappel@")),
        ("unknown-key", line_of("spokesperson:")),
        ("missing-key", line_of("organisation:")),
        ("wrong-type", line_of("tlds:")),
        ("wrong-type", line_of("max_price:")),
        ("wrong-choice", line_of("kind: sandbox")),
        ("unknown-target", line_of("target: sandbox")),
    ])  # fmt: skip
    assert all(p.hint for p in problems)
    assert {p.hint for p in problems} >= {"Did you mean `spokesperson`?", "Did you mean `sandbox`?"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("kind: sandbox", "kind: sandbox\n    port: 99999"), "wrong-port"),
        (("kind: sandbox", "kind: sandbox\n    port: 80"), "wrong-port"),
        (("kind: sandbox", "kind: sandbox\n    prot: 8080"), "unknown-key"),
        (("    kind: sandbox", "    prot: 8080"), "missing-key"),
        (("[fr, en]", "[fr, fr]"), "twice"),
        (('  name: {fr: "Laiterie Aubépine", en: "Aubepine Dairy"}', "  name: Laiterie"), "wrong-type"),
        (("max_wait: 30m", "max_wait: -30m"), "wrong-type"),
        (("max_registrations: 1", "max_registrations: one"), "wrong-type"),
        (("rappel@aubepine.example", "a](javascript:x)@b.example"), "wrong-type"),
    ],
)
def test_one_error(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    assert [p.code for p in wrong(tmp_path, change)] == [code]


@pytest.mark.parametrize(
    "line", ["api_key: HUSH", "aws-secret: HUSH", "password: [HUSH]", "note: AKIAHUSHHUSHHUSH1234", "Token: {x: HUSH}"]
)
def test_secrets_are_refused_and_never_repeated(tmp_path: Path, line: str) -> None:
    problems = wrong(tmp_path, ("    kind: sandbox", f"    kind: sandbox\n    {line}"))
    assert "secret" in {p.code for p in problems}
    assert "HUSH" not in " ".join(f"{p.message} {p.hint}" for p in problems)


def test_registrant_data_are_referred_to_and_never_repeated(tmp_path: Path) -> None:
    (problem,) = wrong(tmp_path, ("env:SPAREWHEEL_REGISTRANT", '"Jean Tremblay, 12 rue du Bocage"'))
    assert problem.code == "wrong-type"
    assert "Tremblay" not in problem.message + problem.hint


# ── sources ──────────────────────────────────────────────────────────────────────────────────────

FEED = "sources:\n  courrier: {kind: feed, url: "


def with_sources(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "sparewheel.yaml"
    file.write_text(f"{EXAMPLE}\n{text}", "utf-8")
    return file


def test_sources_are_none_unless_they_are_named(tmp_path: Path) -> None:
    assert load(with_sources(tmp_path, "")).sources == ()
    assert load(with_sources(tmp_path, "sources: {}")).sources == ()


def test_sources_in_their_order(tmp_path: Path) -> None:
    text = f"{FEED}'https://www.courrier.example/rss.xml?s=une'}}\n  b: {{kind: gdelt}}\n  a: {{kind: wikimedia}}\n"
    found = load(with_sources(tmp_path, text)).sources
    assert [(source.name, source.kind) for source in found] == [
        ("courrier", "feed"),
        ("b", "gdelt"),
        ("a", "wikimedia"),
    ]
    assert found[0].options == {"url": "https://www.courrier.example/rss.xml?s=une"}


def test_the_example_of_the_file_is_valid_once_its_signs_are_taken_out(tmp_path: Path) -> None:
    head, sign, rest = EXAMPLE.partition("# sources:")
    assert sign
    file = tmp_path / "sparewheel.yaml"
    file.write_text(head + (sign + rest).replace("\n# ", "\n").replace("# sources", "sources", 1), "utf-8")
    assert {source.kind for source in load(file).sources} == {"feed", "gdelt", "wikimedia"}


@pytest.mark.parametrize(
    "url",
    [
        "http://www.courrier.example/rss.xml",
        "ftp://www.courrier.example/rss.xml",
        "file:///etc/passwd",
        "www.courrier.example/rss.xml",
        "https://",
        "https:///rss.xml",
        "https://HUSH:HUSH@courrier.example/rss.xml",
        "https://courrier.example/rss.xml?api_key=HUSH",
        "https://courrier.example/rss.xml?a=b&access_token=HUSH",
        "https://courrier.example/rss.xml?KEY=HUSH",
        "https://courrier.example:99999/",
        "https://[::1/",
        "https://courrier.example/r ss.xml",
        "https://courrier.example/é",
        "http://127.0.0.1.courrier.example/",
        "javascript:alert(1)",
    ],
)
def test_addresses_that_may_not_stand_in_the_file_are_refused_and_never_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(Malformed) as caught:
        load(with_sources(tmp_path, f"{FEED}'{url}'}}\n"))
    (problem,) = caught.value.problems
    assert problem.code == "wrong-type"
    assert problem.where
    assert problem.where.line == EXAMPLE.count("\n") + 3
    assert problem.hint
    assert "HUSH" not in problem.message + problem.hint


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/rss", "http://localhost/rss", "http://[::1]:8000/"])
def test_plain_http_is_for_this_machine(tmp_path: Path, url: str) -> None:
    assert load(with_sources(tmp_path, f"{FEED}'{url}'}}\n")).sources[0].options == {"url": url}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sources: [gdelt]", "wrong-type"),
        ("sources: {a: gdelt}", "missing-key"),
        ("sources: {a: {kind: gdlet}}", "wrong-choice"),
        ("sources: {a: {kind: feed}}", "missing-key"),
        ("sources: {a: {kind: gdelt, contact: a@b.example}}", "unknown-key"),
        ("sources: {a: {kind: wikimedia, contact: nobody}}", "wrong-type"),
        ("sources: {../a: {kind: gdelt}}", "wrong-name"),
        ("sources: {A: {kind: gdelt}}", "wrong-name"),
        (f"sources: {{{'a' * 31}: {{kind: gdelt}}}}", "wrong-name"),
        ("sources: {a: {kind: gdelt}, a: {kind: gdelt}}", "duplicate-key"),
    ],
)
def test_one_error_in_the_sources(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        load(with_sources(tmp_path, text))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].hint


# ── a target of one's own ────────────────────────────────────────────────────────────────────────

OWN = """\
  mine:
    kind: own
    storage: {endpoint: "https://s3.example.org", bucket: crisis, credentials: "env:SPAREWHEEL_S3"}
    dns: {server: 192.0.2.53, key: "file:/etc/sparewheel/tsig.key", nameservers: [ns1.example.org, ns2.example.org]}
    edge: {admin: "http://127.0.0.1:2019", addresses: [192.0.2.80, "2001:DB8::80"], certificates: acme}
"""


def with_own(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    own = OWN
    for old, new in changes:
        assert old in own
        own = own.replace(old, new, 1)
    file = tmp_path / "sparewheel.yaml"
    file.write_text(EXAMPLE.replace("\ntargets:\n", f"\ntargets:\n{own}", 1), "utf-8")
    return file


def own_line(text: str) -> int:
    return EXAMPLE[: EXAMPLE.index("\ntargets:")].count("\n") + 3 + OWN[: OWN.index(text)].count("\n")


def test_a_target_of_ones_own(tmp_path: Path) -> None:
    changes = (
        ("bucket: crisis", "bucket: crisis, region: fr-par"),
        ("server: 192.0.2.53", "server: 192.0.2.53, port: 5353, catalog: catalog.example"),
        ("http://127.0.0.1:2019", "unix:///run/caddy/admin.sock"),
    )
    target = load(with_own(tmp_path, *changes)).targets["mine"]
    assert target.kind == "own"
    assert target.options == {
        "storage": {
            "endpoint": "https://s3.example.org",
            "bucket": "crisis",
            "credentials": "env:SPAREWHEEL_S3",
            "region": "fr-par",
        },
        "dns": {
            "server": "192.0.2.53",
            "key": "file:/etc/sparewheel/tsig.key",
            "nameservers": ("ns1.example.org", "ns2.example.org"),
            "port": 5353,
            "catalog": "catalog.example",
        },
        "edge": {
            "admin": "unix:///run/caddy/admin.sock",
            "addresses": ("192.0.2.80", "2001:db8::80"),
            "certificates": "acme",
        },
    }


def test_every_error_of_it_at_once_each_with_its_line_and_a_hint(tmp_path: Path) -> None:
    file = with_own(
        tmp_path,
        ("https://s3.example.org", "http://s3.example.org"),
        ("bucket: crisis", "bucket: Crisis_Site"),
        ("env:SPAREWHEEL_S3", "HUSHHUSHHUSH:HUSH"),
        ("192.0.2.53", "ns0.example.org, port: 99999"),
        ("ns2.example.org", "ns1.example.org"),
        ("http://127.0.0.1:2019", "http://caddy.example.org:2019"),
        ("192.0.2.80", "192.0.2.800"),
        ("certificates: acme", "certificate: acme"),
    )
    with pytest.raises(Malformed) as caught:
        load(file)
    problems = caught.value.problems
    storage, dns, edge = own_line("storage:"), own_line("dns:"), own_line("edge:")
    assert sorted((p.where.line, p.code) for p in problems if p.where) == [
        *[(storage, "wrong-type")] * 3,
        *[(dns, "twice"), (dns, "wrong-port"), (dns, "wrong-type")],
        *[(edge, "missing-key"), (edge, "unknown-key"), (edge, "wrong-type"), (edge, "wrong-type")],
    ]
    assert all(p.hint for p in problems)
    assert "HUSH" not in " ".join(f"{p.message} {p.hint}" for p in problems)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("kind: own\n", "kind: own\n    buyer: {kind: route53}\n"), "unknown-key"),
        (("[ns1.example.org, ns2.example.org]", "[]"), "too-few"),
        (("[ns1.example.org, ns2.example.org]", "[NS1.example.org]"), "wrong-type"),
        (("[ns1.example.org, ns2.example.org]", "[ns1]"), "wrong-type"),
        (("https://s3.example.org", "https://HUSH:HUSH@s3.example.org"), "wrong-type"),
        (("http://127.0.0.1:2019", "unix:run/caddy.sock"), "wrong-type"),
        (("certificates: acme", "certificates: none"), "wrong-choice"),
        (("bucket: crisis", "bucket: crisis, secret_key: HUSH"), "secret"),
    ],
)
def test_one_error_in_it(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    with pytest.raises(Malformed) as caught:
        load(with_own(tmp_path, change))
    assert code in [problem.code for problem in caught.value.problems]
    assert "HUSH" not in " ".join(f"{p.message} {p.hint}" for p in caught.value.problems)


def test_who_is_told_of_a_publish(tmp_path: Path) -> None:
    pings = "pings:\n  indexnow: https://api.example.org/indexnow\n  websub: https://hub.example.org/\n"
    told = load(with_sources(tmp_path, pings))
    live = told.site(Mode.LIVE, "https://rappel.example")
    assert (len(live.indexnow), live.hub) == (32, "https://hub.example.org/")
    for mode, url in ((Mode.EXERCISE, "https://rappel.example"), (Mode.DORMANT, "")):
        assert (told.site(mode, url).indexnow, told.site(mode, url).hub) == ("", "")
    assert load(with_sources(tmp_path, "")).site(Mode.LIVE, "https://rappel.example").indexnow == ""
