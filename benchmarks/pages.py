"""The pages of a fresh crisis: Lighthouse on a telephone (median of three), and what every playbook's pages weigh.

`make audit` gates accessibility, best practices and SEO; speed is measured here, for a shared machine has bad moments.

    python -m benchmarks.pages        writes benchmarks/results/pages.json and prints a table
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.pages_measure import RUNS, keep, speed, versions
from tests.audit import edge, sites, tools
from tests.audit.document import file
from tests.audit.sites import Audited


def main() -> int:
    if lacking := tools.missing():
        print(f"  not measured: {lacking}")
        return 1 if os.environ.get("CI") else 0
    with tempfile.TemporaryDirectory() as folder:
        built = {one: sites.named(one, Path(folder) / one) for one in sites.playbooks()}
        recall = built[sites.RECALL]
        with edge.serving(recall.root, recall.files) as address:
            pages = speed(address, recall.measured)
        weights = {name: _weights(audited) for name, audited in built.items()}
    what = f"pages of the product-recall drill, Lighthouse mobile, median of {RUNS}; weights of every playbook, gzip"
    keep("pages", {"what": what, "tools": versions(), "cpus": os.cpu_count(), "pages": pages, "weights": weights})
    for page in pages:
        print(f"  {page['path']:32} {' '.join(f'{n:3.0f}' for n in page['scores'].values())} {page['bytes']:7.0f} B")
    return 0


def _weights(audited: Audited) -> dict[str, Any]:
    """Bytes of pages, compressed: the home pages, the middle one, the heaviest."""
    sizes = sorted((len(edge.wire(file(audited, path).read_bytes())), path) for path in audited.paths)
    weighed = {path: size for size, path in sizes}
    homes = {path: weighed[path] for path in audited.homes}
    (heaviest, where) = sizes[-1]
    return {
        "homes": homes,
        "median": sizes[len(sizes) // 2][0],
        "heaviest": heaviest,
        "where": where,
        "pages": len(sizes),
    }


if __name__ == "__main__":
    sys.exit(main())
