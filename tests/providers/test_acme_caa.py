"""CAA: who may issue, as DNS says."""

from __future__ import annotations

import pytest

from launcher.providers.acme.caa import forbids

OURS = ("ca.example.org",)


@pytest.mark.parametrize(
    ("values", "host", "wildcard"),
    [
        ([], False, False),
        (['0 iodef "mailto:a@example.org"'], False, False),
        (['0 issue "ca.example.org"'], False, False),
        (['0 issue "CA.example.org; accounturi=https://ca.example.org/1"'], False, False),
        (['0 issue "other.example"', '0 issue "ca.example.org"'], False, False),
        (['0 issue "other.example"'], True, True),
        (['0 issue ";"'], True, True),
        (['0 issuewild ";"'], False, True),
        (['0 issue "ca.example.org"', '0 issuewild ";"'], False, True),
        (['0 issue "other.example"', '0 issuewild "ca.example.org"'], True, False),
        (['0 issue "ca.example.org; validationmethods=http-01,dns-01"'], False, False),
        (['0 issue "ca.example.org; validationmethods=http-01"'], True, True),
        (['128 issue "ca.example.org"'], False, False),
        (['0 issue "ca.example.org"', '128 tbs "unknown"'], True, True),
        (['0 issue "ca.example.org"', '0 tbs "unknown"'], False, False),
    ],
)
def test_a_set_forbids_or_not(values: list[str], host: bool, wildcard: bool) -> None:
    assert forbids(values, OURS, wildcard=False) == host
    assert forbids(values, OURS, wildcard=True) == wildcard


def test_of_a_ca_without_a_known_name_only_a_set_for_nobody_is_sure() -> None:
    assert not forbids(['0 issue "other.example"'], (), wildcard=False)
    assert forbids(['0 issue ";"'], (), wildcard=False)
