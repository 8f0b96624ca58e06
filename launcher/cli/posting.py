"""`post`: start a post, and what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from launcher.cli.options import common, on_crisis
from launcher.cli.post_lines import lines
from launcher.cli.result import Result
from launcher.cli.terminal import Terminal
from launcher.errors import Malformed
from launcher.launch import folder, kept, listing, post_types, schemas, starting
from launcher.launch.kept import Kept
from launcher.launch.listing import Listed
from launcher.launch.starting import Wish
from launcher.model import as_json as jsoned
from launcher.providers.system import SystemClock
from launcher.workspace import Workspace, opened


@click.group(short_help="start a post; what there is and what it needs")
def post() -> None:
    """Posts: start one, and see what there is, in which state, and what keeps it from going out."""


@post.command(short_help="a draft in each language")
@click.argument("type_", required=False, metavar="[TYPE]")
@click.option("--title", "titles", multiple=True, metavar="TEXT", help="Its title; once for each language, in order.")
@click.option("--slug", "slugs", multiple=True, metavar="WORDS", help="The end of its address; once for each language.")
@click.option("--word", metavar="TERM", help="A ranked crisis word that has no page yet: start its page.")
@on_crisis
@common
def new(
    workspace: Path,
    as_json: bool,
    crisis: str | None,
    type_: str | None,
    titles: tuple[str, ...],
    slugs: tuple[str, ...],
    word: str | None,
) -> Result:
    """Start a post of a TYPE: a draft in each language, whose lines say to its writer what they are for.

    TYPE is update, correction, question, subject, project, release, statement, closing, or a post that the playbook has
    ready. Without it a terminal shows them all. The drafts stay at home until their line `Status: draft` is taken out.
    """
    there = opened(workspace)
    found = folder.find(there, crisis)
    given = kept.read(found, there)
    wish = Wish(type_ or ("" if word else _chosen(given, there, as_json)), titles, slugs, word or "")
    schemas.keep(found.folder, given.playbook, given.settings)
    started = starting.start(wish, found, given, there, SystemClock().now())
    files = [there.shown(file) for file in started.files]
    told = [
        *(f"Started: {file}" for file in files),
        "Write in any editor that saves files; what is missing stands in [brackets].",
        "  See it as readers will:                        sparewheel preview",
        "  Put it out, once `Status: draft` is gone:      sparewheel publish",
    ]
    return Result("post", {"crisis": found.id, "kind": started.kind, "files": files}, told, started.notes)


@post.command("list", short_help="what there is, in which state, what keeps it at home")
@click.option("--all", "every", is_flag=True, help="All that is at rest too, not the first few.")
@on_crisis
@common
def list_them(workspace: Path, as_json: bool, crisis: str | None, every: bool) -> Result:
    """Every page and post, both languages together: whether readers have it as it stands here, what keeps it at home,
    who must approve it, what is overdue. What waits for a person comes first."""
    there = opened(workspace)
    found = folder.find(there, crisis)
    listed = listing.listed(found, there, SystemClock().now())
    return Result(
        "post",
        _data(found.id, listed),
        [*lines(listed, every=every), f"They are in {there.shown(found.content)}."],
        listed.notes,
    )


def _data(crisis: str, listed: Listed) -> dict[str, Any]:
    """All of it, with what is worked out of each."""
    data = jsoned(listed)
    assert isinstance(data, dict)
    posts = [
        {**told, "state": post.state, "waits": post.waits, "approve": post.approve or None}
        for told, post in zip(data["posts"], listed.posts, strict=True)
    ]
    return {"crisis": crisis, **data, "posts": posts}


def _chosen(given: Kept, there: Workspace, as_json: bool) -> str:
    """The type that a person picks from the list, by name or number."""
    known, terminal = post_types.known(given, there), Terminal(as_json)
    if not terminal.interactive:
        raise Malformed("which type of post?", hint=f"One of: {', '.join(known)}.", code="usage")
    width = max(map(len, known))
    for number, (name, what) in enumerate(known.items(), 1):
        terminal.tell(f"{number:>3}  {name:<{width}}  {what}")
    said = terminal.text("Which one? (a name or a number)").strip()
    return list(known)[int(said) - 1] if said.isdecimal() and 0 < int(said) <= len(known) else said
