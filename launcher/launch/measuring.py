"""Measuring: what the gate holds content against, put together from the playbook, the facts and the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from launcher.config import Settings
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import Playbook
from launcher.launch.registers import Registers
from launcher.model import Mode, Site, Yardstick
from launcher.site import content
from launcher.site.content import Template


def texts(
    templates: Sequence[Template], facts: Facts, site: Site, playbook: Playbook, registers: Registers
) -> dict[str, str]:
    """What templates, facts and public answers make, by path in `content/`."""
    every = playbook.update_every
    return {one.path: content.text(one, facts, site, every, registers.answers) for one in templates}


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
