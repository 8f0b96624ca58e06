from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import Malformed
from launcher.model import Fact, Money, Status
from launcher.site.content import Template, settle, template, text
from tests.site import samples

# ── templates ────────────────────────────────────────────────────────────────────────────────────

AS_OF = dt.datetime(2026, 3, 10, 10, 30, tzinfo=dt.UTC)
FACTS: dict[str, Any] = {
    "as_of": AS_OF,
    "brand": "Aub",
    "product": {"fr": "fromage", "en": "cheese"},
    "price": Money(Decimal("24.00"), "CAD"),
    "rows": ({"name": {"fr": "un", "en": "one"}},),
}
HEAD = "Title: {{ brand }}\nLang: fr"


def made(tmp_path: Path, body: str, head: str = HEAD, newline: str = "\n", **more: Any) -> str:
    file = tmp_path / "t.fr.md"
    file.write_text(f"{head}\n\n{body}\n", "utf-8", newline=newline)
    found = template(file, "pages/t", "fr", "t.fr.md")
    facts = {name: Fact(name, value, "s", Status.CONFIRMED) for name, value in {**FACTS, **more}.items()}
    return text(found, facts, samples.site(), dt.timedelta(hours=4))


def body_of(tmp_path: Path, body: str, **more: Any) -> str:
    return made(tmp_path, body, **more).split("\n\n", 1)[1].strip()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{{ product }}", "fromage"),
        ("{{ rows[0].name }}", "un"),
        ("{{ as_of | iso }}", "2026-03-10T10:30:00+00:00"),
        ("{{ next_update | when }}", "10 mars 2026 à 10 h 30 (heure de l’Est)"),
        ("{{ price | money }}", "24,00 $"),
        ("{{ organisation.name }}: {{ lang }}", "Laiterie du Bocage: fr"),
        ("{% if absent %}x{% endif %}y", "y"),
        ("{{ '<b>' | safe }}", "&lt;b&gt;"),
        ("{% autoescape true %}{{ '<b>' | safe }}{% endautoescape %}", "&lt;b&gt;"),
        ("{{ organisation.public.phone | tel }}", "18005550142"),
    ],
)
def test_what_templates_see(tmp_path: Path, body: str, expected: str) -> None:
    assert body_of(tmp_path, body).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    "body",
    [
        *[
            "{{ ''.__class__.__mro__ }}",
            "{{ brand.__class__ }}",
            "{{ brand | attr('__class__') }}",
            "{{ rows.append(1) }}",
        ],
        *["{{ '{0.__class__}'.format(brand) }}", "{{ 1 / 0 }}", "{{ brand | when }}", "{{ brand | number }}"],
        *[
            "{{ lipsum() }}",
            "{{ range(9) }}",
            "{{ as_of.nothing.x }}",
            "{{ rows[9].name }}",
            "{{ absent }}",
            "{{ as_of }}",
        ],
        *["{{ rows }}", "{{ price }}", "{{ organisation.nobody }}", "{{ organisation.public }}"],
    ],
)
def test_what_goes_wrong_is_told_at_its_line(tmp_path: Path, body: str) -> None:
    with pytest.raises(Malformed) as caught:
        made(tmp_path, f"One.\n\n{body}")
    assert str(caught.value.where) == "t.fr.md:6"
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("gap", ["", "  ", "\t"])
def test_the_body_is_escaped_wherever_the_front_matter_ends(tmp_path: Path, newline: str, gap: str) -> None:
    head = f"{HEAD}\n{gap}\nFirst {{{{ brand }}}}."
    out = made(tmp_path, "Second {{ brand }}.", head, newline, brand="<b> *x*")
    front, body = out.split("\n\n", 1)
    assert front == "Title: <b> *x*\nLang: fr"
    assert body == "First &lt;b&gt; \\*x\\*.\n\nSecond &lt;b&gt; \\*x\\*.\n"


@pytest.mark.parametrize("line", ["{{ '' }}", "{{ brand }}", "{{ brand }} "])
def test_no_fact_can_end_the_front_matter_early(tmp_path: Path, line: str) -> None:
    with pytest.raises(Malformed, match="front matter"):
        made(tmp_path, "Body", f"Title: x\n{line}\nSummary: y", brand="")


def test_a_fact_cannot_add_a_line_to_the_front_matter(tmp_path: Path) -> None:
    out = made(tmp_path, "Body", brand="x\nStatus: draft\r\nSlug: y\n\nz")
    assert out.split("\n")[:3] == ["Title: x Status: draft Slug: y z", "Lang: fr", ""]


# ── the files are the writers' ───────────────────────────────────────────────────────────────────


def settled(folder: Path, ledger: dict[str, str], **texts: str) -> tuple[dict[str, str], dict[str, str]]:
    rendered, ledger = settle(texts, folder, ledger, lambda path, body: (path.write_text(body, "utf-8"), None)[1])
    return {one.path: one.state for one in rendered}, ledger


def test_an_edited_file_is_kept_and_a_deleted_one_stays_away(tmp_path: Path) -> None:
    states, ledger = settled(tmp_path, {}, a="1", b="1", c="1")
    assert states == dict.fromkeys("abc", "written")
    (tmp_path / "a").write_text("mine")
    (tmp_path / "b").unlink()
    states, ledger = settled(tmp_path, ledger, a="2", b="2", c="2")
    assert states == {"a": "kept", "b": "gone", "c": "written"}
    assert (tmp_path / "a").read_text() == "mine"
    assert not (tmp_path / "b").exists()
    states, ledger = settled(tmp_path, ledger, a="3", b="3", c="2")
    assert states == {"a": "kept", "b": "gone", "c": "same"}
    assert ledger["c"] == hashlib.sha256(b"2").hexdigest()


def test_a_writers_file_that_was_there_first_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    assert settled(tmp_path, {}, a="1")[0] == {"a": "kept"}
    assert (tmp_path / "a").read_text() == "mine"


def test_a_template_knows_the_names_it_uses_and_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "t.md"
    file.write_text(f"{HEAD}\n\n{{% for r in rows %}}{{{{ r.name }}}}{{% endfor %}}\n{{{{ lang }}}}\n{{{{ brand }}}}\n")
    found: Template = template(file, "pages/t", "fr", "t.md")
    assert {name: str(where) for name, where in found.names.items()} == {"brand": "t.md:1", "rows": "t.md:4"}
