"""Pelican settings of the standby site. This file runs in Pelican's separate process, never in the launcher.

The values of one build (mode, address, languages, names, contacts) come from the JSON file that the environment
variable SPAREWHEEL_SITE names; content and output folders come from Pelican's command line. What is made of the
contents is in site_outputs, the templates' surroundings in site_templates.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # Pelican loads this file by path, so the modules beside it are not found otherwise

import site_data  # noqa: E402
import site_pelican  # noqa: E402
import site_reader  # noqa: E402

SITE = site_data.load(Path(os.environ["SPAREWHEEL_SITE"]).read_bytes())

# Paths. Only what was linked from a published page is copied; nothing of the theme is a file of its own.
PATH = "content"
ARTICLE_PATHS = ["posts"]
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
THEME = str(HERE)
THEME_STATIC_PATHS: list[str] = []
IGNORE_FILES = [".*", "*~"]

# Where a page stands is in its metadata (site_text).
SITEURL = SITE.url
SITENAME = SITE.name[SITE.main]
RELATIVE_URLS = True
DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_SAVE_AS = ""
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
DIRECT_TEMPLATES: list[str] = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

# Reading. Nothing is guessed from a file's name or folder, nothing in a title is markup.
DEFAULT_LANG = SITE.main
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

# Time. No system locale; Babel writes dates (site_words).
TIMEZONE = SITE.timezone
LOCALE = ["C"]

# Running.
PLUGINS: list[str] = []
PELICAN_CLASS = site_pelican.CrisisSite
