"""Runs one command and writes what it took, as JSON: `python -S -E benchmarks/measured.py FILE COMMAND…`.

A process of its own and a small one, because Linux counts the memory of who starts a process as its own: nothing is
imported here that need not be.
"""

import json
import os
import sys
import time

started = time.perf_counter()
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - started
with open(sys.argv[1], "w") as file:  # noqa: PTH123 - pathlib is one import more
    json.dump({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * 1024 / 1e6}, file)
sys.exit(os.waitstatus_to_exitcode(status))
