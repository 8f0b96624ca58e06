from __future__ import annotations

from pathlib import Path

import pytest

from launcher.site.rules import elements
from tests.site import samples
from tests.site.rules.against import codes, look

PARTS = {
    "fr": {
        "empathy": "Nous pensons d’abord aux familles touchées.",
        "facts": "Le feu a commencé le 10 mars vers 5 h, dans l’entrepôt.",
        "unknown": "Nous ne savons pas encore ce qui l’a causé.",
        "doing": "Nous avons fermé l’usine et nous collaborons avec les pompiers.",
        "commitment": "Nous nous engageons à tout dire ici.",
        "contact": "Questions : 1 800 555-0142.",
    },
    "en": {
        "empathy": "Our first thoughts are with the families affected.",
        "facts": "The fire started on March 10 around 5 a.m., in the warehouse.",
        "unknown": "We do not know yet what caused it.",
        "doing": "We have closed the plant and are working with the firefighters.",
        "commitment": "We commit to telling you everything here.",
        "contact": "Questions: 1 800 555-0142.",
    },
}
SAID = {
    "empathy": [
        ("fr", "Nous sommes désolés."),
        ("fr", "Toutes nos condoléances aux proches."),
        ("fr", "Je vous présente mes excuses, sans réserve."),
        ("fr", "Nous savons que cette attente est pénible."),
        ("fr", "Votre colère est légitime."),
        ("fr", "Les membres traversent des semaines difficiles; nous sommes solidaires."),
        ("fr", "Il est normal de s’inquiéter quand on boit cette eau."),
        ("fr", "Nous regrettons les désagréments."),
        ("en", "We are deeply sorry."),
        ("en", "I apologize to everyone I hurt."),
        ("en", "We know that waiting is stressful."),
        ("en", "Your anger is understandable."),
        ("en", "We stand with our members and their families in these hard weeks."),
        ("en", "It is natural to worry about what is in the water."),
        ("en", "Our condolences go to their loved ones."),
        ("en", "We regret the inconvenience."),
    ],
    "unknown": [
        ("fr", "La cause n’est pas encore connue."),
        ("fr", "Il est trop tôt pour dire quand le service reviendra."),
        ("fr", "On ignore combien de dossiers ont été copiés."),
        ("fr", "Il reste à établir qui a eu accès au fichier."),
        ("fr", "L’enquête dira ce qui s’est passé."),
        ("fr", "Nous n’avons pas encore de date pour la reprise des pourparlers."),
        ("en", "The cause has not been determined."),
        ("en", "It is too early to say when service will resume."),
        ("en", "How many files were copied is still unclear."),
        ("en", "We are still working to establish who had access."),
        ("en", "The investigation will tell what happened."),
        ("en", "We don’t have all the answers."),
    ],
    "doing": [
        ("fr", "Le comité de négociation rencontre l’employeur jeudi."),
        ("fr", "Une enquête indépendante est en cours."),
        ("fr", "La Ville distribue de l’eau embouteillée."),
        ("fr", "J’ai demandé un audit externe."),
        ("fr", "Nos équipes sont sur place."),
        ("en", "The bargaining committee is meeting the employer on Thursday."),
        ("en", "An independent investigation is under way."),
        ("en", "The City has opened two water stations."),
        ("en", "I have asked for an outside audit."),
        ("en", "Crews are on site."),
    ],
    "commitment": [
        ("fr", "Nous dirons ce que nous apprenons, bon ou mauvais."),
        ("fr", "Je m’engage à rencontrer chaque famille."),
        ("fr", "Le promoteur s’engage à publier les mesures."),
        ("fr", "Vous avez notre parole."),
        ("en", "We will say what we learn, good or bad."),
        ("en", "I promise to meet each family."),
        ("en", "The proponent is committed to publishing the readings."),
        ("en", "You have our word."),
    ],
    "contact": [
        ("fr", "Écrivez à aide@exemple.example."),
        ("fr", "[Les consignes de la santé publique](https://sante.example/)"),
        ("fr", "Pour en savoir plus, lisez les [questions et réponses]({filename}/pages/faq.fr.md)."),
        ("en", "Write to help@example.example."),
        ("en", "[Public health advice](https://health.example/)"),
        ("en", "To learn more, read the [questions and answers]({filename}/pages/faq.en.md)."),
    ],
    "facts": [
        ("fr", "Ce matin, un camion-citerne s’est renversé sur la route 138."),
        ("fr", "Le 8 février, une personne non autorisée a copié un fichier."),
        ("fr", "La grève a commencé lundi dans six résidences."),
        ("en", "This morning, a tank truck overturned on Highway 138."),
        ("en", "On February 8, an unauthorized person copied a file."),
        ("en", "The strike began on Monday in six homes."),
    ],
}
CASES = [(element, lang, text) for element, texts in SAID.items() for lang, text in texts]


def statement(content: Path, lang: str, **changed: str) -> None:
    parts = {**PARTS[lang], **changed}
    samples.write(content, f"posts/first.{lang}", "\n\n".join(filter(None, parts.values())), kind="statement")


def level(element: str) -> str:
    """In prose only figures and links are sure: the rest is said in words that nobody listed."""
    return "error" if element in ("facts", "contact") else "warning"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_all_six(content: Path, lang: str) -> None:
    statement(content, lang)
    assert look(elements, content) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("element", list(SAID))
def test_one_that_is_missing(content: Path, lang: str, element: str) -> None:
    statement(content, lang, **{element: ""})
    (one,) = look(elements, content)
    assert codes([one]) == [(level(element), f"first-message-{element}")]
    assert one.hint.startswith("Example: ")


@pytest.mark.parametrize(("element", "lang", "text"), CASES, ids=[f"{lang}-{text[:30]}" for _, lang, text in CASES])
def test_other_ways_to_say_it(content: Path, element: str, lang: str, text: str) -> None:
    statement(content, lang, **{element: text})
    assert look(elements, content) == []


@pytest.mark.parametrize(
    ("element", "lang", "text"),
    [
        ("empathy", "fr", "Les clients visés sont avisés."),
        ("empathy", "en", "Customers affected have been notified."),
        ("commitment", "fr", "Nous publierons la prochaine mise à jour à 14 h."),
        ("commitment", "en", "We will post the next update at 2 p.m."),
        ("facts", "fr", "Prochaine mise à jour : le 10 mars à 14 h."),
        ("facts", "en", "Next update: March 10 at 2 p.m."),
        ("unknown", "en", "We will say what is not confirmed."),
        ("contact", "fr", "Merci de votre patience."),
    ],
)
def test_what_only_looks_like_one(content: Path, element: str, lang: str, text: str) -> None:
    statement(content, lang, **{element: text})
    assert codes(look(elements, content)) == [(level(element), f"first-message-{element}")]


HEADINGS = {
    "fr": {
        "facts": "Ce que nous savons", "unknown": "Ce que nous ne savons pas encore", "doing": "Ce que nous faisons",
        "commitment": "Notre engagement", "contact": "Pour en savoir plus",
    },
    "en": {
        "facts": "What we know", "unknown": "What we do not know yet", "doing": "What we are doing",
        "commitment": "Our commitment", "contact": "Learn more",
    },
}  # fmt: skip


def headed(lang: str, without: str = "") -> str:
    parts = (f"## {heading}\n\n- Texte." for element, heading in HEADINGS[lang].items() if element != without)
    return "\n\n".join((PARTS[lang]["empathy"], *parts))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_headings_say_what_stands_below(content: Path, lang: str) -> None:
    samples.write(content, f"posts/first.{lang}", headed(lang), kind="statement")
    assert look(elements, content) == []
    for element in HEADINGS[lang]:
        samples.write(content, f"posts/first.{lang}", headed(lang, element), kind="statement")
        assert codes(look(elements, content)) == [("error", f"first-message-{element}")]


LABELS = {
    "fr": """Nous pensons à vous.

Ce que nous savons : le feu a commencé le 10 mars.

Ce que nous ne savons pas : la cause.

Ce que nous faisons : le réseau est rincé.

Notre engagement : la vérité.

Pour en savoir plus : 811.""",
    "en": """Our thoughts are with you.

**What we know.** The fire began on March 10.

**What we do not know.** The cause.

**What we are doing.** The network is rinsed.

**Our commitment.** The truth.

**Learn more:** 1 800 555-0142.""",
}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_paragraph_may_bear_its_label(content: Path, lang: str) -> None:
    samples.write(content, f"posts/first.{lang}", LABELS[lang], kind="statement")
    assert [one for one in look(elements, content) if one.code != "first-message-contact"] == []


def test_a_part_that_was_lost_is_told_even_if_the_words_are_elsewhere(content: Path) -> None:
    body = f"{PARTS['fr']['doing']} {headed('fr', 'doing')}"
    samples.write(content, "posts/first.fr", body, kind="statement")
    assert codes(look(elements, content)) == [("warning", "first-message-doing")]


def test_later_statements_may_be_shorter(content: Path) -> None:
    statement(content, "fr")
    later = "2026-03-11T06:30:00-04:00"
    samples.write(content, "posts/a.fr", PARTS["fr"]["contact"], kind="statement", date=later)
    found = look(elements, content)
    assert {one.level for one in found} == {"warning"}
    assert {one.where.file.rsplit("/", 1)[-1] for one in found} == {"a.fr.md"}
    samples.write(content, "posts/b.fr", "Texte.", kind="update")
    assert len(look(elements, content)) == len(found)
