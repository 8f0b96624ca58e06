"""What people build and put out a blog with, from the same Markdown: Pelican and `aws s3 sync`, as Pelican's own
Makefile does it, and Hugo with `hugo deploy`. Neither checks a text nor looks at what readers get."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import publish_content
from benchmarks.peers.uploaders import HUGO, UPLOADERS, Job, hugo_deployment
from benchmarks.publish_content import Form

PELICAN = """
SITENAME = "Example"
SITEURL = "https://example.org"
AUTHOR = "Example"
TIMEZONE = "America/Toronto"
DEFAULT_LANG = "fr"
DEFAULT_PAGINATION = 10
THEME = "simple"
PLUGINS = []
RELATIVE_URLS = False
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
DELETE_OUTPUT_DIRECTORY = True
"""
"""What `pelican-quickstart` writes, with the plain theme that comes with it; no cache, which is its default."""
_LIST = """<!doctype html>
<html lang="{{ .Site.Language.Lang }}"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
{{ $shown := .Paginate .RegularPagesRecursive }}{{ range $shown.Pages }}
<article><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><time>{{ .Date }}</time><p>{{ .Summary }}</p></article>
{{ end }}{{ with $shown.Next }}<a href="{{ .URL }}">→</a>{{ end }}
</body></html>
"""
_SINGLE = """<!doctype html>
<html lang="{{ .Site.Language.Lang }}"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<article><h1>{{ .Title }}</h1><time>{{ .Date }}</time>{{ .Content }}</article>
{{ range .Translations }}<a href="{{ .RelPermalink }}" hreflang="{{ .Language.Lang }}">{{ .Title }}</a>{{ end }}
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Builder:
    """A way to put a blog out: the form of its posts, their folder and the one that is built, what it needs beside
    them, and the commands, to run in the site's folder."""

    form: Form
    posts: str
    out: str
    prepare: Callable[[Path, Job], None]
    build: Sequence[str | Path]
    upload: Callable[[Job], Sequence[str | Path]]


def _pelican_settings(site: Path, _: Job) -> None:
    (site / "pelicanconf.py").write_text(PELICAN)


def _hugo_settings(site: Path, job: Job) -> None:
    languages: Mapping[str, object] = {lang: {"weight": n} for n, lang in enumerate(publish_content.LANGUAGES, 1)}
    settings = {
        **hugo_deployment(job),
        "title": "Example",
        "defaultContentLanguage": "fr",
        "defaultContentLanguageInSubdir": True,
        "languages": languages,
        "pagination": {"pagerSize": 10},
    }
    (site / "hugo.json").write_text(json.dumps(settings))
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "list.html").write_text(_LIST)
    (layouts / "single.html").write_text(_SINGLE)


BUILDERS = {
    "pelican + aws s3 sync": Builder(
        publish_content.pelican, "content", "output", _pelican_settings,
        (sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output", "-q"),
        UPLOADERS["aws s3 sync"].command,
    ),
    "hugo + hugo deploy": Builder(
        publish_content.hugo, "content/posts", "public", _hugo_settings,
        (HUGO, "--quiet", "--cleanDestinationDir"),
        lambda _: (HUGO, "deploy", "--quiet", "--maxDeletes", "-1", "--workers", "32"),
    ),
}  # fmt: skip
