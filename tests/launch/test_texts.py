"""What readers have against what lies here: national pages, regional posts, and what nobody has a file of."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from launcher.launch import texts
from launcher.launch.folder import Crisis
from launcher.launch.moved import Published
from launcher.launch.outside import Outside
from launcher.model import Mode
from launcher.site import objects, release
from tests.site import samples

NATIONAL, REGIONAL = "rappel.example", "estrie.rappel.example"
NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
PAGE = b"<title>x</title><h1>Le <em>prix</em>&nbsp;: oui</h1>"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return samples.homes(tmp_path / "content")


def outside(content: Path, *, national: tuple[str, ...] = (), regional: tuple[str, ...] = ()) -> Outside:
    crisis = Crisis("c", "p", "sandbox", Mode.LIVE, NOW, content.parent)
    homes = ("index.html", "fr/index.html", "en/index.html")
    paths = {NATIONAL: (*homes, *national), REGIONAL: (*homes, *national, *regional)}
    files = {host: {path: release.describe(path, PAGE) for path in some} for host, some in paths.items()}
    return Outside(crisis, NATIONAL, files, rolled_back=False)


def states(content: Path, seen: Outside, *, was: Published | None = None) -> dict[str, str]:
    """By the file, or by the address where there is none."""
    published = was or Published(
        {}, {one.relative_to(content).as_posix(): digest(one) for one in content.rglob("*.md")}
    )
    found = texts.read(content, seen, published, "fr", NOW)
    return {text.path or f"{text.host}{text.address}": text.state for text in found if text.kind != "home"}


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_home_pages_are_where_the_build_puts_them(content: Path) -> None:
    found = texts.read(content, outside(content), None, "fr", NOW)
    assert [(text.address, text.state) for text in found] == [("/en/", texts.CHANGED), ("/", texts.CHANGED)]


def test_a_regional_post_is_out_at_its_own_host_alone(content: Path) -> None:
    samples.write(content, "posts/ici.fr", slug="ici", edition="estrie")
    assert states(content, outside(content, regional=("fr/ici/index.html",))) == {"posts/ici.fr.md": texts.LIVE}
    assert states(content, outside(content))["posts/ici.fr.md"] == texts.NEW
    samples.write(content, "posts/la.fr", slug="la", edition="nulle-part")
    assert states(content, outside(content, national=("fr/la/index.html",)))["posts/la.fr.md"] == texts.NEW


def test_an_embargo_that_is_over_waits_for_a_publish(content: Path) -> None:
    for name, hour in (("avant", "2026-03-10T11:00Z"), ("apres", "2026-03-10T13:00Z"), ("faux", "demain")):
        samples.write(content, f"posts/{name}.fr", slug=name, kind="release", embargo=hour)
    assert states(content, outside(content)) == {
        "posts/avant.fr.md": texts.NEW,
        "posts/apres.fr.md": texts.HELD,
        "posts/faux.fr.md": texts.HELD,
    }


def test_what_is_gone_here_is_told_once_by_its_file_and_title(content: Path) -> None:
    gone = Published({}, {"posts/prix.fr.md": "x", "posts/prix.en.md": "x", "posts/autre.fr.md": "x"})
    seen = outside(content, national=("fr/prix/index.html", "fr/faq/1/index.html"), regional=("fr/local/index.html",))
    assert states(content, seen, was=gone) == {
        "posts/prix.fr.md": texts.DELETED,
        f"{REGIONAL}/fr/local/": texts.DELETED,
    }


def test_its_title_is_read_of_what_readers_have(content: Path) -> None:

    objects.put(content.parent, PAGE)
    seen = outside(content, national=("fr/prix/index.html",))
    (gone,) = (text for text in texts.read(content, seen, None, "fr", NOW) if text.state == texts.DELETED)
    assert gone.title == "Le prix : oui"


def test_a_file_that_cannot_be_read_is_not_taken_for_gone(content: Path) -> None:
    file = samples.write(content, "posts/prix.fr", slug="prix")
    file.write_bytes(file.read_bytes() + b"\xff")
    assert states(content, outside(content, national=("fr/prix/index.html",))) == {"posts/prix.fr.md": texts.BROKEN}


def test_nothing_is_out_before_a_launch(content: Path) -> None:
    samples.write(content, "posts/prix.fr", slug="prix")
    nowhere = Outside(outside(content).crisis, "", {}, rolled_back=False)
    assert states(content, nowhere) == {"posts/prix.fr.md": texts.NEW}
