"""Faults of what is said where: an embargo told early, a must that is not shown, a fact that lost its standing, words
that are private or forbidden, too much of one thing."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

from launcher.model import Status, Visibility
from tests.gate.corpus import Case
from tests.gate.places import halves, insert, other, paths, put_meta

Done = tuple[Case, Case, str] | None
Mutate = Callable[[Case, str, random.Random], Done]


def later(case: Case, hours: int) -> str:
    """So many hours after the crisis's now."""
    return (case.now + dt.timedelta(hours=hours)).isoformat()


def _leaked(clean: Case, lang: str, chance: random.Random) -> Done:
    """A release is put under embargo, and a post tells its first sentence all the same."""
    found = paths(clean, lang, "posts/", ("release",))
    if not found:
        return None
    path, until = chance.choice(found), later(clean, 20)
    held = put_meta(put_meta(clean, path, "Embargo", until), other(path), "Embargo", until)
    told = halves(clean.text(path))[1].strip().split("\n\n")[0]
    place = chance.choice([one for one in paths(clean, lang, "posts/") if one != path])
    return held, insert(held, place, told, chance), f"{place} tells {path}"


def _linked_early(clean: Case, lang: str, chance: random.Random) -> Done:
    """A page links what is under embargo."""
    found = paths(clean, lang, "posts/", ("release",))
    if not found:
        return None
    until = later(clean, 20)
    held = put_meta(put_meta(clean, found[0], "Embargo", until), other(found[0]), "Embargo", until)
    link = f"[communiqué]({{filename}}/{found[0]})" if lang == "fr" else f"[press release]({{filename}}/{found[0]})"
    return held, insert(held, f"pages/home.{lang}.md", link, chance), found[0]


def _must_gone(clean: Case, lang: str, chance: random.Random) -> Done:
    """The paragraph or line that shows a must is taken out of one language."""
    wanted = [(must, fact) for must in clean.yardstick.musts for fact in must.facts]
    for must, fact in chance.sample(wanted, len(wanted)):
        path = next((p for p in paths(clean, lang) if p.endswith(f"/{must.page}.{lang}.md")), "")
        value = clean.yardstick.facts[fact].value
        said = value.get(lang) if isinstance(value, dict) else value
        if path and isinstance(said, str) and said in clean.text(path):
            return clean, clean.put(path, clean.text(path).replace(said, "…")), f"{path}: {fact}"
    return None


def _must_missing(clean: Case, lang: str, chance: random.Random) -> Done:
    """A fact that the law wants was never given."""
    wanted = [fact for must in clean.yardstick.musts for fact in must.facts]
    if not wanted:
        return None
    name = chance.choice(wanted)
    facts = {key: fact for key, fact in clean.yardstick.facts.items() if key != name}
    return clean, replace(clean, yardstick=replace(clean.yardstick, facts=facts)), name


def _status(change: str) -> Mutate:
    """A fact that pages show becomes one that they may not."""

    def mutate(clean: Case, lang: str, chance: random.Random) -> Done:
        facts = clean.yardstick.facts
        shown = [
            name for name, f in facts.items() if isinstance(f.value, int) and f.value > 99 and f.status == "confirmed"
        ]
        shown = [name for name in shown if facts[name].visibility is Visibility.PUBLIC]
        if not shown:
            return None
        name = chance.choice(shown)
        fact = facts[name]
        changed = (
            replace(fact, visibility=Visibility.INTERNAL)
            if change == "internal"
            else replace(fact, status=Status(change))
        )
        yardstick = replace(clean.yardstick, facts={**facts, name: changed})
        return clean, replace(clean, yardstick=yardstick), f"{name} is {change}"

    return mutate


def _forbidden(clean: Case, lang: str, chance: random.Random) -> Done:
    words = clean.yardstick.forbidden.get(lang, ())
    if not words:
        return None
    word = chance.choice(words)
    shape = chance.choice(
        ["Plusieurs parlent de {} depuis ce matin.", "Voici ce que {} veut dire.", "Le mot {} revient souvent."]
        if lang == "fr"
        else ["Many have spoken of {} since this morning.", "Here is what {} means.", "The word {} comes up often."]
    )
    told = chance.choice([word.upper(), word.capitalize(), word])
    return clean, insert(clean, chance.choice(paths(clean, lang)), shape.format(told), chance), word


def _private(clean: Case, lang: str, chance: random.Random) -> Done:
    """Words of the registers on a page."""
    if not clean.yardstick.private:
        return None
    words = chance.choice(clean.yardstick.private)
    text = f"Nous avons noté ceci : {words}." if lang == "fr" else f"Our note says: {words}."
    return clean, insert(clean, chance.choice(paths(clean, lang)), text, chance), words


def _too_much_project(clean: Case, lang: str, chance: random.Random) -> Done:
    if not clean.yardstick.subject_share:
        return None
    path = chance.choice(paths(clean, lang, "pages/", ("project",)))
    more = "Le projet suit son cours sur le terrain. " if lang == "fr" else "The project goes on at the site. "
    return clean, insert(clean, path, more * chance.randint(70, 90), chance), path


def _heavy(clean: Case, lang: str, chance: random.Random) -> Done:
    """A page that no first round trip carries: words that do not compress."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ("".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(chance.randint(9000, 12000)))
    return clean, insert(clean, f"pages/home.{lang}.md", ". ".join(words) + ".", chance), "home"


CONTENTS: dict[str, tuple[Mutate, frozenset[str]]] = {
    "embargo told early": (_leaked, frozenset({"embargo-in-text", "embargo-broken"})),
    "embargo linked early": (_linked_early, frozenset({"dead-link", "embargo-broken"})),
    "must not shown": (_must_gone, frozenset({"must-missing"})),
    "must not given": (_must_missing, frozenset({"must-missing"})),
    "fact now unconfirmed": (_status("unconfirmed"), frozenset({"fact-unconfirmed"})),
    "fact now withdrawn": (_status("withdrawn"), frozenset({"fact-withdrawn"})),
    "fact now internal": (_status("internal"), frozenset({"fact-internal"})),
    "words of a register": (_private, frozenset({"private"})),
    "forbidden word": (_forbidden, frozenset({"forbidden-word"})),
    "project over subject": (_too_much_project, frozenset({"more-project-than-subject"})),
    "too heavy": (_heavy, frozenset({"heavy", "too-heavy", "long-line"})),
}
