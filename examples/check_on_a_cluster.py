"""Check a folder of protocols on a Dask cluster: `python check_on_a_cluster.py FOLDER [ADDRESS]`.

ADDRESS is that of a scheduler, such as tcp://10.0.0.1:8786; without one, a cluster of this machine's own is started.
The workers need tavns-protocols, and must see the folder under the same path. Needs: pip install 'tavns-protocols[dask]'
"""

import sys

from distributed import Client

from protocols import Severity, lint_many


def main(folder: str, address: str | None = None) -> int:
    """Print each finding that is an error, and return the exit code: 1 where there is one, 2 where a file was not read."""
    code = 0
    with Client(address, set_as_default=False) as client:
        workers = sum(client.nthreads().values())
        # pure=False: the same path may hold another protocol the next time.
        executor = client.get_executor(pure=False)
        for report in lint_many([folder], executor=executor, jobs=workers):
            if report.trouble:
                print(report.trouble, file=sys.stderr)
                code = 2
            for finding in report.open:
                if finding.severity is Severity.ERROR:
                    print(f"{report.path}:{finding.place.line}: {finding.code} {finding.message}")
                    code = code or 1
    return code


if __name__ == "__main__":  # worker processes import this file, too
    sys.exit(main(*sys.argv[1:]))
