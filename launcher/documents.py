"""Documents: YAML files as values that know their line.

`read(path)` gives a Node. YAML's own guesses are not used: a scalar stays the text that was typed until a shape
(`launcher.shapes`) reads it: `no` is not false, `0042` is not 34, `1_000` is not a thousand.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from launcher.errors import Malformed, Problem, Where

MAX_BYTES = 1_000_000
"""No configuration, facts file or playbook is near this; a bigger file is a mistake."""
MAX_DEPTH = 40
"""Groups within groups; the deepest document of ours has eight."""
MAX_TOLD = 50
"""Problems told at once: who has more has given the wrong file."""


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with its place: text, None (empty or null), a mapping or a list of nodes."""

    value: str | Mapping[str, Node] | tuple[Node, ...] | None
    where: Where
    key: Where | None = None
    """The place of the key that it stands behind, if there is one."""

    @property
    def kind(self) -> str:
        """The word a person would use for what stands here."""
        if self.value is None:
            return "nothing"
        if isinstance(self.value, str):
            return "text" if self.value.strip() else "an empty text"
        return "a list" if isinstance(self.value, tuple) else "a group of keys"

    @property
    def named(self) -> Where:
        """Where a person looks for it: at its key."""
        return self.key or self.where


class Problems(list[Problem]):
    """What is wrong so far; `stop` raises when there is anything."""

    def add(self, code: str, message: str, where: Where, hint: str = "") -> None:
        """One more."""
        self.append(Problem(code, message, hint, where))

    def stop(self, summary: str) -> None:
        """Raise Malformed with all of them (with the first ones, when nobody would read them all)."""
        if self:
            shown = f"; the first {MAX_TOLD} are shown" if len(self) > MAX_TOLD else ""
            raise Malformed.of(f"{summary}: {len(self)} problems{shown}", self[:MAX_TOLD])


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def read(path: Path, *, name: str = "") -> Node:
    """The document at `path`, called `name` in messages. Raises Malformed: missing, too big, not UTF-8, not YAML."""
    return parse(read_text(path, name=name), name or str(path))


def read_text(path: Path, *, limit: int = MAX_BYTES, name: str = "") -> str:
    """The file's text, its lines ended by `\\n`. Raises Malformed when it is missing, unreadable, no regular file,
    above `limit` bytes or not UTF-8."""
    name = name or str(path)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Malformed(f"{name} is a folder", hint="Name the file in it.", code="unreadable")
        if not stat.S_ISREG(found.st_mode):  # it would be read twice, and may never end
            raise Malformed(f"{name} is not a file", hint="Save it as a file first.", code="unreadable")
        if found.st_size > limit:
            hint = "This is not the kind of file that belongs here; check the path."
            raise Malformed(f"{name} is larger than {limit // 1000} kB", hint=hint, code="too-large")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        told = (getattr(error, "strerror", "") or str(error)).lower()
        raise Malformed(f"{name}: {told}", hint="Check the path and the rights.", code="unreadable") from error
    return decoded(data, name)


def decoded(data: bytes, name: str) -> str:
    """A file's bytes as text, its lines ended by `\\n`; `name` is what the file is called. Raises Malformed."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Malformed(
            "not UTF-8 text", hint="Save the file as UTF-8.", where=Where(name, line), code="not-utf8"
        ) from error


def same(one: Path, other: Path) -> bool:
    """Whether two documents say the same, however they are laid out."""
    return bool(_bare(read(one)) == _bare(read(other)))


def _bare(node: Node) -> Any:
    if isinstance(node.value, Mapping):
        return {key: _bare(child) for key, child in node.value.items()}
    return [_bare(child) for child in node.value] if isinstance(node.value, tuple) else node.value


def parse(text: str, file: str) -> Node:
    """The document in `text`; `file` is what places are called. Raises Malformed."""
    problems = Problems()
    try:
        node = _Composer(text, file, problems).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file)
        raise Malformed(
            f"not valid YAML: {error.problem or error}",
            hint="Check the indentation, the colons and the quotes on this line and the one above.",
            where=where,
            code="yaml",
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        told = (getattr(error, "reason", None) or str(error) or "unreadable").splitlines()[0]
        raise Malformed(
            f"not valid YAML: {told}",
            hint="The file has a character that YAML does not allow.",
            where=Where(file, _line_of(error, text)),
            code="yaml",
        ) from error
    problems.stop(file)
    return node


def _line_of(error: BaseException, text: str) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 1


class _Composer:
    """Makes nodes of YAML's events. PyYAML's own composer would follow aliases, and overflow the stack."""

    def __init__(self, text: str, file: str, problems: Problems) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._file = file
        self._problems = problems

    def document(self) -> Node:
        """The only document of the stream."""
        made: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if made is not None:
                    self._add("yaml-documents", "a second document starts here", event, "Take out the line `---`.")
                    break
                made = self._node(next(self._events), 0)
        return made or Node(None, Where(self._file, 1))

    def _node(self, event: yaml.Event, depth: int, key: Where | None = None) -> Node:
        where = self._where(event)
        if depth > MAX_DEPTH:
            raise Malformed(
                "nested too deeply", hint="Close the brackets; indent by two spaces.", where=where, code="yaml"
            )
        if isinstance(event, yaml.AliasEvent):
            self._add("yaml-alias", f"`*{event.anchor}`: aliases are not accepted", event, "Write the value out.")
            return Node(None, where, key)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", _TEXT):
            self._add("yaml-tag", f"the tag {shorten(str(tag))} is not accepted", event, "Remove the tag.")
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self._mapping(depth + 1), where, key)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(tuple(self._node(item, depth + 1) for item in self._until(yaml.SequenceEndEvent)), where, key)
        return Node(self._scalar(event), where, key)

    def _mapping(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for event in self._until(yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._add("yaml-key", "a key must be a word", event, "Put quotes around it if it has braces.")
            where = self._where(event)
            word = (self._scalar(event) or "") if isinstance(event, yaml.ScalarEvent) else str(self._node(event, depth))
            if word in found:
                self._add("duplicate-key", f"`{shorten(word)}` stands here twice", event, "Keep one of them.")
            found[word] = self._node(next(self._events), depth, where)
        return found

    def _scalar(self, event: Any) -> str | None:
        text = str(event.value)
        if event.implicit[0] and text in ("", "~", "null", "Null", "NULL"):
            return None
        bad = control(text)
        if bad is not None:
            self._add("control-character", control_message(bad), event, CONTROL_HINT)
        return text

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _where(self, event: yaml.Event) -> Where:
        mark = event.start_mark
        return Where(self._file, mark.line + 1, mark.column + 1) if mark else Where(self._file)

    def _add(self, code: str, message: str, event: yaml.Event, hint: str) -> None:
        self._problems.add(code, message, self._where(event), hint)


_TEXT = "tag:yaml.org,2002:str"

# ── characters ───────────────────────────────────────────────────────────────────────────────────

CONTROL_HINT = "Type it again by hand; it may have been copied from a PDF or a mail."


def control_message(character: str) -> str:
    """What is said of a character that nobody sees."""
    return f"an invisible control character (U+{ord(character):04X}) stands here"


_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff" + _NONCHARACTERS + "]"
)


def control(text: str) -> str | None:
    """The first of a text's control characters, marks that nobody sees or that turn the reading direction, and code
    points that are no characters at all; None when it has none."""
    found = _CONTROL.search(text)
    return found and found[0]


def is_control(character: str) -> bool:
    """Whether a character is one of them."""
    return control(character) is not None


def shorten(value: str, limit: int = 60) -> str:
    """One printable line of at most `limit` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in value[: 20 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
