"""One content, three sites: what is local is local, what is regional is listed, what is national is everywhere."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.errors import Refused
from launcher.launch import editions
from launcher.model import Edition, Mode, Scope, Site
from launcher.site import fronts
from launcher.site.build import build
from tests.site import samples
from tests.site.samples import THEME, URL
from tests.site.test_feeds import MAP, NEWS, json_feed, page, structured, xml

REGIONAL = Edition("montreal", Scope.REGIONAL, {"fr": "Grand Montréal", "en": "Greater Montreal"})
LOCAL = Edition("sainte-claire", Scope.LOCAL, {"fr": "Sainte-Claire", "en": "Ste. Claire"})
NATIONAL, OF_REGION, OF_TOWN = URL, URL.replace("//", "//montreal."), URL.replace("//", "//sainte-claire.")
TRACES = ("sainte-claire", "sainte claire", "ste. claire", "zzlocal", "local-fr", "local-en", "plan-of-town")
"""Whatever the local edition has of its own, in small letters."""
NOW = dt.datetime(2026, 3, 12, tzinfo=dt.UTC)


def told(content: Path) -> Path:
    """A crisis with a post for the region and one for the town, with a picture of its own."""
    samples.crisis(content)
    (content / "images").mkdir()
    (content / "images" / "plan-of-town.png").write_bytes(b"PLAN ZZLOCAL")
    for lang in ("fr", "en"):
        later = {"kind": "update", "date": "2026-03-11T07:00:00-04:00"}
        body = f"ZZLOCAL ![plan]({{static}}/images/plan-of-town.png)\n\n[suite]({{filename}}/pages/faq.{lang}.md)"
        samples.write(content, f"posts/local.{lang}", body, edition="sainte-claire", summary="ZZLOCAL", **later)
        samples.write(content, f"posts/region.{lang}", "ZZREGION", edition="montreal", **later)
    return content


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The national site, and each edition's."""
    return built(tmp_path_factory.mktemp("editions"), [REGIONAL, LOCAL])


def built(root: Path, known: Sequence[Edition], mode: Mode = Mode.LIVE) -> dict[str, Path]:
    content = told(root / "content")
    sites = editions.sites(samples.site(mode), editions.going_out(known, fronts.read(content), NOW))
    for site in sites:
        build(content, site, THEME, root / (site.edition or "national"))
    return {site.edition: root / (site.edition or "national") for site in sites}


def everything(folder: Path) -> str:
    """Names and contents of all files, in small letters."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return "\n".join(
        f"{path.relative_to(folder)}\n{path.read_bytes().decode('utf-8', 'replace')}" for path in files
    ).lower()


def canonical(file: Path) -> str:
    (found,) = re.findall(r'rel="canonical" href="([^"]*)"', file.read_text("utf-8"))
    return str(found)


def locations(file: Path) -> list[str]:
    return [str(one.text) for one in xml(file).iter(f"{MAP}loc")]


# ── the local does not spread ────────────────────────────────────────────────────────────────────


def test_the_national_site_has_no_trace_of_what_is_local(out: dict[str, Path]) -> None:
    for edition in ("", "montreal"):
        assert not [trace for trace in TRACES if trace in everything(out[edition])]
    assert "zzlocal" in everything(out["sainte-claire"])
    assert "zzregion" not in everything(out[""]) + everything(out["sainte-claire"])


def test_nor_what_pelican_is_told_of_it(out: dict[str, Path], tmp_path: Path) -> None:
    national, *_ = editions.sites(samples.site(), [REGIONAL, LOCAL])
    assert [one.id for one in national.editions] == ["montreal"]


def test_the_national_home_lists_the_regions_and_each_leads_up(out: dict[str, Path]) -> None:
    for lang, path, name in (("fr", "", "Grand Montréal"), ("en", "en/", "Greater Montreal")):
        home = page(out[""] / path / "index.html")
        links = {link.text: link.get("href") for link in home.iter("a")}
        assert links[name] == f"{OF_REGION}/{path}"
        for edition in ("montreal", "sainte-claire"):
            up = [link.get("href") for link in page(out[edition] / path / "index.html").iter("a")]
            assert f"{NATIONAL}/{path}" in up
            up = [link.get("href") for link in page(out[edition] / lang / f"faq-{lang}" / "index.html").iter("a")]
            assert f"{NATIONAL}/{lang}/faq-{lang}/" in up
    for file in out[""].rglob("*.html"):
        assert ("montreal." in file.read_text("utf-8")) is ("Regions" in file.read_text("utf-8"))


# ── each says where its words count ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("edition", "own"), [("montreal", OF_REGION), ("sainte-claire", OF_TOWN)])
def test_canonical_addresses(out: dict[str, Path], edition: str, own: str) -> None:
    name = "region" if edition == "montreal" else "local"
    folder = out[edition]
    assert canonical(folder / "index.html") == f"{own}/"
    assert canonical(folder / "en" / "index.html") == f"{own}/en/"
    assert canonical(folder / "fr" / f"{name}-fr" / "index.html") == f"{own}/fr/{name}-fr/"
    for path in ("fr/faq-fr", "fr/first-fr", "en/second-en"):
        assert canonical(folder / path / "index.html") == f"{NATIONAL}/{path}/"
        assert own not in (folder / path / "index.html").read_text("utf-8")
    article = structured(folder / "fr" / f"{name}-fr" / "index.html")
    assert article["url"] == article["mainEntityOfPage"] == f"{own}/fr/{name}-fr/"
    assert article["publisher"]["url"] == f"{NATIONAL}/"
    assert structured(folder / "fr" / "first-fr" / "index.html")["url"] == f"{NATIONAL}/fr/first-fr/"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("edition", "own"), [("montreal", OF_REGION), ("sainte-claire", OF_TOWN)])
def test_feeds_and_sitemaps_have_their_own_posts_alone(out: dict[str, Path], edition: str, own: str, lang: str) -> None:
    name = "region" if edition == "montreal" else "local"
    folder = out[edition]
    post = f"{own}/{lang}/{name}-{lang}/"
    assert [one["url"] for one in json_feed(folder, lang)["items"]] == [post]
    atom = (folder / lang / "feed.atom").read_text("utf-8")
    assert re.findall(r"<entry>.*?<id>(.*?)</id>", atom, re.S) == [post]
    assert json_feed(folder, lang)["title"].endswith(f" – {(REGIONAL if edition == 'montreal' else LOCAL).name[lang]}")
    posts = {f"{own}/{code}/{name}-{code}/" for code in ("fr", "en")}
    assert set(locations(folder / "sitemap.xml")) == {f"{own}/", f"{own}/en/", *posts}
    assert set(locations(folder / "news-sitemap.xml")) == posts
    assert len(list(xml(folder / "news-sitemap.xml").iter(f"{NEWS}title"))) == 2
    robots = (folder / "robots.txt").read_text("utf-8")
    assert re.findall("Sitemap: (.*)", robots) == [f"{own}/sitemap.xml", f"{own}/news-sitemap.xml"]


def test_the_national_ones_have_the_national_posts(out: dict[str, Path]) -> None:
    urls = [one["url"] for one in json_feed(out[""], "fr")["items"]]
    assert urls == [f"{NATIONAL}/fr/{name}-fr/" for name in ("third", "second", "first")]
    assert len(locations(out[""] / "sitemap.xml")) == 14


def test_its_own_posts_come_first_then_the_national_ones(out: dict[str, Path]) -> None:
    home = page(out["sainte-claire"] / "index.html")
    sections = {part.get("aria-labelledby"): part for part in home.iter("section") if part.get("aria-labelledby")}
    assert [key for key in sections if key in ("News", "National")] == ["News", "National"]
    assert [link.get("href") for link in sections["News"].iter("a")] == ["./fr/local-fr/"]
    assert len(list(sections["National"].iter("h3"))) == 3
    assert "Sainte-Claire" in "".join(sections["News"].itertext())


# ── what belongs where ───────────────────────────────────────────────────────────────────────────


def test_an_edition_is_there_when_a_post_of_it_goes_out(content: Path) -> None:
    known = [LOCAL, REGIONAL]
    assert editions.going_out(known, fronts.read(content), NOW) == ()
    samples.write(content, "posts/a.fr", edition="montreal", status="draft")
    samples.write(content, "posts/b.fr", edition="montreal", embargo="2026-03-13T06:00:00-04:00")
    samples.write(content, "posts/c.fr", edition="")
    (content / "posts" / "d.fr.md").write_bytes(b"\xff\xfe")
    assert editions.going_out(known, fronts.read(content), NOW) == ()
    assert editions.going_out(known, fronts.read(content), NOW + dt.timedelta(days=2)) == (REGIONAL,)


def test_an_edition_without_a_post_of_its_own_is_still_whole(content: Path, tmp_path: Path) -> None:
    _, edition = editions.sites(samples.site(), [LOCAL])
    build(content, edition, THEME, tmp_path / "out")
    assert not (tmp_path / "out" / "news-sitemap.xml").exists()
    assert json.loads((tmp_path / "out" / "fr" / "feed.json").read_bytes())["items"] == []
    assert "news-sitemap" not in (tmp_path / "out" / "robots.txt").read_text("utf-8")


def test_an_exercise_marks_its_editions(tmp_path: Path) -> None:
    found = built(tmp_path, [REGIONAL], Mode.EXERCISE)
    pages = list(found["montreal"].rglob("*.html"))
    assert pages
    assert all('data-mode="exercise"' in one.read_text("utf-8") for one in pages)


@pytest.mark.parametrize("label", ["mail", "1234", "xy"])
def test_an_edition_that_reads_badly_before_the_name_is_refused(label: str) -> None:
    with pytest.raises(Refused) as refused:
        editions.sites(samples.site(), [replace(LOCAL, id=label)])
    assert {problem.code for problem in refused.value.problems} == {"edition-address"}
    assert f"{label}.rappel-fromage.example" in str(refused.value.problems[0].message)


def test_without_editions_nothing_differs() -> None:
    assert editions.sites(samples.site(), []) == (samples.site(),)
    assert isinstance(samples.site(), Site)
