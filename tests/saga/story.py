"""A crisis that buys its name: processes of ours, one after the other, that know only its folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from launcher.drill.world.prices import money
from launcher.errors import SpareWheelError
from launcher.launch import engine, folder, journal
from launcher.launch import plan as plan_room
from launcher.launch.acts import register
from launcher.launch.folder import Crisis
from launcher.launch.observe import Observed
from launcher.model import Front, Holding, Mode, Operation, Order, Plan, Quote, Step
from launcher.services import Registrar, World
from tests.saga.fates import End, Fate
from tests.saga.moments import Death, Line, Moments, counted
from tests.saga.registrars import Brisk, Heard, Played

RUNS = 6
"""How many runs of `resume` may be needed."""
PRICE = "18.00"


@dataclass
class Story:
    """One crisis in a folder, one registrar. What outlives our processes besides: the orders that were sent, the last
    clock, what was said, and how often the account still hides what it has."""

    place: Path
    played: Played
    line: Line = field(default_factory=Line)
    unlisted: int = 0
    asked: list[Order] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    clock: Brisk = field(default_factory=Brisk)

    @classmethod
    def of(cls, place: Path, played: Played, fate: Fate) -> Story:
        place.mkdir(parents=True)
        played.suffers(fate)
        return cls(place, played, Line(fate.late, fate.spoiled), fate.unlisted)

    @property
    def name(self) -> str:
        return self.played.access.name

    @property
    def step(self) -> Step:
        """What was agreed on."""
        price, nowhere = money(f"{PRICE} {self.played.access.currency}"), Front((), 0, "https")
        return register(
            self.name, Observed(self.name, False, price, nowhere, simulated=False, by_hand=self.played.by_hand)
        )

    @property
    def crisis(self) -> Crisis:
        return Crisis(self.place.name, "none", "own", Mode.LIVE, dt.datetime.now(dt.UTC), self.place)

    # ── processes ──

    def process(self, moments: Moments) -> SpareWheelError | None:
        """A process from its first to its last breath, and what it told. Raises Death."""
        with counted(moments, self.line):
            return self.run(heard=moments.at)

    def dies(self, moments: Moments) -> bool:
        """The same. False: it came to its end alive."""
        try:
            self.process(moments)
        except Death:
            self.safe()
            return True
        return False

    def run(
        self, stopping: Callable[[], bool] = lambda: False, heard: Heard = lambda _: None
    ) -> SpareWheelError | None:
        """The launch right after its yes, then `resume`."""
        world = self._world(heard)
        try:
            with journal.opened(self.place, world.clock.now) as lines:
                if not folder.standing(self.crisis).plans:
                    made = Plan("launch", self.place.name, "own", self.name, "none", (self.step,))
                    lines.append("plan", plan=made, checksum=made.checksum)
                plan = plan_room.whole(folder.standing(self.crisis).plans)
                engine.run(plan, engine.Stage(world, self.place, lines, stopping))
        except SpareWheelError as told:
            return told
        return None

    def _world(self, heard: Heard) -> World:
        """The world of a process that begins; whatever buying does not need is not there."""
        self.clock, nothing = Brisk(), dict[str, Any].fromkeys(("storage", "shared", "dns", "edge", "probe"))
        registrar = _Seen(self.played.client(heard), self)
        more: dict[str, Any] = {**nothing, "registry": None, "delegator": None, "say": self.said.append}
        return World("own", registrar=registrar, clock=self.clock, settle=120.0, by_hand=self.played.by_hand, **more)

    # ── what must hold ──

    def resumed(self, wanted: End) -> None:
        """`resume` until it rests where it must; on the way nothing is paid twice, and no other name is asked for."""
        told = self._rested(wanted)
        self.line.arrives()
        self.safe()
        before = journal.entries(self.place)
        again = self.process(Moments())
        self.safe()
        assert self.end(told) is self.end(again) is wanted, told or again
        if again is None:
            assert journal.entries(self.place) == before, "a later resume changes nothing"
        assert len(self.played.paid()) == (wanted is End.HELD and not self.played.by_hand)

    def _rested(self, wanted: End) -> SpareWheelError | None:
        """What the run told that came to rest, or the last one."""
        for _ in range(RUNS - 1):
            told = self.process(Moments())
            self.safe()
            if told is None or (wanted is not End.HELD and self.end(told) is wanted):
                return told
        return self.process(Moments())

    def safe(self) -> None:
        cap = f"{PRICE} {self.played.access.currency}"
        assert len(self.played.paid()) <= 1, "charged twice"
        assert {(order.name, str(order.max_price)) for order in self.asked} <= {(self.name, cap)}
        assert not (self._rejected() and (self.played.paid() or self.line.carries)), "a no on record, and it was bought"
        assert journal.broken(self.place) is None

    def end(self, told: SpareWheelError | None) -> End | None:
        """Where the crisis rests after a run that told this, in words for a person."""
        if told is None:
            return End.HELD if self._mine()[-1].kind == "done" else None
        assert told.message
        assert "\n" not in told.message
        assert "`sparewheel " in told.hint, (told.reason_code, told.message, told.hint)
        if told.reason_code == "customer-action":
            return End.WAITING if self.name in told.message else None
        return End.REJECTED if self._rejected() else None

    def _rejected(self) -> bool:
        """Whether the last attempt ended with a no on record: from then on another name may be chosen."""
        mine = self._mine()
        last = max((n for n, entry in enumerate(mine) if entry.kind == "intent"), default=0)
        return any(entry.data.get("rejected") == self.name for entry in mine[last:])

    def _mine(self) -> list[journal.Entry]:
        return [entry for entry in journal.entries(self.place) if entry.step == self.step.id]


class _Seen:
    """The registrar, with a note of what is asked for. What it never told us of, its lists may not show yet."""

    def __init__(self, real: Registrar, story: Story) -> None:
        self._real, self._story = real, story

    def quote(self, names: Sequence[str]) -> tuple[Quote, ...]:
        return self._real.quote(names)

    def register(self, order: Order) -> Operation:
        self._story.asked.append(order)
        told = self._real.register(order)
        self._story.unlisted = 0
        return told

    def operations(self, since: dt.datetime) -> tuple[Operation, ...]:
        found = self._real.operations(since)
        return () if self._hides(bool(found)) else found

    def operation(self, id: str) -> Operation:
        return self._real.operation(id)

    def holding(self, name: str) -> Holding | None:
        found = self._real.holding(name)
        return None if self._hides(found is not None) else found

    def _hides(self, something: bool) -> bool:
        hidden = something and self._story.unlisted > 0
        self._story.unlisted -= hidden
        return hidden
