"""What the servers of a parent say of one name, over real sockets: when they are sound, and when they are not."""

from __future__ import annotations

from collections.abc import Sequence

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from launcher.errors import ProviderFailed
from launcher.model import Server
from launcher.providers.network import NetworkProbe
from launcher.providers.registries.delegations import Zone
from launcher.providers.registries.registries import Registries
from tests.providers.test_delegations import Play, Serve, Served, code, free, serve

__all__ = ["serve"]

NAME = "name.ca"
ONE, OTHER = f"12345 13 2 {'ab' * 32}", f"23456 8 4 {'0c' * 48}"


def parent(servers: Sequence[str] = (), digests: Sequence[str] = ()) -> Play:
    """A sound server of `.ca` that was told this of the name."""

    def play(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        question = query.question[0]
        if not servers:
            return [free(query)]
        answer = dns.message.make_response(query)
        if question.rdtype == dns.rdatatype.DS:
            answer.flags |= dns.flags.AA
            if digests:
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", "DS", *digests))
        else:
            answer.authority.append(dns.rrset.from_text(question.name, 60, "IN", "NS", *servers))
        return [answer]

    return play


def of(*served: Served) -> Registries:
    return Registries(lambda *_: Zone("ca", tuple(one.server for one in served)), lambda _: None)


def test_what_all_servers_say_is_told_once_in_lower_case_sorted(serve: Serve) -> None:
    told = of(
        serve(parent(["NS2.Host.Example.", "ns1.host.example."], [OTHER, ONE])),
        serve(parent(["ns1.host.example.", "ns2.host.example."], [ONE, OTHER])),
    )
    assert told.servers(NAME) == ("ns1.host.example", "ns2.host.example")
    assert told.digests(NAME) == (ONE.upper(), OTHER.upper())


def test_a_name_that_is_not_there_has_neither(serve: Serve) -> None:
    told = of(serve(parent()), serve(parent()))
    assert (told.servers(NAME), told.digests(NAME)) == ((), ())


def test_a_name_that_nobody_serves_has_no_servers(serve: Serve) -> None:
    def inside(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        return [answer]

    assert of(serve(inside)).servers(NAME) == ()


@pytest.mark.parametrize("question", ["servers", "digests"])
def test_servers_that_differ_are_told_apart(serve: Serve, question: str) -> None:
    one, other = serve(parent(["ns1.old.example."])), serve(parent(["ns1.new.example."], [ONE]))
    with pytest.raises(ProviderFailed) as divided:
        getattr(of(one, other), question)(NAME)
    assert divided.value.reason_code == "registry-divided"
    assert f":{one.server.port}: " in divided.value.message
    assert "\n" not in divided.value.message
    assert "resume" in divided.value.hint


@pytest.mark.parametrize("question", ["servers", "digests"])
@pytest.mark.parametrize(
    "broken",
    [
        lambda query: [code(query, dns.rcode.SERVFAIL)],
        lambda query: [code(query, dns.rcode.REFUSED)],
        lambda query: [code(query, dns.rcode.NXDOMAIN)],  # a resolver's no
        lambda query: [dns.message.make_response(query)],  # neither authority nor a referral
    ],
    ids=["servfail", "refused", "a-resolver", "lame"],
)
def test_who_does_not_speak_for_the_parent_is_not_counted(serve: Serve, broken: Play, question: str) -> None:
    bad, good = serve(broken), serve(parent(["ns1.host.example."], [ONE]))
    assert getattr(of(bad, good), question)(NAME) == getattr(of(good), question)(NAME) != ()
    with pytest.raises(ProviderFailed) as silent:
        getattr(of(bad), question)(NAME)
    assert silent.value.reason_code == "registry-silent"


def test_a_parent_that_has_moved_is_looked_for_again(serve: Serve) -> None:
    gone, there = serve(lambda query: [code(query, dns.rcode.REFUSED)]), serve(parent(["ns1.host.example."]))
    asked: list[bool] = []

    def find(_: str, afresh: bool) -> Zone:
        asked.append(afresh)
        return Zone("ca", ((there if afresh else gone).server,))

    assert Registries(find, lambda _: None).servers(NAME) == ("ns1.host.example",)
    assert asked == [False, True]


@pytest.mark.parametrize("found", [None, Zone("ca", ())])
def test_a_parent_that_is_nowhere_is_silent(found: Zone | None) -> None:
    with pytest.raises(ProviderFailed) as silent:
        Registries(lambda *_: found, lambda _: None).servers(NAME)
    assert silent.value.reason_code == "registry-silent"


def test_one_lost_datagram_is_no_failure(serve: Serve) -> None:
    sound, heard = parent(["ns1.host.example."]), list[int]()

    def lossy(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        heard.append(query.id)
        return sound(query) if len(heard) > 1 else []

    at = serve(lossy).server
    assert NetworkProbe(timeout=0.5).resolve(NAME, "NS", [at]) == ("ns1.host.example",)
    assert len(heard) == 2


def test_an_answer_from_a_cache_is_no_servers_own(serve: Serve) -> None:
    def cached(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        answer = dns.message.make_response(query)
        answer.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", "192.0.2.1"))
        return [answer]

    at: Server = serve(cached).server
    with pytest.raises(ProviderFailed, match="from a cache"):
        NetworkProbe(timeout=2.0).resolve(NAME, "A", [at])
