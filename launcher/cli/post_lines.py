"""How `post list` looks: what waits for a person, one block each; then what readers have, one line each. 80 columns."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from launcher.documents import shorten
from launcher.launch.listing import Listed, Post
from launcher.launch.texts import BROKEN, CHANGED, DELETED, DRAFT, HELD, LIVE, NEW, TAKEN_OUT
from launcher.model import Finding
from launcher.site.frontmatter import is_moment

MOST = 8
"""Pages and posts at rest that are shown unless all are asked for."""
_WIDTH, _TITLE, _TOLD = 80, 43, 62
_NEXT = {
    BROKEN: "it cannot be read, and nothing goes out until it can",
    DELETED: "gone here: {which}; readers still have it",
    CHANGED: "changed since readers got it; the next publish puts it out",
    NEW: "readers do not have it yet; the next publish puts it out",
    TAKEN_OUT: "readers still have it; the next publish takes it away",
    DRAFT: "nothing is missing: take `Status: draft` out, then publish",
    HELD: "under embargo until {which}",
}


def lines(listed: Listed, *, every: bool) -> Iterator[str]:
    """The whole of it."""
    waiting, resting = ([post for post in listed.posts if post.waits is wanted] for wanted in (True, False))
    yield from _first(listed)
    if waiting:
        yield _row("WAITS FOR YOU", "title", "languages", "approval")
        yield from (line for post in waiting for line in _block(post))
        yield ""
    if resting:
        shown = resting if every else resting[:MOST]
        yield _row("AT REST", "title", "languages", "approval")
        yield from (line for post in shown for line in _at_rest(post))
        if len(resting) > len(shown):
            yield f"  … and {len(resting) - len(shown)} more; --all shows them."
        yield ""
    yield textwrap.fill(_summary(listed.posts, len(waiting)), _WIDTH)


def _first(listed: Listed) -> Iterator[str]:
    """What concerns all of it."""
    for due in listed.overdue:
        hour = dt.datetime.fromisoformat(due["due"])
        yield f"OVERDUE: readers were promised an update for {hour:%Y-%m-%d %H:%M}."
        yield "  `sparewheel post new update` starts it; “nothing new” is news too."
    if listed.rolled_back:
        yield "ROLLED BACK: readers have an earlier release; publish puts out what is here."
    if listed.facts:
        told = f"FACTS changed since the last publish: {', '.join(listed.facts)}."
        yield from textwrap.wrap(told, _WIDTH, subsequent_indent="  ")
    for error in listed.elsewhere:
        yield from textwrap.wrap(f"KEEPS ALL AT HOME: {error.message}", _WIDTH, subsequent_indent="  ")
        yield f"  {error.where}"
    if listed.overdue or listed.rolled_back or listed.facts or listed.elsewhere:
        yield ""


def _block(post: Post) -> Iterator[str]:
    yield _row(_state(post), _title(post), _languages(post), post.approve or "–")
    if post.state in _NEXT and not (post.state in (DRAFT, BROKEN) and post.blocked):
        yield _detail(_next(post))
    if post.blocked:
        more = f" (+{len(post.blocked) - 1})" if len(post.blocked) > 1 else ""
        yield _detail(f"{shorten(_place(post.blocked[0]), _TOLD - len(more))}{more}")
        yield _detail(f"  {post.blocked[0].message}")
    for lang in post.missing if not post.blocked else ():
        yield _detail(f"no `{lang}` file: write it, or set `Status: draft` in the other")


def _at_rest(post: Post) -> Iterator[str]:
    yield _row(_state(post), _title(post), _languages(post), post.approve or "–")
    if post.state == HELD:
        yield _detail(_next(post))


def _next(post: Post) -> str:
    """What becomes of it."""
    text = next(text for text in post.texts if text.state == post.state)
    hour = f"{dt.datetime.fromisoformat(text.until):%Y-%m-%d %H:%M}" if is_moment(text.until) else text.until
    return _NEXT[post.state].format(which=hour or text.path or text.address)


def _state(post: Post) -> str:
    return f"{post.state}, stuck" if post.blocked and post.state in (NEW, CHANGED, LIVE) else post.state


def _row(state: str, title: str, languages: str, approve: str) -> str:
    return f"  {state:<14} {shorten(title, _TITLE):<{_TITLE}} {languages:<9} {approve}".rstrip()


def _detail(text: str) -> str:
    return f"{'':17}{shorten(text, _TOLD) if text.strip() == text else '  ' + shorten(text, _TOLD - 2)}"


def _title(post: Post) -> str:
    return post.texts[0].title


def _languages(post: Post) -> str:
    """`fr+en`, `fr, no en`."""
    there = "+".join(text.lang for text in post.texts if text.lang and text.lang not in post.missing)
    return ", ".join([*([there] if there else []), *(f"no {lang}" for lang in post.missing)]) or "–"


def _place(finding: Finding) -> str:
    """The file below the content and the line: the whole path would not fit."""
    inside = finding.where.file.rpartition("/content/")[2]
    return f"{inside}:{finding.where.line}" if finding.where.line else inside


def _summary(posts: Sequence[Post], waiting: int) -> str:
    counts = Counter(post.state for post in posts)
    told = ", ".join(f"{count} {state}" for state, count in counts.items())
    return f"{waiting} of {len(posts)} wait for you: {told}." if waiting else f"Nothing waits for you: {told}."
