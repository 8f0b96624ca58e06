"""Numbers as exports write them: `<1`, decimal commas, thousands apart by spaces, commas, points or apostrophes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_BELOW = re.compile(r"[<＜﹤≤]\s?(\d+)")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_APART = re.compile(r"(?<=\d)[\s'’٬](?=\d{3}(?!\d))")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_LONGEST = 40


def level(cell: str, mark: str = ".") -> float | None:
    """A finite number, `mark` before its decimals; `<1` counts as one half, and what is no number as None."""
    if cell.isdecimal() and len(cell) < _LONGEST:
        return float(cell)
    text = cell.strip().strip("%\u066a").strip()
    if not text or len(text) > _LONGEST:
        return None
    below = _BELOW.fullmatch(text)
    if below:
        return int(below[1]) / 2
    text = text.replace("−", "-").replace("٫", mark)
    text = text.replace(".", " ").replace(",", ".") if mark == "," else text.replace(",", " ")
    text = _APART.sub("", text)
    number = float(text) if _PLAIN.fullmatch(text) else math.nan
    return number if math.isfinite(number) else None


def decimal_mark(cells: Iterable[str], delimiter: str) -> str:
    """`,` or `.`, decided by all cells of a column: 3,5 tells, 1,234 does not. Where nothing tells, a table apart by
    semicolons comes from a country of decimal commas."""
    unsure = ""
    for cell in cells:
        mark = max(cell.rfind(","), cell.rfind("."))
        if mark < 0:
            continue
        both = "," in cell and "." in cell
        thousands = _THOUSANDS.fullmatch(cell.strip().strip("%").strip())
        if both or not thousands:
            return cell[mark]
        if cell.count(cell[mark]) > 1:
            return "." if cell[mark] == "," else ","
        unsure = cell[mark]
    return "," if unsure == "," and delimiter == ";" else "."
