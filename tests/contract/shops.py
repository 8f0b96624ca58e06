"""A registrar under test, and the terms of its API that the suite has to know."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from launcher.model import Money, Operation, OperationState, Order
from launcher.services import Registrar


@dataclass(frozen=True, slots=True)
class Shop:
    """`currency` is what it sells in; `keyed`: its API takes the order's key, and so knows a repeated call; `receipts`:
    it tells later on what was paid."""

    registrar: Registrar
    currency: str
    keyed: bool
    receipts: bool = True

    def order(self, name: str, price: str = "20.00", key: str = "") -> Order:
        return Order(name, 1, Money(Decimal(price), self.currency), key or f"key of {name}")

    def bought(self, name: str) -> Operation:
        """The registration of the name as it ends; some tell of it in the first answer, others once they are asked."""
        operation = self.registrar.register(self.order(name))
        if operation.state is OperationState.PENDING:
            return self.registrar.operation(operation.id)
        return operation
