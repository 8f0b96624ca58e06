"""What the preview says, it says in both languages."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from launcher.preview import drawing, wording
from launcher.preview.drawing import Place


def test_both_languages_say_the_same_things() -> None:
    french, english = wording.texts()["fr"], wording.texts()["en"]
    assert french.keys() == english.keys()
    for key, text in french.items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", english[key]), key
        assert not re.search(r"[ ][:;!?»]|«[ ]|'", text), text


def test_every_text_is_used() -> None:
    room = resources.files("launcher.preview")
    files = [*room.iterdir(), *(room / "pages").iterdir()]
    said = " ".join(file.read_text("utf-8") for file in files if file.name.endswith((".py", ".html")))
    built = {"errors", "warnings", "draft-note", "held-note", "fr", "en"}
    unused = {key for key in wording.texts()["fr"] if f'"{key}"' not in said} - built
    assert unused == set()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_many_files_are_counted(lang: str) -> None:
    files = [(f"fr/p{number}/index.html", "changed") for number in range(31)]
    page = drawing.publishing("agree", lang, Place(), files=files, told=[], token="t", plan="p")
    assert page.count("<code>") == 20
    assert wording.say(lang, "and-more", n=11) in page
