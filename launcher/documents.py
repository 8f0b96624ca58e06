"""Documents: YAML files as values that know their line.

`read(path)` gives a Node. YAML's own guesses are not used: a scalar stays the text that was typed until a shape
(`launcher.shapes`) reads it: `no` is not false, `0042` is not 34, `1_000` is not a thousand.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from launcher.errors import Malformed, Problem, Where

MAX_BYTES = 1_000_000
"""No configuration, facts file or playbook is near this; a bigger file is a mistake."""


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with its place: text, None (empty or null), a mapping or a list of nodes."""

    value: str | Mapping[str, Node] | tuple[Node, ...] | None
    where: Where

    @property
    def kind(self) -> str:
        """The word a person would use for what stands here."""
        if self.value is None:
            return "nothing"
        if isinstance(self.value, str):
            return "text"
        return "a list" if isinstance(self.value, tuple) else "a group of keys"


class Problems(list[Problem]):
    """What is wrong so far; `stop` raises when there is anything."""

    def add(self, code: str, message: str, where: Where, hint: str = "") -> None:
        """One more."""
        self.append(Problem(code, message, hint, where))

    def stop(self, summary: str) -> None:
        """Raise Malformed with all of them."""
        if self:
            raise Malformed.of(f"{summary}: {len(self)} problems", self)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def read(path: Path, *, name: str = "") -> Node:
    """The document at `path`, called `name` in messages. Raises Malformed: missing, too big, not UTF-8, not YAML."""
    return parse(read_text(path, name=name), name or str(path))


def read_text(path: Path, *, limit: int = MAX_BYTES, name: str = "") -> str:
    """The file's text. Raises Malformed when it is missing, unreadable, above `limit` bytes or not UTF-8."""
    name = name or str(path)
    try:
        if path.stat().st_size > limit:
            raise Malformed(
                f"{name} is larger than {limit // 1000} kB",
                hint="This is not the kind of file that belongs here; check the path.",
                code="too-large",
            )
        data = path.read_bytes()
    except OSError as error:
        raise Malformed(
            f"{name}: {error.strerror or error}", hint="Check the path and the rights.", code="unreadable"
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Malformed(
            "not UTF-8 text", hint="Save the file as UTF-8.", where=Where(name, line), code="not-utf8"
        ) from error


def parse(text: str, file: str) -> Node:
    """The document in `text`; `file` is what places are called. Raises Malformed."""
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file)
        raise Malformed(
            f"not valid YAML: {error.problem or error}",
            hint="Check the indentation, the colons and the quotes on this line and the one above.",
            where=where,
            code="yaml",
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Malformed(
            f"not valid YAML: {_first_line(error)}",
            hint="The file has a character or a nesting that YAML does not allow.",
            where=Where(file, _line_of(error, text)),
            code="yaml",
        ) from error
    problems = Problems()
    node = Node(None, Where(file, 1)) if root is None else _node(root, file, problems, set())
    problems.stop(file)
    return node


def _node(raw: yaml.Node, file: str, problems: Problems, seen: set[int]) -> Node:
    where = Where(file, raw.start_mark.line + 1, raw.start_mark.column + 1)
    if id(raw) in seen:
        problems.add("yaml-alias", "anchors and aliases are not accepted", where, "Write the value out.")
        return Node(None, where)
    seen.add(id(raw))
    if not raw.tag.startswith("tag:yaml.org,2002:") or "python" in raw.tag:
        problems.add("yaml-tag", f"the tag {raw.tag} is not accepted", where, "Remove the tag.")
    if isinstance(raw, yaml.MappingNode):
        return Node(_mapping(raw, file, problems, seen), where)
    if isinstance(raw, yaml.SequenceNode):
        return Node(tuple(_node(item, file, problems, seen) for item in raw.value), where)
    text = str(raw.value)
    bad = next((c for c in text if is_control(c)), None)
    if bad is not None:
        problems.add(
            "control-character",
            f"a control character (U+{ord(bad):04X}) stands in this value",
            where,
            "Type the value again by hand; it may have been copied from a PDF or a mail.",
        )
    return Node(None if raw.tag.endswith(":null") else text, where)


def _mapping(raw: yaml.MappingNode, file: str, problems: Problems, seen: set[int]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for key, item in raw.value:
        where = Where(file, key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            problems.add("yaml-key", "a key must be a word", where, "Put quotes around it if it has braces.")
            continue
        if key.value in found:
            problems.add("duplicate-key", f"`{key.value}` stands here twice", where, "Keep one of them.")
        found[str(key.value)] = _node(item, file, problems, seen)
    return found


def is_control(character: str) -> bool:
    """Control characters and the marks that turn the reading direction, which hide what a text says."""
    if character in "\n\t":
        return False
    return (
        unicodedata.category(character) in ("Cc", "Cs")
        or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def _first_line(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return (getattr(error, "reason", None) or str(error) or "unreadable").splitlines()[0]


def _line_of(error: BaseException, text: str) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
