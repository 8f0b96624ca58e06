"""The door: parse, call one function, render one Result. Nothing else prints or asks."""

from launcher.cli.door import main

__all__ = ["main"]
