"""In a real Chromium: a save reloads the page that shows it, in its place; another page is only told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from launcher.launch.folder import Crisis
from launcher.workspace import Workspace
from tests.preview.browsing import Page, browsing
from tests.preview.looking import LOOPBACK, Preview, changed, copied, previewing, restored, twin
from tests.real.conftest import chromium as chromium

pytestmark = pytest.mark.real
SHADOW = "document.querySelector('sparewheel-preview').shadowRoot"
NOTED = f"""new Promise(done => {{
  const look = () => {{ const note = {SHADOW}.querySelector('#note');
    if (note && !note.hidden) done(note.querySelector('a').getAttribute('href')); }};
  new MutationObserver(look).observe({SHADOW}, {{subtree: true, childList: true, attributes: true}}); look();
}})"""


@pytest.fixture(scope="module")
def one(model: tuple[Crisis, Workspace], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    with previewing(*copied(model, tmp_path_factory.mktemp("browser")), room=LOOPBACK) as running:
        for lang in ("fr", "en"):
            running.post(f"point.{lang}.md").write_text(twin(lang, "x", "Status: draft"), "utf-8")
        running.shown("/fr/point-fr/", lambda page: page.status == 200)
        running.judged()
        yield running


@pytest.fixture
def preview(one: Preview) -> Iterator[Preview]:
    with restored(one):
        yield one


@pytest.fixture(scope="module")
def page(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browsing(chromium, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.mark.parametrize("where", ["address", "room"])
def test_the_page_reloads_and_keeps_its_place(preview: Preview, page: Page, where: str) -> None:
    page.go(getattr(preview.session, where) + "fr/lire-un-code-de-lot/")
    page.ask("scrollTo({top: 600, behavior: 'instant'}); window.ours = true")
    before = page.ask("scrollY")
    assert before > 300
    changed(preview.post("lot-code.fr.md"), "Un lot regroupe", "Un lot ZZ regroupe")
    page.wait("Page.loadEventFired")
    assert page.ask("[document.body.innerText.includes('ZZ'), window.ours === undefined]") == [True, True]
    assert page.ask("scrollY") == before
    assert page.complaints == []


def test_another_page_is_told_and_not_reloaded(preview: Preview, page: Page) -> None:
    page.go(preview.session.address + "fr/medias/")
    page.ask("window.ours = true")
    changed(preview.post("lot-code.fr.md"), "Un lot regroupe", "Un lot ZZ regroupe")
    assert page.ask(NOTED) == "/fr/lire-un-code-de-lot/"
    assert page.ask("window.ours") is True
    assert page.complaints == []


def test_an_error_page_gives_way_to_the_page(preview: Preview, page: Page) -> None:
    changed(preview.post("lot-code.fr.md"), "Lang: ", "no colon\nLang: ")
    preview.shown("/fr/lire-un-code-de-lot/", lambda found: found.status == 500)
    page.go(preview.session.address + "fr/lire-un-code-de-lot/")
    assert "ne peut pas être montrée" in page.ask("document.querySelector('h1').innerText")
    changed(preview.post("lot-code.fr.md"), "no colon\n", "")
    page.wait("Page.loadEventFired")
    assert "lot" in page.ask("document.querySelector('h1').innerText")


def test_a_draft_is_marked_where_it_is_listed(preview: Preview, page: Page) -> None:
    page.go(preview.session.address + "fr/chronologie/")
    marks = "[...document.querySelectorAll('.sparewheel-mark')].map(one => one.textContent)"
    assert "Brouillon" in page.ask(marks)
    page.go(preview.session.address + "fr/point-fr/")
    assert "BROUILLON" in page.ask(f"{SHADOW}.querySelector('.ribbon').innerText.toUpperCase()")


@pytest.mark.parametrize("width", [320, 768, 1280, 1500])
def test_nothing_is_wider_than_the_screen(preview: Preview, page: Page, width: int) -> None:
    page.do("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    for path in ("", "fr/point-fr/", "_/", "en/none/", "_/publish"):
        page.go(preview.session.address + path)
        wider = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        assert page.ask(wider) <= 0, path
    page.do("Emulation.clearDeviceMetricsOverride")


def test_the_place_is_copied(preview: Preview, page: Page) -> None:
    page.go(preview.session.address + "fr/point-fr/")
    is_copied = f"""new Promise(done => {{
      const button = {SHADOW}.querySelector('[data-copy]');
      new MutationObserver(() => done(button.className)).observe(button, {{attributes: true}});
      {SHADOW}.querySelector('details').open = true; button.click();
    }})"""
    assert page.ask(is_copied) == "done"
