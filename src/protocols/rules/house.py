"""POL: what the house asks of its protocols, in policies of its own. The rule takes a study with its policies."""

from typing import TYPE_CHECKING

from protocols.findings.rule import Results, Severity, rule

if TYPE_CHECKING:  # it brings a library that only policies need
    from protocols.policies import Held


@rule("POL001", Severity.ERROR)
def house_policy_broken(held: "Held") -> Results:
    """The protocol breaks a policy of the house, such as an ethics board's ceilings.

    A policy is a JSON Schema that the configuration names (`policies`), held against the protocol with each arm as it
    really is. The words of the finding, its weight and its source are the policy's: this tool neither knows nor
    judges them. A finding points to where the value is written, or to the table that lacks it.

    Fix: do what the policy asks for, or ask those who set it.

    Waive: when those who set the policy agreed to the exception; name them in `approved_by`.
    """
    yield from held.broken()
