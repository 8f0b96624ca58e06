from __future__ import annotations

from pathlib import Path

import pytest

from launcher.model import Yardstick
from launcher.site.rules import reach
from tests.site import samples
from tests.site.rules.against import codes, facts, look, pair

KNOWN = Yardstick(
    contacts=samples.CONTACTS,
    facts=facts(
        union="+1 450 555-0188 poste 21",
        authority={"fr": "https://www.autorite.example/fr", "en": "https://autorite.example/en"},
    ),
    types={"union": "phone", "authority": "url"},
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Call 1 800 555-0143.", "wrong-phone"),
        ("Call 1 800 555-0124.", "wrong-phone"),
        ("Call 1 888 555-0142.", "wrong-phone"),
        ("Call 1 800 555-042.", ""),
        ("Call 450 555-0188, ext. 12.", "wrong-phone"),
        ("Write to client@laiterie.example.", "wrong-email"),
        ("Write to clients@laitrie.example.", "wrong-email"),
        ("Write to clients@laiterie.test.", "wrong-email"),
        ("See https://autorte.example/en/notice.", "wrong-link"),
        ("[Authority](https://autoritee.example/)", "wrong-link"),
        ("[Call us](tel:+18005550143)", "wrong-phone"),
        ("[Write](mailto:cleints@laiterie.example)", "wrong-email"),
        ("[1 800 555-0142](tel:+15145550177)", "wrong-phone"),
        ("[clients@laiterie.example](mailto:medias@laiterie.example)", "wrong-email"),
    ],
)
def test_nearly_the_right_one(content: Path, text: str, code: str) -> None:
    samples.write(content, "posts/a.en", f"Text.\n\n{text}")
    found = look(reach, content, KNOWN)
    assert codes(found) == ([("error", code)] if code else [])
    assert all(one.where.line == 10 and one.where.column >= 1 for one in found)


@pytest.mark.parametrize(
    ("text", "code"),
    [("Call 204 555-0199.", "unknown-phone"), ("Write to help@shelter.example.", "unknown-email")],
)
def test_one_that_nobody_knows(content: Path, text: str, code: str) -> None:
    samples.write(content, "posts/a.en", text)
    assert codes(look(reach, content, KNOWN)) == [("warning", code)]


def test_the_right_ones(content: Path) -> None:
    pair(
        content,
        "posts/a",
        "[1 800 555-0142](tel:+18005550142), 514-555-0177, (450) 555-0188 poste 21, 911, 811, le 211.\n\n"
        "[Avis](https://autorite.example/fr/avis), [Ville](https://www.ville.example), clients@laiterie.example",
        "[+1 800 555-0142](tel:+18005550142), 514 555-0177, 450 555-0188, call 911 or 811.\n\n"
        "<https://www.autorite.example/en>, [press](mailto:medias@laiterie.example?subject=Recall)",
    )
    assert look(reach, content, KNOWN) == []
    samples.write(content, "posts/b.en", "Call 1 800 555-0143.")
    assert look(reach, content) == []
