"""`python -m protocols` is `tavns`."""

from protocols.cli import main

main()
