"""Snapshot to findings: one module and one page a rule, found by discovery.

A rule is a function marked with `@rule` that yields faults; its module's name with dashes is the rule's id, and the page
beside it documents and tests it. What a rule visits is the type of its first parameter: `Snapshot` for the whole, or one
of `Contract`, `Pairing`, `Sprint`, `Conventions` and `Source` for each of those.

A rule sees everything through the snapshot that it is given, and keeps nothing: so `Checker` knows what it looked at, and
asks again only where that has changed.
"""

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot

from .registry import Rule, find_rule, rule, rules

__all__ = ["Rule", "check", "find_rule", "rule", "rules"]


def check(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Every finding of a snapshot, by place: the one check behind the editor, the command line, the agents and the gate."""
    from .asking.checking import check_once  # it asks rules, which import this module

    return check_once(snapshot)
