"""Files that are neither press texts nor exports, told before they are read as one: by their first bytes, by lines
that are a program's and nobody's sentences, and by a name that says what plain text is not.

A false refusal costs an article, a miss a few odd words: so a text is a program's only when most of it is, and a header
line of ours (`title:`) settles that it is an article.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from launcher.crisis.signals.found import NotASignal
from launcher.crisis.signals.languages import told
from launcher.errors import Where

SAVE = "Open it and save it as text (.txt), a table as .csv."
"""What to do with an office document."""
_TEXT = "Open it and save it as text (.txt)."
_UNPACK = "Unpack it and give what is in it."
_TYPE = "Type what it says into a text file (.txt)."
_AS_HTML = "Save the page as “HTML only”, a letter as text (.txt)."
_MAGIC = (
    (b"%PDF-", "a PDF", _TEXT),
    (b"{\\rtf", "a rich text document (RTF)", _TEXT),
    (b"%!PS", "a PostScript file", _TEXT),
    (b"\xd0\xcf\x11\xe0", "an older office document", SAVE),
    (b"\x89PNG", "a picture", _TYPE),
    (b"\xff\xd8\xff", "a picture", _TYPE),
    (b"GIF8", "a picture", _TYPE),
    (b"\x1f\x8b", "a packed file", _UNPACK),
    (b"7z\xbc\xaf", "a packed file", _UNPACK),
    (b"Rar!", "a packed file", _UNPACK),
    (b"bplist", "a web archive", _AS_HTML),
    (b"-----BEGIN ", "a key or a certificate", "Leave it out, and keep it where nobody reads it."),
    (b"BEGIN:V", "an address or a calendar", "Leave it out."),
)
_MIME = re.compile(rb"^MIME-Version: *1\.0", re.IGNORECASE | re.MULTILINE)
_OWN = re.compile(r"<meta name=\"?generator\"? content=\"?sparewheel\b", re.IGNORECASE)
_LOCK = re.compile(r"~\$.*|\.?~lock.*|.*\.lock", re.IGNORECASE)
_NO_TEXT = re.compile(
    r"\.(?:docx?|dotx?|odt|rtf|pages|pdf|e?ps|xlsx?|xlsm|ods|numbers|pptx?|odp|key|png|jpe?g|gif|json|"
    r"py|js|ts|css|c|h|cpp|java|go|rs|rb|php|pl|sh|bat|ps1|sql|ya?ml|toml|ini|cfg|conf|log|diff|patch)",
    re.IGNORECASE,
)
"""Endings of names under which nobody keeps a press text; a table is read whatever its name."""
_ARTICLE = "If it is a press text, save it as .txt and begin it with a line `title:`, its title, and an empty line."

_CODE = re.compile(
    # a log's line
    r"^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d|^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |^\d{1,3}(?:\.\d{1,3}){3} |"
    r"^\W{0,3}(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b|"
    # settings, and lists under a key
    r"^(?:- )?[\"']?[a-z_][\w./-]*[\"']?:(?:\s|$)|^\[[\w.:\" -]+\]$|^[\w.\[\]\"'-]+\s*=\s*\S|"
    # what only a program puts at an end, in the middle, or at a beginning
    r"[\w)\]}\"'];$|[{}\[(]$|^[^\w«“¿¡]+$|[=!<>]=|[-=]>|::|&&|\|\||[+:]=|\$[{(]|\w\(|</|"
    r"^<[\w!?/]|^@\w|^(?:[+-]{3} |@@ )|"
    r"^(?:import|from|export|def|class|return|const|let|var|function|package|using|namespace|struct|func|fn|pub|raise|"
    r"else|elif|try|except|finally|yield|assert|async|await|SELECT|INSERT INTO|CREATE TABLE)\b.*[^.!?…»”]$"
)
"""Signs of a log, of settings, of source code and of markup, in one line."""
_LIST = re.compile(r"[a-z_]+: [^,]{1,120}(?:, [^,]{1,120}){4,}(?<![.!?])")
"""Five words or more under a key, whatever language they seem to be in."""
_SIGN = re.compile(r"[{}()\[\]<>=;|&$]")
_DENSE, _LONG = 8, 80
"""A long line with a sign of programs for every eighth letter is a squeezed program, whatever its words."""
_ENTITY = re.compile(r"&#?\w{1,8};")
_REMARK = re.compile(r"(?:#|//|/?\*|--|;|\"\"\")")
"""A line that may be a remark in source code, or an entry in the list of an article: it tells nothing."""
_READ = 65536
_MOST, _SOME = 0.5, 0.2
"""Of what tells something, and of all, that must be code."""
_FEWEST_LINES, _FEWEST_LETTERS = 3, 400
"""Of code, one of the two: a text of less is too small to tell."""


def refuse_bytes(raw: bytes, name: str) -> None:
    """Raises NotASignal for documents, pictures, packed files, saved letters and what an office program keeps while a
    document is open: each with what to do."""
    if _LOCK.fullmatch(PurePath(name).name):
        message = "a program keeps this beside a file that is in use, there is no text in it"
        raise _stranger(message, "Leave it out; save what is open as text (.txt).", name)
    start = raw[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, what, hint in _MAGIC:
        if start.startswith(magic):
            raise _stranger(f"{what} is not read here", hint, name)
    if _MIME.search(raw[:4096]):
        raise _stranger("a letter or a page saved as one (MIME) is not read here", _AS_HTML, name)


def refuse_own(text: str, name: str) -> None:
    """Raises NotASignal for the page that `keywords --html` writes: its words would be counted as the press's."""
    if _OWN.search(text[:4096]):
        raise _stranger("this is our own picture of the words", "Leave it out, or keep it elsewhere.", name)


def refuse_text(text: str, name: str, *, headed: bool) -> None:
    """Raises NotASignal for a text that is no press text: its name says that it is something else, or most of it is
    source code, settings or a log (a text that is `headed` as an article is believed)."""
    ending = PurePath(name).suffix
    if _NO_TEXT.fullmatch(ending):
        message = f"a {ending.lower()} file with no signals that are read here"
        raise _stranger(message, "If it is a press text, save it as .txt.", name)
    if not headed and _is_code(text[:_READ]):
        raise _stranger("source code, settings or a log, and no press text", _ARTICLE, name)


def _is_code(text: str) -> bool:
    """Whether most letters stand in lines of code. A sentence with a bracket in it is a sentence."""
    sizes = {"code": 0, "text": 0, "remark": 0}
    lines = 0
    for line in (_ENTITY.sub("", line).strip() for line in text.split("\n")):
        kind = _kind(line)
        sizes[kind] += len(line)
        lines += kind == "code"
    code, most = sizes["code"], max(_MOST * (sizes["code"] + sizes["text"]), _SOME * sum(sizes.values()))
    return code > most and (lines >= _FEWEST_LINES or code >= _FEWEST_LETTERS)


def _kind(line: str) -> str:
    squeezed = len(line) >= _LONG and len(_SIGN.findall(line)) * _DENSE > len(line)
    if squeezed or _LIST.fullmatch(line) or (_CODE.search(line) and not told(line)):
        return "code"
    return "remark" if _REMARK.match(line) else "text"


def _stranger(message: str, hint: str, name: str) -> NotASignal:
    return NotASignal(message, hint=hint, where=Where(name), code="unknown-kind")
