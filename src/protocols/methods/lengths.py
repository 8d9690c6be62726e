"""How long a registry's field may be: what is left out where a text is longer, and what is said of that."""

from protocols.methods.pieces import Gap, Paragraph, Sentence, is_gap, sentence
from protocols.methods.rendering import of_sentences


def limited(what: str, label: str, said: list[Sentence], limit: int, remarks: list[str]) -> Paragraph:
    """Return as much as a field takes: the least important sentences are left out, last first, and nothing is cut."""
    kept = [one for one in said if not is_gap(one)]
    whole = len(of_sentences(kept))
    while kept and len(of_sentences(kept)) > limit:
        kept.pop()
    partly = {one.topic for one in kept}
    topics = dict.fromkeys(one.topic for one in said if not is_gap(one) and one not in kept)
    left_out = [f"{topic} (in part)" if topic in partly else topic for topic in topics]
    if left_out:
        remarks.append(
            f"Left out of {what}, which would have {whole} characters where {limit} are taken: {', '.join(left_out)}."
        )
    return Paragraph(tuple(kept) or (sentence(Gap((label.lower(),))),), label, limit)


def fits(what: str, text: str, limit: int, remarks: list[str]) -> None:
    """Remark on a text that is longer than a field takes."""
    if len(text) > limit:
        remarks.append(f"Shorten {what}: it has {len(text)} characters where {limit} are taken.")
