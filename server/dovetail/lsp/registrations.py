"""What the server offers for some files only, said to a client once it can be asked something."""

from dovetail.features.tree import CONVENTIONS, SPRINT_SUFFIX

from .capabilities import PLANS_ONLY, registered_later
from .host import Host

PLANS = [{"pattern": f"**/*{SPRINT_SUFFIX}"}, {"pattern": f"**/{CONVENTIONS}"}]


def register(host: Host) -> None:
    """Register what concerns plans alone, for plans alone."""
    registrations = [
        {"id": f"dovetail-{method}", "method": method, "registerOptions": {"documentSelector": PLANS}}
        for method in PLANS_ONLY
        if registered_later(host.handshake, method)
    ]
    if registrations:
        host.spawn(host.tell("client/registerCapability", {"registrations": registrations}))
