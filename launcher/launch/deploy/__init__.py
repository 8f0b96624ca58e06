"""Deploy: what lies in the storage for a host, and how a release comes there.

    releases/<host>.a/…  releases/<host>.b/…   two places; the edge shows one, the next release is made in the other
    hosts/<host>/state.json                    what lies in which place, and what was live when (state.py)
    hosts/<host>/manifests/<release>.json      which files make a release, and which sources made it
    hosts/<host>/kept/<sha256>                 bytes that no place holds any more
    hosts/<host>/sources/<sha256>              what writers wrote, so that another machine can have it

So a publish costs what it changes, a switch is at once, and what was live can be put back from any machine.
"""
