"""The picture of the words: one HTML file with each word's curves. For the lead's eyes, never for the site.

keywords → cards (what is shown, in words) → curves (points to paths) → page (HTML, escaped by the template engine)
"""

from launcher.picture.page import page

__all__ = ["page"]
