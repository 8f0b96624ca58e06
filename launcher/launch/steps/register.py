"""Buy the name, once.

The danger is not buying the same name twice (a registry refuses that) but falling forward: no answer, a second try
that says "taken", another name bought. So: one attempt; without an answer, or on any later run, ask the registrar
what it knows of this name before anything else; never another name from here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools

from launcher.errors import Interrupted, OutcomeUnknown, ProviderFailed, Refused
from launcher.launch.steps.kind import Kind, Params, Scene, State
from launcher.model import Money, Operation, OperationState, Order

_SLACK = dt.timedelta(minutes=5)
"""The registrar's clock and ours may differ."""
_SETTLE = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Pauses, in seconds, between looks for a call without an answer in the registrar's list."""
_NOT_THE_NAME = frozenset(
    {
        *("aws-refused", "clock-skew", "currency", "domain-limit", "no-funds", "not-verified"),
        *("registrant-incomplete", "registrar-denied", "session-expired"),
    }
)
"""A no to us, not to the name: nothing was decided about it, and another name would get the same no."""
_NOT_DONE = frozenset(
    {
        *("operation-limit", "rate-limit", "rate-limited", "sandbox-down", "throttled", "tld-in-maintenance"),
        "unreachable",
    }
)
"""A failure that says that nothing was done: too many requests, or nothing was sent. Any other may have bought."""
_TAKEN = frozenset({"invalid-input", "name-taken"})
"""A no that an earlier attempt of ours may be the reason of; Route 53 has one code for it and others."""
_DEARER = frozenset({"price-above-cap", "price-changed"})
_POLL = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_BLINK = 0.5
"""Seconds in which a person who stops is heard."""


def before(params: Params, scene: Scene) -> State:
    """Whether our account holds the name."""
    return {"held": _held(params["domain"], scene)}


def done(_: Params, state: State) -> bool:
    """It is ours."""
    return bool(state["held"])


def apply(params: Params, scene: Scene) -> State:
    """Register, or find the registration that an earlier call started, and wait until it ends."""
    operation = _ours(params["domain"], scene) or _ask_once(params, scene)
    scene.note(operation=operation.id or None, state=operation.state)
    operation = _ended(operation, scene)
    return {"operation": operation.id or None, "charge": operation.charge}


def _held(name: str, scene: Scene) -> bool:
    return scene.world.registrar.holding(name) is not None


def _ours(name: str, scene: Scene) -> Operation | None:
    """The newest registration of the name that has not failed; one without an id for a name that is held, and no longer
    in the registrar's list."""
    registrar, now = scene.world.registrar, scene.world.clock.now()
    listed = [one for one in registrar.operations((scene.since or now) - _SLACK) if one.name == name]
    standing = [one for one in listed if one.state is not OperationState.FAILED]
    if standing:
        return registrar.operation(standing[-1].id)  # a list may lag behind
    return Operation("", name, OperationState.SUCCEEDED, now) if _held(name, scene) else None


def _ask_once(params: Params, scene: Scene) -> Operation:
    """The registration that this call started, or an earlier one that shows after it."""
    order = Order(
        name=params["domain"],
        years=params["years"],
        max_price=Money.read(params["max_price"]),
        key=scene.key,
    )
    try:
        return scene.world.registrar.register(order)
    except ProviderFailed as failed:
        if failed.reason_code in _NOT_DONE:
            raise
        return _reconciled(order.name, scene, failed)
    except Refused as no:
        if no.reason_code in _NOT_THE_NAME:
            raise
        if no.reason_code in _TAKEN and (late := _shown(order.name, scene, "looking whether {} is ours already")):
            return late
        scene.note(rejected=order.name)
        raise _no(order.name, no, scene) from no


def _no(name: str, no: Refused, scene: Scene) -> Refused:
    """The registrar's no, and what a person can do after it."""
    again = f"sparewheel launch --crisis {scene.folder.name}"
    other = f"another name needs a new yes: `{again} --domain …`"
    if no.reason_code == "name-taken":
        hint = f"Your account at the registrar does not have it; {other}."
    elif no.reason_code in _DEARER:
        hint = f"{name} was not bought. `{again}` plans it at today's price; {other}."
    else:
        advice = f" {no.hint[0].upper()}{no.hint[1:].rstrip('.')}." if no.hint else ""
        hint = f"{name} was not bought.{advice} `sparewheel resume` asks for it once more; {other}."
    return Refused(no.message, hint=hint, code=no.reason_code)


def _reconciled(name: str, scene: Scene, failed: ProviderFailed) -> Operation:
    """No answer came: it may be bought or not. Look until it shows, or stop with nothing bought again."""
    scene.note(unknown=name)
    if late := _shown(name, scene, "no answer came: looking whether {} was bought"):
        return late
    raise OutcomeUnknown(
        f"it is not known whether {name} was bought ({failed.message}); the registrar does not list it",
        hint="Nothing else was bought. `sparewheel resume` looks again, then asks for the same name once more.",
        code="registration-unknown",
    ) from failed


def _shown(name: str, scene: Scene, why: str) -> Operation | None:
    """What the registrar shows of the name as ours, or on its way to us, before its list has settled."""
    clock, pauses = scene.world.clock, itertools.chain(_SETTLE, itertools.repeat(_SETTLE[-1]))
    scene.world.say(f"{why.format(name)} (up to {scene.world.settle:.0f} s)")
    end = clock.elapsed() + scene.world.settle
    while True:
        with contextlib.suppress(ProviderFailed):  # a look without an answer shows nothing
            if found := _ours(name, scene):
                return found
        if (left := end - clock.elapsed()) <= 0:
            return None
        _pause(min(next(pauses), left), scene, f"stopped while it is not known whether {name} was bought")


def _ended(operation: Operation, scene: Scene) -> Operation:
    deadline = scene.world.clock.elapsed() + scene.world.max_wait
    pauses = itertools.chain(_POLL, itertools.repeat(_POLL[-1]))
    while operation.state is OperationState.PENDING:
        if scene.world.clock.elapsed() > deadline:
            raise ProviderFailed(
                f"{operation.name} is still being registered", hint="It goes on there: `sparewheel resume` looks again."
            )
        _pause(next(pauses), scene, f"stopped while {operation.name} is being registered")
        operation = scene.world.registrar.operation(operation.id)
    if operation.state is OperationState.CUSTOMER_ACTION:
        raise _waits(operation, scene)
    if operation.state is OperationState.FAILED:
        scene.note(rejected=operation.name)
        raise ProviderFailed(
            f"the registrar could not register {operation.name}: {operation.message or 'no reason given'}",
            hint="What fails is not paid for: a charge on the bill comes back. `sparewheel resume` tries the same name "
            f"again; another name needs a new yes: `sparewheel launch --crisis {scene.folder.name} --domain …`.",
            code="registration-failed",
        )
    return operation


def _waits(operation: Operation, scene: Scene) -> ProviderFailed:
    """What a person must do. Who buys by hand has no purchase under way here: another name is theirs to choose."""
    then = "No other name is bought meanwhile."
    if scene.world.by_hand:
        scene.note(rejected=operation.name)
        then = f"Another name instead: `sparewheel launch --crisis {scene.folder.name} --domain …`."
    return ProviderFailed(
        f"{operation.name} waits for you: {operation.message or 'see the mail of the registrar'}",
        hint=f"Do that, then `sparewheel resume`. {then}",
        code="customer-action",
    )


def _pause(seconds: float, scene: Scene, stopped: str) -> None:
    """Wait. Raises Interrupted, with this line, as soon as the person stops."""
    clock = scene.world.clock
    end = clock.elapsed() + seconds
    while (left := end - clock.elapsed()) > 0:
        if scene.stopping():
            hint = "Nothing else was bought. `sparewheel resume` asks the registrar what came of it, then goes on."
            raise Interrupted(stopped, hint=hint)
        clock.sleep(min(left, _BLINK))


KIND = Kind("register", before, done, apply, None)
