"""The figures and pictures of `docs/pages.md`, from what the benchmarks wrote. `make docs` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docs.generated import table

ROOT = Path(__file__).resolve().parent.parent
SCORES = ("performance", "accessibility", "best-practices", "seo")


def pages() -> str:
    """Lighthouse on each measured page."""
    rows = [
        [
            f"`{page['path']}`", *(f"{page['scores'][name]:.0f}" for name in SCORES),
            f"{page['lcp'] / 1000:.1f} s", f"{page['bytes'] / 1024:.1f} KB", f"{page['requests']:.0f}",
        ]
        for page in _result("pages")["pages"]
    ]  # fmt: skip
    return table(["", *_headed(), "largest text after", "on the wire", "requests"], rows)


def weights() -> str:
    """What the pages of every playbook weigh."""
    rows = [
        [
            name,
            " · ".join(_kilo(size) for size in found["homes"].values()),
            _kilo(found["median"]),
            _kilo(found["heaviest"]),
        ]
        for name, found in sorted(_result("pages")["weights"].items())
    ]
    return table(["the drill of", "home, fr · en", "middle page", "heaviest page"], rows)


def peers() -> str:
    """Ours beside three public themes."""
    rows = [
        [
            "**the spare wheel**" if name == "ours" else found["what"],
            _range(map(_kilo, found["bytes"])), _range(f"{n:.0f}" for n in found["requests"]),
            *(f"{found['scores'][score]:.0f}" for score in SCORES), f"{len(found['axe'])}",
            f"{found['nu']['error']} / {found['nu']['all'] - found['nu']['error']}",
        ]
        for name, found in _result("pages_peers")["rows"].items()
    ]  # fmt: skip
    head = ["", "on the wire", "requests", *_headed(), "rules of axe broken", "markup: errors / warnings"]
    return table(head, sorted(rows, key=lambda row: "**" not in row[0]))


def without() -> str:
    """What each could not carry."""
    found = [row for name, row in _result("pages_peers")["rows"].items() if name != "ours"]
    return "".join(f"- {row['what']}: without {'; '.join(row['without'])}.\n" for row in found)


def pictures() -> str:
    """The narrow ones in a row, the wide ones below."""
    files = sorted((ROOT / "docs" / "pictures").glob("page-*.png"))
    rows = [[file for file in files if size in file.stem] for size in ("-narrow-", "-wide-")]
    widths = (180, 420)
    return (
        "\n\n".join(" ".join(_shown(file, width) for file in row) for row, width in zip(rows, widths, strict=True))
        + "\n"
    )


def _shown(file: Path, width: int) -> str:
    kind, lang, _, scheme = file.stem.removeprefix("page-").rsplit("-", 3)
    told = f"{kind}, {'in French' if lang == 'fr' else 'in English'}, {scheme}"
    return f'<a href="pictures/{file.name}"><img src="pictures/{file.name}" width="{width}" alt="{told}"></a>'


def _headed() -> Sequence[str]:
    return [name.replace("-", " ") if name != "seo" else "SEO" for name in SCORES]


def _kilo(size: float) -> str:
    return f"{size / 1024:.1f} KB"


def _range(ends: Iterable[str]) -> str:
    low, high = ends
    return low if low == high else f"{low.removesuffix(' KB')}–{high}"


def _result(name: str) -> Any:
    return json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text("utf-8"))
