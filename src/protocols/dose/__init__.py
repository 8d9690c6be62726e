"""The electrical dose of an arm, each quantity with its interval: `dose(arm)`."""

from protocols.dose.electrical import dose

__all__ = ["dose"]
