"""Random lives of a content folder: posts written, changed, renamed, held back; facts that move; time that passes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from launcher.model import Edition, Fact, Must, Scope, Status, Visibility, Yardstick
from tests.gate.corpus import photo, picture

START = dt.datetime(2026, 3, 11, 12, tzinfo=dt.UTC)
NAMES = (
    *("pages/home.fr.md", "pages/home.en.md", "pages/faq.fr.md", "pages/faq.en.md", "pages/sujet.fr.md"),
    *("posts/a.fr.md", "posts/a.en.md", "posts/b.fr.md", "posts/b.en.md", "posts/c.fr.md", "posts/c.en.md"),
    *("posts/d.fr.md", "posts/d.en.md", "posts/e.de.md", "notes/x.fr.md"),
)
SENTENCES = (
    "Le 9 mars 2026, 312 boîtes de lait ont été rappelées par Laiterie Bocage.",
    "Le 9 mars 2025, 321 boîtes de lait ont été rappelées.",
    "Nous avons vendu 4 180 boîtes de lait entre le lundi 9 mars et le 10 mars.",
    "On March 9, 2026, 312 boxes of milk were recalled by Laiterie Bocage.",
    "On March 8, 321 boxes of milk were recalled, and 4,180 boxes were sold.",
    "Appelez au 1 800 555-0142, ou écrivez à info@bocage.example.",
    "Call 1 800 555-0124, or see [our questions]({filename}/pages/faq.en.md#prices).",
    "Voir [les questions]({filename}/pages/faq.fr.md#prix) et [ce point]({filename}/posts/b.fr.md).",
    "Voir [la suite](#suite), [la photo]({static}/images/a.jpg) et [cet avis]({filename}c.fr.md).",
    "![]({static}/images/a.jpg) ![Une usine]({static}/images/b.jpg)",
    "## Prix\n\nLe prix est de 5 $.",
    "## Prices\n\nThe price is $5.",
    "## Suite",
    "Nous pensons aux personnes touchées. Nous ne savons pas encore pourquoi.",
    "Our thoughts are with those affected. We do not know yet why.",
    "Prochaine mise à jour le 12 mars à 14 h.",
    "The next update comes on March 12 at 2 p.m.",
    "Sous embargo jusqu’au 12 mars 2026 à 9 h. La directrice de la laiterie annonce la fermeture de l’usine de Sorel.",
    "La directrice de la laiterie annonce la fermeture de l’usine de Sorel demain matin.",
    "Le lot NI-204 a été vu par Jean Tremblay. C’est une catastrophe.",
    "Combien de boîtes ont été rappelées?",
    "The subject is milk and how it is made in our plant, from the farm to the shop, every day of the week.",
    "Voir laval.rappel.ca. [à compléter] <b>non</b>",
    "\u202eenvers",
)
KINDS = ("statement", "update", "subject", "project", "release", "question", "home", "faq", "closing", "tale")
EDITIONS = (Edition("laval", Scope.LOCAL, {"fr": "Laval", "en": "Laval"}),)
ANSWER = {"question": {"fr": SENTENCES[20], "en": ""}, "answer": {"fr": "Peu.", "en": "Few."}}


def _fact(name: str, value: Any, status: str = "confirmed", visibility: str = "public") -> Fact:
    return Fact(name, value, "Invented", Status(status), Visibility(visibility))


BASE = Yardstick(
    facts={
        "as_of": _fact("as_of", START - dt.timedelta(days=1)),
        "recalled": _fact("recalled", 312),
        "sold": _fact("sold", 4180),
        "day": _fact("day", dt.date(2026, 3, 9)),
        "cause": _fact("cause", {"fr": "une pompe usée", "en": "a worn pump"}, "unconfirmed"),
    },
    types={"as_of": "datetime", "recalled": "count", "sold": "count", "day": "date", "cause": "text"},
    rendered={"pages/faq.fr.md": f"Title: Questions\nLang: fr\n\n{SENTENCES[0]}\n\n{SENTENCES[19]}\n"},
    contacts={"public": {"phone": "1 800 555-0142", "email": "info@bocage.example"}},
    names=("Laiterie Bocage",),
    forbidden={"fr": ("laitier",), "en": ()},
    timezone="America/Toronto",
)  # fmt: skip
MOVED: tuple[Mapping[str, Any], ...] = (
    {},
    {"facts": {**BASE.facts, "recalled": _fact("recalled", 321)}},
    {"facts": {**BASE.facts, "sold": _fact("sold", 4180, visibility="internal")}},
    {"facts": dict(reversed(list(BASE.facts.items())))},
    {"private": ("NI-204", "Sorel")},
    {"musts": (Must("m", "faq", ("recalled", "lost"), {"fr": "la loi", "en": "the law"}, "Invented"),)},
    {"answers": (ANSWER,)},
    {"subject_share": 60},
    {"editions": EDITIONS},
    {"rendered": {}},
    {"timezone": "Europe/Paris"},
)
"""What the content is held against, otherwise than at first."""


@dataclass(frozen=True, slots=True)
class Life:
    """A folder at one moment: its files, what time it is, and what it is held against."""

    files: Mapping[str, bytes]
    now: dt.datetime = START
    yardstick: Yardstick = BASE

    def write(self, folder: Path) -> None:
        """Makes the folder so; what is the same is left alone."""
        for file in [file for file in folder.rglob("*") if file.is_file()]:
            if file.relative_to(folder).as_posix() not in self.files:
                file.unlink()
        for path, data in self.files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.is_file() or file.read_bytes() != data:
                file.write_bytes(data)


Change = Callable[[Life], Life]


def beginning() -> Life:
    """A small site in order."""
    made = {
        path: _text(path, kind, {}, body)
        for path, kind, body in (
            *(("pages/home.fr.md", "home", (0, 5)), ("pages/home.en.md", "home", (3,))),
            *(("pages/faq.fr.md", "faq", (10, 0)), ("pages/faq.en.md", "faq", (11, 3))),
            *(("posts/a.fr.md", "statement", (13, 15, 0)), ("posts/a.en.md", "statement", (14, 16, 3))),
        )
    }
    return Life(made)


def _text(path: str, kind: str, meta: Mapping[str, str], sentences: Sequence[int]) -> bytes:
    return document(path, kind, "\n\n".join(SENTENCES[number] for number in sentences), **meta)


def document(path: str, kind: str, body: str, **meta: str) -> bytes:
    """A file with its front matter; a key without a value is left out."""
    name, lang, _ = path.rpartition("/")[2].split(".")
    keys = {"Title": f"Point {name}", "Lang": lang, "Slug": f"point-{name}", "Twin": name, "Kind": kind}
    if path.startswith("posts/"):
        keys["Date"] = "2026-03-10T06:30-04:00"
    head = "".join(f"{key}: {value}\n" for key, value in {**keys, **meta}.items() if value)
    return f"{head}\n{body}\n".encode()


# ── what happens ─────────────────────────────────────────────────────────────────────────────────

_META = {
    "Status": ("", "draft", "Draft"),
    "Embargo": ("", "2026-03-11T13:00+00:00", "2026-03-12T09:00-04:00", "soon"),
    "Edition": ("", "laval", "paris"),
    "Twin": ("", "a", "faq", "other"),
    "Date": ("2026-03-08T06:30-04:00", "2026-03-10T06:30-04:00", "2026-03-11T09:00-04:00", "2026-04-01T00:00-04:00"),
    "Next-Update": ("", "2026-03-12T14:00-04:00", "2026-03-11T08:00-04:00"),
    "Summary": ("", SENTENCES[0], SENTENCES[18]),
}


@st.composite
def _written(draw: st.DrawFn) -> Change:
    path, kind = draw(st.sampled_from(NAMES)), draw(st.sampled_from(KINDS))
    keys = draw(st.lists(st.sampled_from(sorted(_META)), max_size=3, unique=True))
    meta = {key: draw(st.sampled_from(_META[key])) for key in keys}
    data = _text(path, kind, meta, draw(st.lists(st.integers(0, len(SENTENCES) - 1), max_size=5)))
    return lambda life: replace(life, files={**life.files, path: data})


@st.composite
def _line_put(draw: st.DrawFn) -> Change:
    """One key of one file: a draft, an embargo, another twin."""
    path, key = draw(st.sampled_from(NAMES)), draw(st.sampled_from(sorted(_META)))
    value = draw(st.sampled_from(_META[key]))

    def change(life: Life) -> Life:
        rows = [row for row in life.files.get(path, b"").split(b"\n") if not row.startswith(f"{key}:".encode())]
        return replace(life, files={**life.files, path: b"\n".join([f"{key}: {value}".encode() * bool(value), *rows])})

    return change


@st.composite
def _moved(draw: st.DrawFn) -> Change:
    """A file gets another name, goes away, or is there twice."""
    path, other, copied = draw(st.sampled_from(NAMES)), draw(st.sampled_from((*NAMES, ""))), draw(st.booleans())

    def change(life: Life) -> Life:
        rest = {name: data for name, data in life.files.items() if name != path or copied}
        return replace(life, files={**rest, other: life.files[path]} if other and path in life.files else rest)

    return change


_CHANGES = st.one_of(
    *(_written(), _written(), _line_put(), _moved()),
    st.sampled_from([10, 61, 60 * 24, -60]).map(
        lambda minutes: lambda life: replace(life, now=life.now + dt.timedelta(minutes=minutes))
    ),
    st.sampled_from(MOVED).map(lambda moved: lambda life: replace(life, yardstick=replace(BASE, **moved))),
    st.tuples(st.sampled_from(["images/a.jpg", "images/b.jpg"]), st.sampled_from([picture(), photo(), b"?", None])).map(
        lambda one: lambda life: replace(life, files={n: d for n, d in {**life.files, one[0]: one[1]}.items() if d})
    ),
    st.tuples(st.sampled_from(NAMES), st.sampled_from([b"", b"\n", b"Title: x\ntitle: y\n", b"\xff"])).map(
        lambda one: lambda life: replace(life, files={**life.files, one[0]: one[1]})
    ),
)
LIVES: st.SearchStrategy[list[Change]] = st.lists(_CHANGES, min_size=1, max_size=12)
"""What happens to it, one after the other."""
