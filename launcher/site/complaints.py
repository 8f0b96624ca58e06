"""Turns what Pelican and the disk complain about into one clear error, with the content file where there is one."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path

from launcher.errors import Problem, Refused, SpareWheelError, Where
from launcher.site.inventory import SECTIONS, Inventory

_DISK = {
    errno.ENOSPC: ("the disk is full", "free some space and run it again", "disk-full"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and run it again", "disk-full"),
    errno.EROFS: ("the disk is read-only", "choose a folder that can be written", "read-only"),
    errno.EACCES: ("permission denied", "choose a folder that can be written", "read-only"),
    errno.EPERM: ("permission denied", "choose a folder that can be written", "read-only"),
    errno.EMFILE: ("too many open files", "close other programs or raise `ulimit -n`", "too-many-files"),
}
_ERRNO = re.compile(r"\[Errno (\d+)\]")
_FILE = re.compile(rf"(?:{'|'.join(SECTIONS)})/[^\s:'\"]+\.md")
_QUOTED = re.compile(r"'([^'\n]+)'|`([^`\n]+)`")
_KNOWN = (
    (
        re.compile(r"Unable to find '(.+)', skipping"),
        "the link to {0} leads to nothing that is published",
        "correct the path after `{{filename}}`, or publish that page",
    ),
    (
        re.compile(r"Empty alt attribute for image (\S+) in "),
        "the image {0} has no description",
        "write ![what it shows]({{static}}/images/…)",
    ),
    (
        re.compile(r"(image|link) to `(.*)` is not allowed"),
        "the {0} to `{1}` is not allowed",
        "links: {{filename}}/…, https, mailto or tel; images: {{static}}/images/…",
    ),
    (
        re.compile(r"Linked file '(.*)' is not under"),
        "the linked file `{0}` may not be published",
        "put what readers may have in the content's images/ or files/ folder",
    ),
    (
        re.compile(r"Linked file '(.*)' does not exist"),
        "the linked file `{0}` does not exist",
        "put the file there or correct the path",
    ),
)
"""What Pelican and the theme say, in our words: pattern, message, hint."""
_NOISE = ("RuntimeError: Warning or error encountered", "Traceback ", "Done: Processed")


def storage(error: OSError, folder: Path) -> SpareWheelError:
    """A folder that cannot be written, as one line."""
    if error.errno == errno.ENOENT:
        return Refused(f"{error.filename or folder}: no such file or folder", hint="check the path", code="missing")
    known = (error.strerror or str(error), "check the disk", "storage")
    what, hint, code = _DISK.get(error.errno or 0, known)
    return Refused(f"cannot write in {folder}: {what}", hint=hint, code=code)


def read(log: str, inventory: Inventory, folder: Path) -> SpareWheelError:
    """Pelican's log as an error. Its place is the content file that it names, or the one that holds what it quotes;
    `folder` is where Pelican was writing."""
    found = _ERRNO.search(log)
    if found and int(found[1]) in _DISK:
        return storage(OSError(int(found[1]), ""), folder)
    if "No module named pelican" in log:
        return Refused("Pelican is not installed", hint="pip install 'pelican[markdown]'", code="no-pelican")
    problems = [_problem(message, log, inventory) for message in _messages(log)]
    return Refused.of("the site could not be built", problems or [Problem("build-failed", "Pelican stopped")])


def _messages(log: str) -> Iterator[str]:
    """What was said before the traceback, without the echoes."""
    before = re.split(r"^(?:Traceback |RuntimeError: Warning)", log, maxsplit=1, flags=re.M)[0]
    lines = [line.strip() for line in before.splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith(("Could not process", *_NOISE))]
    yield from dict.fromkeys(told or lines)


def _problem(message: str, log: str, inventory: Inventory) -> Problem:
    where = _place(message, inventory) or _named(message + log, inventory)
    for pattern, words, hint in _KNOWN:
        found = pattern.search(message)
        if found:
            return Problem("build-failed", words.format(*found.groups()), hint.format(), where)
    hint = "correct the content and build again" if where else "the theme or its settings are at fault"
    return Problem("build-failed", message, hint, where)


def _named(text: str, inventory: Inventory) -> Where | None:
    """The first published file that the text names."""
    files = {f"{item.section}/{item.document.file.name}": item.document.file for item in inventory.items}
    named = (files.get(found[0]) for found in _FILE.finditer(text))
    return next((Where(str(file)) for file in named if file), None)


def _place(message: str, inventory: Inventory) -> Where | None:
    """The first published line that holds what the message quotes."""
    for quoted in _QUOTED.finditer(message):
        text = quoted[1] or quoted[2]
        for item in inventory.items:
            rows = item.document.body.split("\n")
            for number, row in enumerate(rows, start=item.document.body_line):
                if text in row:
                    return Where(str(item.document.file), number)
    return None
