"""What docs/playbooks.md does not type by hand: the playbooks there are, and where each of their rules comes from."""

from __future__ import annotations

from collections.abc import Iterator

from docs.generated import ROOT, table
from launcher.crisis import playbook as room
from launcher.crisis.messages import Messages
from launcher.crisis.playbook import Playbook


def listed() -> str:
    """The playbooks: id, title, what each has."""
    rows = [
        [f"`{one.id}`", one.title["fr"], one.title["en"], str(len(one.pages)), str(len(one.posts) + len(one.later))]
        for one in _playbooks()
    ]
    return table(["", "titre", "title", "pages", "posts"], rows)


def sources() -> str:
    """For each playbook, which rule comes from which source."""
    head = ["part", "what is asked", "source"]
    return "\n".join(f"### {one.id}\n\n{table(head, _rows(one))}" for one in _playbooks())


def _playbooks() -> Iterator[Playbook]:
    for folder in room.available([ROOT / "playbooks"]).values():
        yield room.load(folder)


def _rows(playbook: Playbook) -> list[list[str]]:
    messages = playbook.messages
    return [*_parts(messages), *_musts(messages), *_branches(messages)] if messages else []


def _parts(messages: Messages) -> Iterator[list[str]]:
    for part, used in messages.rules_from.items():
        for name in used:
            source = messages.sources[name]
            yield [part, source.asks["en"], source.title]


def _musts(messages: Messages) -> Iterator[list[str]]:
    for must in messages.musts:
        yield [f"duty: {must.page}", must.what["en"], messages.sources[must.source].title]


def _branches(messages: Messages) -> Iterator[list[str]]:
    for branch in messages.branches:
        yield [f"branch: {branch.id}", branch.title["en"], messages.sources[branch.source].title]
