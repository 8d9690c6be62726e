"""Run one command and print what it took: `python -I -S measure.py OUTPUT COMMAND …`, with OUTPUT a file for what it says.

A process of its own, because Linux counts the memory of whoever starts a command as the command's, until it has more
itself: this one has hardly any.
"""

import os
import sys
import time


def main() -> None:
    """Print seconds, seconds of processor time, peak memory in kB of the largest process, and the exit code."""
    output, *command = sys.argv[1:]
    # ru_maxrss is in bytes on macOS, in kB elsewhere.
    unit = 1024 if sys.platform == "darwin" else 1
    to_file = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    start = time.perf_counter()
    child = os.posix_spawn(
        command[0], command, os.environ, file_actions=[to_file, (os.POSIX_SPAWN_DUP2, 1, 2)]
    )
    _, status, used = os.wait4(child, 0)
    taken = time.perf_counter() - start
    print(taken, used.ru_utime + used.ru_stime, used.ru_maxrss // unit, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
