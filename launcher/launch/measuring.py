"""Measuring: what the gate holds content against, put together from the playbook, the facts and the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher.config import Settings
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import Playbook
from launcher.launch.registers import Registers
from launcher.model import Mode, Site, Yardstick
from launcher.site import content, sealed
from launcher.site.content import Template


def texts(
    templates: Sequence[Template],
    facts: Facts,
    site: Site,
    playbook: Playbook,
    registers: Registers,
    cache: Path | None = None,
) -> dict[str, str]:
    """What templates, facts and public answers make, by path in `content/`. `cache` is a file where it is kept as long
    as all of them are the same. Raises Malformed with the template's line."""
    every = playbook.update_every
    key = sealed.key(templates, facts, site, every, registers.answers) if cache else ""
    kept = sealed.read(cache, key) if cache else None
    if kept:
        return dict(json.loads(kept))
    made = {one.path: content.text(one, facts, site, every, registers.answers) for one in templates}
    if cache:
        sealed.write(cache, key, json.dumps(made))
    return made


def yardstick(
    settings: Settings, playbook: Playbook, facts: Facts, rendered: Mapping[str, str], registers: Registers
) -> Yardstick:
    """`rendered`: what templates and facts make of each path now."""
    organisation, messages = settings.organisation, playbook.messages
    return Yardstick(
        facts=facts,
        types={name: spec.type for name, spec in playbook.facts.items()},
        rendered=rendered,
        contacts=settings.site(Mode.DORMANT, "").contacts,
        names=(*organisation.name.values(), *organisation.brands, *organisation.spokesperson.values()),
        private=registers.secrets,
        answers=registers.answers,
        forbidden=playbook.forbidden,
        musts=messages.musts if messages else (),
        subject_share=messages.subject_share if messages else 0,
        timezone=organisation.timezone,
        editions=settings.editions,
    )
