"""What is raised where the settings of a check, not a protocol, are at fault; and what the system says of an error."""


def reason(error: OSError) -> str:
    """Return what the system says of an error, as it stands behind a colon: `permission denied`."""
    return (error.strerror or str(error)).lower()


class ConfigurationError(ValueError):
    """A configuration or a policy that cannot be used. Its text is one sentence that begins with the place."""


class UnsearchableError(ConfigurationError):
    """A file whose configuration nobody can look for, as its folder may not be searched. reason says why not."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"cannot read {path}: {reason}")
        self.reason = reason


class AuthoringError(ValueError):
    """What was asked for cannot be done with this text. Its text is one sentence."""
