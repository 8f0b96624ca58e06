"""`python -m launcher` is `sparewheel`."""

from launcher.cli import main

main()
