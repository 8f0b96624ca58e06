"""The sandbox is one for all stories of a worker: each has a name of its own."""

from tests.launch.conftest import begun, unbroken
from tests.worlds import start, world

__all__ = ["begun", "start", "unbroken", "world"]
