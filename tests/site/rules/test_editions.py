"""A post's edition is one that is known, and nothing leads to what is local from outside it."""

from __future__ import annotations

from pathlib import Path

from launcher.model import Edition, Scope, Yardstick
from launcher.site.rules import editions, metadata
from tests.site import samples
from tests.site.rules.against import codes, look, pair

NAME = {"fr": "Sainte-Claire", "en": "Sainte-Claire"}
KNOWN = Yardstick(
    editions=(Edition("montreal", Scope.REGIONAL, NAME), Edition("sainte-claire", Scope.LOCAL, NAME)),
)


def test_an_edition_that_nobody_knows_is_told_with_the_nearest(content: Path) -> None:
    file = samples.write(content, "posts/a.fr", edition="sainte-clair")
    (found,) = look(editions, content, KNOWN)
    assert (found.level, found.code) == ("error", "unknown-edition")
    assert "sainte-claire" in found.hint
    lines = file.read_text("utf-8").split("\n")
    assert lines[found.where.line - 1][found.where.column - 1 :] == "sainte-clair"
    assert codes(look(editions, content, Yardstick(editions=()))) == [("error", "unknown-edition")]
    assert look(editions, content) == [], "where nobody says which there are"


def test_known_editions_pass(content: Path) -> None:
    pair(content, "posts/a", "Un.", "One.", edition="montreal")
    pair(content, "posts/b", "Deux.", "Two.", edition="sainte-claire")
    pair(content, "posts/c", "Voir [a]({filename}/posts/a.fr.md).", "x", edition="montreal")
    assert look(editions, content, KNOWN) == []


def test_a_page_has_no_edition(content: Path) -> None:
    samples.write(content, "pages/faq.fr", kind="faq", edition="montreal")
    assert ("error", "unknown-key") in codes(look(metadata, content))


def test_a_link_from_outside_into_an_edition(content: Path) -> None:
    samples.write(content, "posts/a.fr", edition="sainte-claire")
    samples.write(content, "pages/faq.fr", "Voir\n[là]({filename}/posts/a.fr.md#x).", kind="faq")
    samples.write(content, "posts/b.fr", "Voir [là]({filename}a.fr.md).", edition="montreal")
    samples.write(content, "pages/a.fr", "Rien.", kind="page")
    samples.write(content, "posts/c.fr", "Voir [la page]({filename}/pages/a.fr.md).")
    found = look(editions, content, KNOWN)
    assert [(one.code, Path(one.where.file).name) for one in found] == [
        ("other-edition", "faq.fr.md"),
        ("other-edition", "b.fr.md"),
    ]
    line = Path(found[0].where.file).read_text("utf-8").split("\n")[found[0].where.line - 1]
    assert line[found[0].where.column - 1 :].startswith("{filename}/posts/a.fr.md")


def test_the_address_of_a_local_edition_in_another_text(content: Path) -> None:
    told = "Voir https://sainte-claire.rappel-fromage.ca/fr/."
    samples.write(content, "posts/a.fr", told)
    samples.write(content, "posts/b.fr", told, edition="sainte-claire")
    samples.write(content, "posts/c.fr", "https://montreal.rappel-fromage.ca/, à Sainte-Claire. Fin.")
    (found,) = look(editions, content, KNOWN)
    assert (found.level, found.code, Path(found.where.file).name) == ("warning", "local-address", "a.fr.md")
