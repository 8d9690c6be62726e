"""House policies: JSON Schemas that a protocol, each arm with what it really gets, is held against."""

from protocols.policies.held import Held
from protocols.policies.limit import NeverDoneError
from protocols.policies.schema import Policy, load, local

__all__ = ["Held", "NeverDoneError", "Policy", "load", "local"]
