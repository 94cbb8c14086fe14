"""Every part of ``make faults``, in the order in which they run.

A part is a function from a rig to rows: it works in ``rig.place()`` (a folder that nobody has used), lets every
choice follow from ``rig.seed``, and is done within some seconds of processor time where ``rig.short`` says so. It
yields each ``Row`` as soon as it is known. A new part is a module with such a function and a line in ``PARTS``; one
that injects faults into libraries is a tuple of ``Fault`` and a line in ``_OF_FAULTS``.
"""

from collections.abc import Callable, Iterator

from faults import (
    backups,
    catalogues,
    clocks,
    crowds,
    damage,
    every_call,
    hostile,
    kills,
    power,
    privacy,
    proving,
    stores,
)
from faults.assurance import Row
from faults.injecting import inject
from faults.trials import Fault, Rig

Part = Callable[[Rig], Iterator[Row]]

_OF_FAULTS: dict[str, tuple[Fault, ...]] = {
    "kills": kills.FAULTS,
    "every-call": every_call.FAULTS,
    "power": power.FAULTS,
    "stores": stores.FAULTS,
    "damage": damage.FAULTS,
    "catalogues": catalogues.FAULTS,
    "crowds": crowds.FAULTS,
    "clocks": clocks.FAULTS,
    "backups": backups.FAULTS,
}

FAULTS: dict[str, Fault] = {fault.name: fault for faults in _OF_FAULTS.values() for fault in faults}
"""Every fault, by its name."""

PART_OF: dict[str, str] = {fault.name: part for part, faults in _OF_FAULTS.items() for fault in faults}
"""The part that each fault belongs to."""


def _injecting(faults: tuple[Fault, ...]) -> Part:
    return lambda rig: inject(rig, faults)


PARTS: dict[str, Part] = {
    "planted": lambda rig: proving.prove_all(rig, FAULTS),
    **{part: _injecting(faults) for part, faults in _OF_FAULTS.items()},
    "hostile": hostile.harm,
    "personal-data": privacy.spotting,
    "two-worlds": privacy.worlds,
}
"""Every part, by its name."""
