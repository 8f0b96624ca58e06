"""What the JSON services have in common: an answer that is theirs, or a line that says what came instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from launcher.errors import ProviderFailed
from launcher.providers.sources.client import Answer


def document(answer: Answer, key: str) -> Mapping[str, Any]:
    """The JSON object, which has a list behind `key` if it has the key at all. Raises ProviderFailed: a sign-in page
    of a hotel answers 200 too."""
    if answer.status != 200:
        raise ProviderFailed(f"the service answers {answer.status} ({answer.kind})")
    try:
        found = json.loads(answer.body.decode("utf-8-sig"), strict=False)
    except (ValueError, RecursionError) as broken:
        raise ProviderFailed(f"the answer is not the service's JSON ({answer.kind})") from broken
    if not isinstance(found, dict) or not isinstance(found.get(key, []), list):
        raise ProviderFailed(f"the answer is JSON of another form: no list called `{key}`")
    return found
