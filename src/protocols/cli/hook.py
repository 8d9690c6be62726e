"""What a hook is given: the names of files, of which one may begin as an option does."""

from collections.abc import Iterable, Sequence

from protocols.lib.names import is_toml


def files_last(words: Sequence[str], options: Iterable[str]) -> list[str]:
    """Return the words of a command line with files that begin with - behind a --, where none is taken for an option.

    options are those that the command has: with one of them, `--config=tavns.toml` is no file.
    """
    known = set(options)
    end = words.index("--") if "--" in words else len(words)
    before, behind = words[:end], words[end + 1 :]
    files = [
        word
        for word in before
        if word.startswith("-") and is_toml(word) and word.partition("=")[0] not in known
    ]
    return [*(word for word in before if word not in files), "--", *files, *behind]
