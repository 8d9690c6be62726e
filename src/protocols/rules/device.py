"""DEV: whether this device can deliver it."""
