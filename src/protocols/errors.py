"""What is raised where the settings of a check, not a protocol, are at fault."""


class ConfigurationError(ValueError):
    """A configuration or a policy that cannot be used. Its text is one sentence that begins with the place."""
