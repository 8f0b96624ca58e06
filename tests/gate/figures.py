"""Faults that are done to figures: a number, a day, an hour, a telephone, in one language or in both; and values that
must not be read at all."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator

from launcher.model import Fact, Status, Visibility
from tests.gate.corpus import Case
from tests.gate.places import insert, other, paths, spelt, swap

Done = tuple[Case, Case, str] | None
Mutate = Callable[[Case, str, random.Random], Done]
Pairs = Iterator[tuple[tuple[str, str], tuple[str, str]]]


def _wrong(pairs: Callable[[Case, str, str, random.Random], Pairs], twins: bool) -> Mutate:
    """A figure changed in one language, or in both alike. `pairs` gives (old, new) in each language."""

    def mutate(clean: Case, lang: str, chance: random.Random) -> Done:
        found = paths(clean, lang)
        second = "en" if lang == "fr" else "fr"
        choices = list(pairs(clean, lang, second, chance))
        for path in chance.sample(found, len(found)):
            for here, there in chance.sample(choices, len(choices)):
                case = swap(clean, path, *here)
                if case and swap(clean, other(path), *there):
                    both = swap(case, other(path), *there) if twins else case
                    return clean, both or case, f"{path}: {here[0]} → {here[1]}"
        return None

    return mutate


def _sayable(case: Case) -> Iterator[Fact]:
    for fact in case.yardstick.facts.values():
        if fact.status is Status.CONFIRMED and fact.visibility is Visibility.PUBLIC:
            yield fact


def _numbers(case: Case, lang: str, second: str, chance: random.Random) -> Pairs:
    for fact in _sayable(case):
        if isinstance(fact.value, int) and fact.value > 20:
            wrong = (
                fact.value + chance.choice([10, 100, 1000, 7]) if fact.value > 99 else fact.value + chance.randint(2, 9)
            )
            for one, two in zip(spelt(fact.value, lang), spelt(wrong, lang), strict=True):
                for three, four in zip(spelt(fact.value, second), spelt(wrong, second), strict=True):
                    yield (one, two), (three, four)


def _days(case: Case, lang: str, second: str, chance: random.Random) -> Pairs:
    for fact in _sayable(case):
        if isinstance(fact.value, dt.date):
            wrong = fact.value + dt.timedelta(days=chance.choice([-2, 1, 3]))
            yield from zip(_spelt(fact.value, wrong, lang), _spelt(fact.value, wrong, second), strict=True)


def _spelt(right: dt.date, wrong: dt.date, lang: str) -> Iterator[tuple[str, str]]:
    yield from zip(spelt(right, lang), spelt(wrong, lang), strict=True)


def _hours(case: Case, lang: str, second: str, chance: random.Random) -> Pairs:
    for fact in _sayable(case):
        if isinstance(fact.value, dt.datetime):
            wrong = fact.value + dt.timedelta(hours=chance.choice([1, 2, 3]))
            yield (_hour(fact.value, lang), _hour(wrong, lang)), (_hour(fact.value, second), _hour(wrong, second))


def _hour(moment: dt.datetime, lang: str) -> str:
    if lang == "fr":
        return f"{moment.hour} h" + (f" {moment:%M}" if moment.minute else "")
    hour, half = moment.hour % 12 or 12, "a.m." if moment.hour < 12 else "p.m."
    return f"{hour}:{moment:%M} {half}" if moment.minute else f"{hour} {half}"


def _phones(case: Case, lang: str, second: str, chance: random.Random) -> Pairs:
    phone = case.yardstick.contacts["public"]["phone"]
    wrong = phone[:-2] + f"{(int(phone[-2:]) + chance.randint(1, 9)) % 100:02}"
    yield (phone, wrong), (phone, wrong)


def _value(status: Status, visibility: Visibility) -> Mutate:
    """The value of a fact that must not go out, in a sentence."""

    def mutate(clean: Case, lang: str, chance: random.Random) -> Done:
        facts = [f for f in clean.yardstick.facts.values() if f.status is status and f.visibility is visibility]
        texts = [f.value for f in facts if isinstance(f.value, str)]
        if not texts:
            return None
        told = chance.choice(texts)
        shapes = ["Il s’agit de : {}.", "Précision : {}."] if lang == "fr" else ["This is about: {}.", "Detail: {}."]
        path = chance.choice(paths(clean, lang))
        return clean, insert(clean, path, chance.choice(shapes).format(told), chance), told

    return mutate


def _mail(clean: Case, lang: str, chance: random.Random) -> Done:
    """A letter of our address is wrong."""
    address = clean.yardstick.contacts["public"]["email"]
    sentence = f"Écrivez-nous à {address}." if lang == "fr" else f"Write to us at {address}."
    path = chance.choice(paths(clean, lang))
    right = insert(clean, path, sentence, random.Random(1))
    wrong = insert(clean, path, re.sub(r"(\w)(\w)@", r"\2\1x@", sentence), random.Random(1))
    return right, wrong, path


FIGURES: dict[str, tuple[Mutate, frozenset[str]]] = {
    "wrong number, one language": (_wrong(_numbers, twins=False), frozenset({"twins-disagree", "differs-from-facts"})),
    "wrong number, both": (_wrong(_numbers, twins=True), frozenset({"differs-from-facts"})),
    "wrong day, one language": (_wrong(_days, twins=False), frozenset({"twins-disagree", "differs-from-facts"})),
    "wrong day, both": (_wrong(_days, twins=True), frozenset({"differs-from-facts"})),
    "wrong hour, one language": (_wrong(_hours, twins=False), frozenset({"twins-disagree", "differs-from-facts"})),
    "wrong hour, both": (_wrong(_hours, twins=True), frozenset({"differs-from-facts", "promise-differs"})),
    "wrong telephone, one language": (_wrong(_phones, twins=False), frozenset({"wrong-phone", "unknown-phone"})),
    "wrong telephone, both": (_wrong(_phones, twins=True), frozenset({"wrong-phone", "unknown-phone"})),
    "wrong e-mail": (_mail, frozenset({"unknown-email"})),
    "unconfirmed fact told": (_value(Status.UNCONFIRMED, Visibility.PUBLIC), frozenset({"fact-unconfirmed"})),
    "internal fact told": (_value(Status.CONFIRMED, Visibility.INTERNAL), frozenset({"fact-internal"})),
}
