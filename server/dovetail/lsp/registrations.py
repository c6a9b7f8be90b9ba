"""What the server offers for some files only, and what it wants to be told, said to a client once it can be asked something."""

from typing import Any

from dovetail.features.tree import CONVENTIONS, SPRINT_SUFFIX

from .capabilities import PLANS_ONLY, registered_later
from .host import Host

SETTINGS = "workspace/didChangeConfiguration"
SECTION = "dovetail"
PLANS = [{"pattern": f"**/*{SPRINT_SUFFIX}"}, {"pattern": f"**/{CONVENTIONS}"}]


def register(host: Host) -> None:
    """Register what concerns plans alone for plans alone; and for changes of settings, of which some clients tell nobody else."""
    registrations: list[dict[str, Any]] = [
        {"id": f"dovetail-{method}", "method": method, "registerOptions": {"documentSelector": PLANS}}
        for method in PLANS_ONLY
        if registered_later(host.handshake, method)
    ]
    if host.can("workspace", "didChangeConfiguration", "dynamicRegistration"):
        options = {"section": SECTION}
        registrations.append({"id": f"dovetail-{SETTINGS}", "method": SETTINGS, "registerOptions": options})
    if registrations:
        host.spawn(host.tell("client/registerCapability", {"registrations": registrations}))
