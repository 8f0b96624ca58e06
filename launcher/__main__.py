"""`python -m launcher` is `sparewheel`."""

import sys


def main() -> None:
    """Go through the door. It takes a moment to open: who turns back meanwhile is let go without a traceback."""
    try:
        from launcher.cli import main as door
    except KeyboardInterrupt:
        sys.exit(130)
    door()


if __name__ == "__main__":
    main()
