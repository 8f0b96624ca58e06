"""Pelican settings of the standby site. This file runs in Pelican's separate process, never in the launcher.

The values of one build (mode, address, languages, names, contacts) come from the JSON file that the environment
variable SPAREWHEEL_SITE names; content and output folders come from Pelican's command line.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from jinja2 import StrictUndefined

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # Pelican loads this file by path, so the modules beside it are not found otherwise

import site_colours  # noqa: E402
import site_data  # noqa: E402
import site_lists  # noqa: E402
import site_markdown  # noqa: E402
import site_pelican  # noqa: E402
import site_reader  # noqa: E402
import site_words  # noqa: E402

SITE = site_data.load()
_CSS = site_data.css(HERE / "theme.css", SITE.colour, SITE.logo)

# Paths. Only what was linked from a published page is copied; nothing of the theme is a file of its own.
PATH = "content"
ARTICLE_PATHS = ["posts"]
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
THEME = str(HERE)
THEME_STATIC_PATHS: list[str] = []
IGNORE_FILES = [".*", "*~"]

# One page a file, at /{lang}/{slug}/; the main language's home page moves to / (site_reader.Markdown).
SITEURL = SITE.url
SITENAME = SITE.name[SITE.main]
RELATIVE_URLS = True
ARTICLE_URL = ARTICLE_LANG_URL = PAGE_URL = PAGE_LANG_URL = "{lang}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = PAGE_SAVE_AS = PAGE_LANG_SAVE_AS = "{lang}/{slug}/index.html"
DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_SAVE_AS = ""
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
DIRECT_TEMPLATES: list[str] = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

# Reading. Nothing is guessed from a file's name or folder, nothing in a title is markup.
DEFAULT_LANG = SITE.main
SITE_LANGUAGES = SITE.languages
ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = "twin"
FILENAME_METADATA = ""
USE_FOLDER_AS_CATEGORY = False
INTRASITE_LINK_REGEX = r"[{](?P<what>filename|static)[}]"
FORMATTED_FIELDS: list[str] = []
TYPOGRIFY = False
READERS = {
    "md": site_reader.Markdown,
    **dict.fromkeys(("markdown", "mkd", "mdown", "rst", "html", "htm")),
}
MARKDOWN = {"extensions": ["tables", "sane_lists", site_markdown.headings(), site_markdown.Plain()]}

# Time. No system locale; Babel writes dates (site_words).
TIMEZONE = SITE.timezone
LOCALE = ["C"]

# Rendering.
PLUGINS: list[str] = []
PELICAN_CLASS = site_pelican.CrisisSite
TEMPLATE_EXTENSIONS = [".html", ".xml", ".txt"]
JINJA_ENVIRONMENT = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
JINJA_FILTERS = {
    "moment": site_words.moment,
    "zone": site_words.zone,
    "bind": site_words.bind,
    "tel": site_words.tel,
    "text": site_words.text,
    "sha256": site_data.sha256,
}
JINJA_GLOBALS = {
    "css": _CSS,
    "css_sha256": site_data.sha256(_CSS),
    "icon_colour": site_colours.readable(SITE.colour, site_colours.LIGHT, site_colours.MARK).removeprefix("#"),
    "changed": site_lists.changed,
    "description": site_lists.description,
    "label": site_lists.label,
    "latest": site_lists.latest,
    "lists": site_lists.LISTS,
    "navigation": site_lists.navigation,
    "news": partial(site_lists.news, SITE),
    "promise": site_lists.promise,
    "recent": site_lists.recent,
    "site": SITE,
    "t": site_words.say,
}
