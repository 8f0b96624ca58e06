"""Posts for a site of any size: half in French, half in English, each the other's twin. Seeded.

They tell how a dairy works, in paragraphs that are put together from forms and words, so that no two are alike; they
bear no figure and no name, and pass the gate of the recall's drill. The same text goes to every builder; what
differs is the form of the lines above it.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("fr", "en")
FIRST = dt.datetime(2026, 3, 10, 6, tzinfo=dt.timezone(dt.timedelta(hours=-4)))
APART = dt.timedelta(minutes=30)
Pair = tuple[str, str]

STEPS: tuple[Pair, ...] = (
    ("le nettoyage", "cleaning"),
    ("la cuisson", "cooking"),
    ("l’emballage", "packing"),
    ("l’étiquetage", "labelling"),
    ("le transport", "transport"),
    ("l’entreposage", "storage"),
    ("la réception du lait", "milk delivery"),
    ("l’affinage", "ripening"),
    ("la mise en rayon", "shelf stocking"),
    ("le tri des retours", "the sorting of returns"),
    ("la prise d’échantillons", "sampling"),
    ("la lecture des codes", "code reading"),
    ("la tenue des registres", "record keeping"),
)
PEOPLE: tuple[Pair, ...] = (
    ("l’équipe de nuit", "the night crew"),
    ("l’équipe du laboratoire", "the laboratory crew"),
    ("la personne qui veille sur la qualité", "the person who looks after quality"),
    ("une personne du quai", "somebody from the dock"),
    ("la technicienne du laboratoire", "the laboratory technician"),
    ("le mécanicien", "the mechanic"),
    ("la chef d’équipe", "the shift leader"),
    ("le personnel de bureau", "the office staff"),
)
PAPERS: tuple[Pair, ...] = (
    ("la fiche de la cuve", "the sheet of the vat"),
    ("le registre du jour", "the record of the day"),
    ("la liste des palettes", "the list of pallets"),
    ("le tableau mural", "the board on the wall"),
    ("le carnet de bord", "the logbook"),
    ("le bon de livraison", "the delivery note"),
    ("le plan de nettoyage", "the cleaning plan"),
)
FORMS: tuple[Pair, ...] = (
    ("Pendant {step}, {who} note ce qui est vu dans {paper}.", "During {step}, {who} writes what is seen in {paper}."),
    ("Avant {step}, {who} change de gants.", "Before {step}, {who} changes gloves."),
    ("{who} relit {paper} à la fin du quart.", "{who} reads {paper} again at the end of the shift."),
    ("{who} signe {paper}, et le travail continue.", "{who} signs {paper}, and work goes on."),
    ("Après {step}, un échantillon va au laboratoire.", "After {step}, a sample goes to the laboratory."),
    ("Quand un doute reste, {who} demande un autre avis.", "When a doubt remains, {who} asks for another opinion."),
    ("Cette étape vient avant {step}; elle prend du temps.", "This stage comes before {step}; it takes time."),
    ("Des clients demandent comment se passe {step}.", "Customers ask how {step} is done."),
    ("La réponse est dans {paper}.", "The answer is in {paper}."),
    ("{who} compare {paper} avec ce qui est livré.", "{who} compares {paper} with what is delivered."),
    ("Ce qui sert pendant {step} est démonté et lavé.", "What is used during {step} is taken apart and washed."),
    ("Un thermomètre suit {step} du début à la fin.", "A thermometer follows {step} from beginning to end."),
    ("Les camions attendent dehors pendant {step}.", "Trucks wait outside during {step}."),
    ("Si {paper} manque, {who} recommence.", "If {paper} is missing, {who} starts again."),
    ("Nous disons ici ce que nous savons sur {step}.", "We say here what we know about {step}."),
    ("{who} range {paper} près de la porte.", "{who} keeps {paper} by the door."),
    ("Tout le monde peut lire {paper}.", "Anyone may read {paper}."),
    ("Pour {step}, {who} suit une méthode écrite.", "For {step}, {who} follows a written method."),
)
HEADINGS: tuple[Pair, ...] = (("Comment cela se passe", "How it is done"), ("Ce que l’on vérifie", "What is checked"))


@dataclass(frozen=True, slots=True)
class Post:
    """One text in one language."""

    number: int
    lang: str
    title: str
    summary: str
    body: str

    @property
    def slug(self) -> str:
        return slug(self.number)

    @property
    def date(self) -> str:
        return (FIRST + self.number * APART).isoformat()


Form = Callable[[Post], str]


def slug(number: int) -> str:
    """What a post is called, in addresses and files."""
    return f"note-{number:05}"


def pelican(post: Post) -> str:
    """As Pelican reads it, and ours."""
    head = {
        "Title": post.title, "Lang": post.lang, "Slug": post.slug, "Twin": post.slug, "Date": post.date,
        "Kind": "subject", "Summary": post.summary,
    }  # fmt: skip
    return "".join(f"{key}: {value}\n" for key, value in head.items()) + f"\n{post.body}"


def hugo(post: Post) -> str:
    """As Hugo reads it; JSON is its third kind of front matter."""
    head = {"title": post.title, "slug": post.slug, "date": post.date, "summary": post.summary}
    return f"{json.dumps(head, ensure_ascii=False, indent=1)}\n\n{post.body}"


def write(folder: Path, pairs: range, form: Form) -> None:
    """The posts of these numbers, each in both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in pairs:
        for index, lang in enumerate(LANGUAGES):
            post = _post(number, index, lang)
            (folder / f"{post.slug}.{lang}.md").write_text(form(post), "utf-8")


def edit(folder: Path, number: int, again: str) -> str:
    """One more paragraph at the end of both texts of a post, another one for each `again`; the French one."""
    told = []
    for index, lang in enumerate(LANGUAGES):
        told.append(_paragraph(random.Random(again), index))
        file = folder / f"{slug(number)}.{lang}.md"
        file.write_text(f"{file.read_text('utf-8').rstrip()}\n\n{told[-1]}\n", "utf-8")
    return told[0]


def _post(number: int, index: int, lang: str) -> Post:
    chance = random.Random(number)
    step = chance.choice(STEPS)[index]
    title = f"{_capital(step)}, note {number}"
    summary = " ".join(_sentence(chance, index) for _ in range(2))
    parts = [_part(chance, index, heading[index]) for heading in HEADINGS]
    return Post(number, lang, title, summary, f"{_paragraph(chance, index)}\n\n{''.join(parts)}".rstrip() + "\n")


def _part(chance: random.Random, index: int, heading: str) -> str:
    rows = "".join(f"- {_sentence(chance, index)}\n" for _ in range(3))
    return f"## {heading}\n\n{_paragraph(chance, index)}\n\n{rows}\n{_paragraph(chance, index)}\n\n"


def _paragraph(chance: random.Random, index: int) -> str:
    return " ".join(_sentence(chance, index) for _ in range(chance.randint(4, 7)))


def _sentence(chance: random.Random, index: int) -> str:
    words: Mapping[str, str] = {
        name: chance.choice(pairs)[index] for name, pairs in (("step", STEPS), ("who", PEOPLE), ("paper", PAPERS))
    }
    return _capital(chance.choice(FORMS)[index].format(**words))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
