"""Faults that are done to files: front matter, names of files, twins, promises, embargoes, pages that are too much."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from tests.gate.contents import CONTENTS, later
from tests.gate.corpus import Case
from tests.gate.figures import FIGURES
from tests.gate.places import halves, meta, other, paths, put_meta

Done = tuple[Case, Case, str] | None
Mutate = Callable[[Case, str, random.Random], Done]


def _key(key: str, value: str | None, start: str = "", kinds: tuple[str, ...] = ()) -> Mutate:
    """Another value of a key, or none, on one page."""

    def mutate(clean: Case, lang: str, chance: random.Random) -> Done:
        found = paths(clean, lang, start, kinds)
        if not found:
            return None
        path = chance.choice(found)
        return clean, put_meta(clean, path, key, value), f"{path}: {key}: {value}"

    return mutate


def _text(change: Callable[[str], str | bytes]) -> Mutate:
    """The whole file made another."""

    def mutate(clean: Case, lang: str, chance: random.Random) -> Done:
        path = chance.choice(paths(clean, lang))
        return clean, clean.put(path, change(clean.text(path))), path

    return mutate


def _renamed(change: Callable[[str], str]) -> Mutate:
    def mutate(clean: Case, lang: str, chance: random.Random) -> Done:
        path = chance.choice(paths(clean, lang, "posts/"))
        return clean, clean.without(path).put(change(path), clean.files[path]), change(path)

    return mutate


def _no_twin(clean: Case, lang: str, chance: random.Random) -> Done:
    path = chance.choice(paths(clean, lang, "posts/"))
    return clean, clean.without(other(path)), path


def _no_posts(clean: Case, lang: str, chance: random.Random) -> Done:
    return clean, clean.without(*(path for path in clean.files if path.startswith("posts/"))), "no posts"


def _no_home(clean: Case, lang: str, chance: random.Random) -> Done:
    return clean, clean.without(f"pages/home.{lang}.md"), "no home"


def _same_slug(clean: Case, lang: str, chance: random.Random) -> Done:
    one, two = chance.sample(paths(clean, lang, "posts/"), 2)
    return clean, put_meta(clean, two, "Slug", meta(clean, one, "Slug")), f"{two} has the slug of {one}"


def _shifted(key: str, hours: int) -> Mutate:
    """A moment of one twin moved."""

    def mutate(clean: Case, lang: str, chance: random.Random) -> Done:
        found = [path for path in paths(clean, lang) if meta(clean, path, key)]
        if not found:
            return None
        path = chance.choice(found)
        moved = (dt.datetime.fromisoformat(meta(clean, path, key)) + dt.timedelta(hours=hours)).isoformat()
        return clean, put_meta(clean, path, key, moved), f"{path}: {key}: {moved}"

    return mutate


def _both(key: str, value: Callable[[Case], str | None], kinds: tuple[str, ...]) -> Mutate:
    """A key of both twins set, or taken away."""

    def mutate(clean: Case, lang: str, chance: random.Random) -> Done:
        found = paths(clean, lang, "posts/", kinds)
        if not found:
            return None
        path = chance.choice(found)
        case = put_meta(clean, path, key, value(clean))
        return clean, put_meta(case, other(path), key, value(clean)), f"{path}: {key}"

    return mutate


def _no_promise(clean: Case, lang: str, chance: random.Random) -> Done:
    """Neither twin says when the next word comes: not the key, not the last sentence of what is being done."""
    path = chance.choice(paths(clean, lang, "posts/", ("statement", "update")))
    case = clean
    for one in (path, other(path)):
        lines, body = halves(put_meta(case, one, "Next-Update", None).text(one))
        sections = body.strip().split("\n## ")
        at = 3 if len(sections) == 6 else len(sections) - 1
        sections[at] = sections[at].strip().rpartition(". ")[0] + ".\n"
        case = case.put(one, "\n".join(lines) + "\n\n" + "\n## ".join(sections) + "\n")
    return clean, case, path


def _section_gone(number: int) -> Mutate:
    """One of the six elements of a first message taken out of one language: 0 is the opening, 1 to 5 the sections."""

    def mutate(clean: Case, lang: str, chance: random.Random) -> Done:
        path = f"posts/first-statement.{lang}.md"
        lines, body = halves(clean.text(path))
        sections = body.split("\n## ")
        if len(sections) != 6:
            return None
        kept = [part for n, part in enumerate(sections) if n != number]
        text = "\n## ".join(kept) if number else "\n## " + "\n## ".join(kept)
        return clean, clean.put(path, "\n".join(lines) + f"\n\n{text.lstrip()}"), f"{path} without part {number}"

    return mutate


MUTATIONS: dict[str, tuple[Mutate, frozenset[str]]] = {
    "no title": (_key("Title", None), frozenset({"no-title"})),
    "empty title": (_key("Title", ""), frozenset({"no-title"})),
    "title without a letter": (_key("Title", "!!!"), frozenset({"wordless-title"})),
    "no slug": (_key("Slug", None), frozenset({"no-slug"})),
    "slug that leads out": (_key("Slug", "../../index"), frozenset({"wrong-slug"})),
    "slug taken twice": (_same_slug, frozenset({"same-address"})),
    "no date": (_key("Date", None, "posts/"), frozenset({"no-date"})),
    "unreadable date": (_key("Date", "hier soir", "posts/"), frozenset({"wrong-date"})),
    "ambiguous date": (_key("Date", "03/04/2026", "posts/"), frozenset({"wrong-date"})),
    "future date": (_shifted("Date", 24 * 30), frozenset({"future-date"})),
    "language in capitals": (_key("Lang", "FR"), frozenset({"wrong-lang"})),
    "wrong status": (_key("Status", "publised"), frozenset({"wrong-status"})),
    "wrong kind": (_key("Kind", "upate"), frozenset({"wrong-kind"})),
    "unknown key": (_key("Authr", "Communications"), frozenset({"unknown-key"})),
    "another template": (_key("Template", "special"), frozenset({"unknown-key"})),
    "another place": (_key("Save_as", "fr/accueil/index.html"), frozenset({"unknown-key"})),
    "key given twice": (_text(lambda text: f"{text.split(chr(10))[0]}\n{text}"), frozenset({"duplicate-key"})),
    "blank line at the top": (_text(lambda text: f"\n{text}"), frozenset({"blank-before-front-matter"})),
    "Latin-1": (
        _text(lambda text: (text + "\nÀ bientôt, été.\n").encode("latin-1", "replace")),
        frozenset({"not-utf8"}),
    ),
    "control character": (
        _text(lambda text: text.replace(". ", ".\x0b ", 1) + "\x07"),
        frozenset({"control-character"}),
    ),
    "empty file": (_text(lambda text: ""), frozenset({"no-front-matter"})),
    "text file": (_renamed(lambda path: path.replace(".md", ".txt")), frozenset({"wrong-name"})),
    "ending in capitals": (_renamed(lambda path: path.replace(".md", ".MD")), frozenset({"wrong-name"})),
    "wrong folder": (_renamed(lambda path: path.replace("posts/", "brouillons/")), frozenset({"wrong-place"})),
    "no posts": (_no_posts, frozenset({"no-posts"})),
    "no home": (_no_home, frozenset({"no-home", "no-twin"})),
    "no twin": (_no_twin, frozenset({"no-twin"})),
    "twin is a draft": (_key("Status", "draft", "posts/"), frozenset({"no-twin"})),
    "twins of two dates": (_shifted("Date", -1), frozenset({"twins-differ"})),
    "twins of two kinds": (
        _key("Kind", "question", "posts/", ("statement", "update", "subject")),
        frozenset({"twins-differ"}),
    ),
    "twins of two promises": (_shifted("Next-Update", 24), frozenset({"twins-differ", "promise-differs"})),
    "no empathy": (_section_gone(0), frozenset({"first-message-empathy"})),
    "nothing confirmed": (_section_gone(1), frozenset({"first-message-facts"})),
    "nothing unknown": (_section_gone(2), frozenset({"first-message-unknown"})),
    "nothing being done": (_section_gone(3), frozenset({"first-message-doing"})),
    "no commitment": (_section_gone(4), frozenset({"first-message-commitment"})),
    "nowhere to learn more": (_section_gone(5), frozenset({"first-message-contact"})),
    "no promise": (_no_promise, frozenset({"no-promise"})),
    "promise broken": (
        _both("Next-Update", lambda case: later(case, -2), ("statement", "update")),
        frozenset({"promise-past", "promise-before-post"}),
    ),
    "promise told otherwise": (
        _both("Next-Update", lambda case: later(case, 53), ("statement", "update")),
        frozenset({"promise-differs"}),
    ),
    "embargo that cannot be read": (
        _both("Embargo", lambda case: "demain 8 h", ("release",)),
        frozenset({"wrong-date"}),
    ),
    "embargo of one twin": (
        _key("Embargo", "2030-01-01T08:00:00-05:00", "posts/", ("release",)),
        frozenset({"no-twin", "twins-differ"}),
    ),
    **CONTENTS,
    **FIGURES,
}
"""A name, how it is done, and the codes that catch it."""
