"""Extractors that one can install, each run as a process of its own: nothing of ours imports them.

    python benchmarks/peers/keyphrases.py PEER fr|en DOCS_DIR        ten phrases a document, as JSON on stdout

YAKE is AGPL-3, which is why it stays on this side of a pipe. Every peer runs with what its manual sets; YAKE with
single words (n=1), which scores best on both sets. TF-IDF alone knows the whole collection, ours and the others one
document at a time. RAKE brings no French stop list; it gets ours, and so does TF-IDF.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

Docs = Mapping[str, str]
Phrases = dict[str, list[str]]
TOP = 10
WORD = r"(?u)\b[^\W\d_][\w-]+\b"
STOPWORDS = Path(__file__).resolve().parent.parent.parent / "launcher" / "crisis" / "stopwords"


def yake(docs: Docs, lang: str) -> Phrases:
    from yake import KeywordExtractor

    extractor = KeywordExtractor(lan=lang, n=1, top=TOP)
    return {name: [phrase for phrase, _ in extractor.extract_keywords(text)] for name, text in docs.items()}


def tfidf(docs: Docs, lang: str) -> Phrases:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(stop_words="english" if lang == "en" else _stopwords(lang), token_pattern=WORD)
    rows = vectorizer.fit_transform(docs.values())
    words = vectorizer.get_feature_names_out()
    best = (row.toarray()[0].argsort()[::-1][:TOP] for row in rows)
    return {name: [words[index] for index in indexes] for name, indexes in zip(docs, best, strict=True)}


def rake(docs: Docs, lang: str) -> Phrases:
    import RAKE

    extractor = RAKE.Rake(RAKE.SmartStopList() if lang == "en" else _stopwords(lang))
    return {name: [phrase for phrase, _ in extractor.run(text)[:TOP]] for name, text in docs.items()}


def textrank(docs: Docs, lang: str) -> Phrases:
    from summa import keywords

    language = {"fr": "french", "en": "english"}[lang]
    return {name: _summa(keywords.keywords, text, language)[:TOP] for name, text in docs.items()}


def _summa(keywords: Callable[..., list[str]], text: str, language: str) -> list[str]:
    try:
        return keywords(text, language=language, split=True)
    except IndexError:  # a text of one sentence
        return []


def _stopwords(lang: str) -> list[str]:
    lines = (STOPWORDS / f"{lang}.txt").read_text("utf-8").splitlines()
    start = lines.index("[function]") + 1
    return " ".join(lines[start : next(n for n in range(start, len(lines)) if lines[n].startswith("["))]).split()


MODULES = ("yake", "sklearn", "RAKE", "summa")
"""What they are imported from."""
PEERS = {"yake": yake, "tfidf": tfidf, "rake": rake, "textrank": textrank}


def main(peer: str, lang: str, folder: str) -> None:
    warnings.simplefilter("ignore")
    docs = {file.stem: file.read_text("utf-8") for file in sorted(Path(folder).glob("*.txt"))}
    started = time.perf_counter()
    found = PEERS[peer](docs, lang)
    json.dump({"seconds": time.perf_counter() - started, "found": found}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
