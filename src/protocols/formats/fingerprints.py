"""Names for findings that stay the same when lines move, so that a platform knows which are new."""

from collections import Counter
from hashlib import sha256

from protocols.findings.report import Finding


class Fingerprints:
    """Gives each finding a name from what it is about; one that comes again in a file gets another."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def of(self, file: str, finding: Finding) -> str:
        """Return a finding's name: the same for the same rule, key and words in the same file, wherever they stand."""
        about = "\0".join((file, finding.code, finding.path, finding.message))
        self.seen[about] += 1
        return sha256(f"{about}\0{self.seen[about]}".encode("utf-8", "surrogatepass")).hexdigest()
