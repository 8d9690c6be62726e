"""Configuration files: found upward from each protocol, read, and turned into the settings of its check."""

from protocols.configuration.choosing import Chooser, configured
from protocols.configuration.reading import Setting

__all__ = ["Chooser", "Setting", "configured"]
