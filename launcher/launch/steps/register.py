"""Buy the name, once.

The danger is not buying the same name twice (a registry refuses that) but falling forward: no answer, a second try
that says "taken", another name bought. So: one attempt; without an answer, or on any later run, ask the registrar
what it knows of this name before anything else; never another name from here.
"""

from __future__ import annotations

import datetime as dt
import itertools

from launcher.errors import Interrupted, OutcomeUnknown, ProviderFailed, Refused
from launcher.launch.steps.kind import Kind, Params, Scene, State
from launcher.model import Money, Operation, OperationState, Order

_SLACK = dt.timedelta(minutes=5)
"""The registrar's clock and ours may differ."""
_SETTLE = (0.2, 0.5, 1.0, 2.0)
"""How long, in seconds, a call without an answer may take to show up in the registrar's list."""
_POLL = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


def before(params: Params, scene: Scene) -> State:
    """Whether our account holds the name."""
    return {"held": scene.world.registrar.holding(params["domain"]) is not None}


def done(_: Params, state: State) -> bool:
    """It is ours."""
    return bool(state["held"])


def apply(params: Params, scene: Scene) -> State:
    """Register, or find the registration that an earlier call started, and wait until it ends."""
    operation = _known(params["domain"], scene)
    if operation is None and before(params, scene)["held"]:  # bought, and no longer in the registrar's list
        return {"operation": None, "charge": None}
    operation = operation or _ask_once(params, scene)
    scene.note(operation=operation.id, state=operation.state)
    operation = _ended(operation, scene)
    return {"operation": operation.id, "charge": operation.charge}


def _known(name: str, scene: Scene) -> Operation | None:
    """The newest registration of the name that has not failed."""
    since = (scene.since or scene.world.clock.now()) - _SLACK
    found = [operation for operation in scene.world.registrar.operations(since) if operation.name == name]
    standing = (one for one in reversed(found) if one.state is not OperationState.FAILED)
    last = next(standing, None)
    return scene.world.registrar.operation(last.id) if last else None  # a list may lag behind


def _ask_once(params: Params, scene: Scene) -> Operation:
    order = Order(
        name=params["domain"],
        years=params["years"],
        max_price=Money.read(params["max_price"]),
        key=scene.key,
    )
    try:
        return scene.world.registrar.register(order)
    except ProviderFailed as failed:  # no answer, or an error from behind the registrar's door: both may have bought
        return _reconciled(order.name, scene, failed)
    except Refused as no:
        if operation := _known(order.name, scene):  # taken, by an attempt of ours that showed late
            return operation
        scene.note(rejected=order.name)
        raise _no(order.name, no, scene) from no


def _no(name: str, no: Refused, scene: Scene) -> Refused:
    """The registrar's no, and what a person can do after it."""
    again = f"`sparewheel launch --crisis {scene.folder.name}`"
    hint = f"{name} was not bought. {again} plans it at today's price; with --domain, another name. Both need a yes."
    return Refused(no.message, hint=hint, code=no.reason_code)


def _reconciled(name: str, scene: Scene, failed: ProviderFailed) -> Operation:
    """No answer came: it may be bought or not. Look until it shows, or stop with nothing bought again."""
    scene.note(unknown=name)
    for seconds in _SETTLE:
        scene.world.clock.sleep(seconds)
        if operation := _known(name, scene):
            return operation
    raise OutcomeUnknown(
        f"it is not known whether {name} was bought ({failed.message}); the registrar does not list it",
        hint="Nothing else was bought. `sparewheel resume` looks again, then asks for the same name once more.",
        code="registration-unknown",
    ) from failed


def _ended(operation: Operation, scene: Scene) -> Operation:
    deadline = scene.world.clock.elapsed() + scene.world.max_wait
    pauses = itertools.chain(_POLL, itertools.repeat(_POLL[-1]))
    while operation.state is OperationState.PENDING:
        if scene.stopping():
            raise Interrupted(f"stopped while {operation.name} is being registered", hint="The registrar goes on.")
        if scene.world.clock.elapsed() > deadline:
            raise ProviderFailed(
                f"{operation.name} is still being registered", hint="It goes on at the registrar; resume later."
            )
        scene.world.clock.sleep(next(pauses))
        operation = scene.world.registrar.operation(operation.id)
    if operation.state is OperationState.CUSTOMER_ACTION:
        raise ProviderFailed(
            f"the registrar waits for you: {operation.message or 'see its mail'}",
            hint="Do what it asks, then `sparewheel resume`.",
            code="customer-action",
        )
    if operation.state is OperationState.FAILED:
        scene.note(rejected=operation.name)
        raise ProviderFailed(
            f"the registrar could not register {operation.name}: {operation.message or 'no reason given'}",
            hint="Nothing was charged. `sparewheel resume` tries the same name again; another name needs a new yes: "
            f"`sparewheel launch --crisis {scene.folder.name} --domain …`.",
            code="registration-failed",
        )
    return operation


KIND = Kind("register", before, done, apply, None)
