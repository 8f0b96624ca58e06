"""Starting a post: a template, the facts and the clock → a draft in each language, for a writer to finish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from launcher.crisis import facts as fact_room
from launcher.documents import CONTROL_HINT, control_message, is_control, shorten
from launcher.errors import Malformed, Problem, Refused
from launcher.launch import drafting, drafts, folder, inputs, jumped, post_types, prepare, uncovered
from launcher.launch.drafts import Taken
from launcher.launch.folder import Crisis
from launcher.launch.kept import Kept
from launcher.launch.post_types import Type
from launcher.site import content, reading
from launcher.workspace import Workspace

_OF_A_WORD = "subject"
_LONGEST = 200
"""Characters of a title; a search engine shows a third of it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for. `titles` and `slugs` come in the order of the organisation's languages and may be fewer;
    `word` is a ranked crisis word that has no page yet."""

    type: str
    titles: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    word: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """The drafts, their kind, and what their writer should know."""

    kind: str
    files: tuple[Path, ...]
    notes: tuple[Problem, ...] = ()


def start(wish: Wish, crisis: Crisis, kept: Kept, workspace: Workspace, now: dt.datetime) -> Started:
    """Drafts of a post in each language, dated now. Nothing that is there is touched.

    Raises Refused: no such type or word, an address that is taken, facts that the playbook's post needs are missing or
    not confirmed. Raises Malformed: a title or an address that cannot be one.
    """
    _sound(wish, kept.settings.organisation.languages)
    chosen = post_types.find(wish.type or _OF_A_WORD, kept, workspace)
    _facts_are_there(chosen, crisis, kept, workspace)
    titles, slugs = _named(wish, crisis, kept, now)
    texts = _texts(chosen, crisis, kept)
    zone = ZoneInfo(kept.settings.organisation.timezone)
    hours = drafting.times(now.astimezone(zone), kept.playbook.update_every)
    while True:  # another writer may take the name between our look and our write
        there = drafts.taken(crisis.content, kept.templates)
        _addresses_are_free(slugs if wish.slugs else {}, there, workspace)
        name = drafts.free(next(iter(slugs.values()), "") or chosen.name, there.names)
        files = {}
        for lang, text in texts.items():
            wanted = slugs.get(lang) or reading.parsed("", text).meta["slug"]
            given = {"Slug": drafts.free(wanted, there.slugs.get(lang, {})), "Twin": name, **hours}
            title = {"Title": titles[lang]} if titles else {}
            files[crisis.content / "posts" / f"{name}.{lang}.md"] = drafting.drafted(text, lang, given | title)
        if drafts.create(files):
            return Started(chosen.kind, tuple(files), jumped.behind(folder.standing(crisis), now))


def _sound(wish: Wish, languages: Sequence[str]) -> None:
    """Titles and addresses that can be ones, and no more of them than there are languages."""
    if len(languages) < max(len(wish.titles), len(wish.slugs)):
        hint = f"Give one for each language, in this order: {', '.join(languages)}."
        raise Malformed("there are more titles or addresses than languages", hint=hint, code="usage")
    for title in wish.titles:
        if bad := next((one for one in title if is_control(one) or one == "\n"), ""):
            raise Malformed(f"the title: {control_message(bad)}", hint=CONTROL_HINT, code="control-character")
        if len(title) > _LONGEST:
            hint = f"At most {_LONGEST}: the rest belongs in the summary or the text."
            raise Malformed(f"a title of {len(title)} characters", hint=hint, code="long-title")
    for slug in wish.slugs:
        if drafts.slug(slug) != slug:
            hint = f"Small letters without accents, digits and hyphens: {drafts.slug(slug) or 'que-faire'}"
            raise Malformed(f"`{shorten(slug)}` cannot stand in an address", hint=hint, code="wrong-slug")


def _facts_are_there(chosen: Type, crisis: Crisis, kept: Kept, workspace: Workspace) -> None:
    """A post of the playbook says facts; ours asks for words."""
    if any(one.names for one in chosen.templates):
        needed = inputs.needs(kept.playbook, chosen.templates)
        named = workspace.shown(crisis.folder / "facts.yaml")
        if wrong := fact_room.problems(kept.facts, needed, kept.playbook, named):
            raise Refused.of(f"{len(wrong)} facts keep this post from being written", wrong)


def _named(wish: Wish, crisis: Crisis, kept: Kept, now: dt.datetime) -> tuple[dict[str, str], dict[str, str]]:
    """Titles and addresses by language: all titles or none, and those addresses that somebody gave or that can be made
    of a title or a word. Without them the template's own serve."""
    languages = kept.settings.organisation.languages
    told = {lang: " ".join(title.split()) for lang, title in zip(languages, wish.titles, strict=False)}
    words = uncovered.spellings(wish.word, crisis, kept, now.date()) if wish.word else {}
    titles = {lang: drafting.titled(word, lang) for lang, word in words.items()} | told
    made = {lang: drafts.slug(text) for lang, text in {**words, **told}.items()}
    slugs = dict(zip(languages, wish.slugs, strict=False)) or {lang: made[lang] for lang in languages if made.get(lang)}
    return {lang: titles.get(lang) or drafting.untitled(lang) for lang in languages if titles}, slugs


def _texts(chosen: Type, crisis: Crisis, kept: Kept) -> dict[str, str]:
    site = prepare.site_of(kept.settings, crisis.mode, "")
    every, answers = kept.playbook.update_every, kept.registers.answers
    return {one.lang: content.text(one, kept.facts, site, every, answers) for one in chosen.templates}


def _addresses_are_free(asked: Mapping[str, str], there: Taken, workspace: Workspace) -> None:
    """What a person asked for is not silently made another."""
    for lang, slug in asked.items():
        if file := there.slugs.get(lang, {}).get(slug):
            message = f"the address /{lang}/{slug}/ is taken by {workspace.shown(file)}"
            raise Refused(message, hint="Give another --slug, or none.", code="slug-taken")
