"""What comes behind the arms in a Methods section: adherence, harms, outcomes, amendments; and the notes of the file."""

from protocols.document.document import Path
from protocols.lib.fillers import says_none
from protocols.methods.arm import the_arm
from protocols.methods.keys import Keys, keys_of_arm, keys_of_outcome, keys_of_study
from protocols.methods.pieces import (
    Gap,
    Paragraph,
    Piece,
    Said,
    Sentence,
    bracketed,
    flat,
    listed,
    paragraph,
    sentence,
)
from protocols.methods.words import Tense, amount, called, counted, enumerated
from protocols.model import Protocol, Study
from protocols.model.design import WrittenArm
from protocols.model.facts import of_table
from protocols.model.paths import INHERITED, WITHIN_AN_ARM, dotted

MONITORING = "cardiac_monitoring"
HARMS = (
    ("assessment", "Assessment of adverse events"),
    ("instrument", "Instrument"),
    ("schedule", "Schedule of the assessment"),
    ("expected", "Expected unwanted effects"),
    ("stopping_rules", "Stimulation of a participant stops or changes as follows"),
    ("stop_heart_rate_below_bpm", "Stimulation of a participant stops at a heart rate below"),
    ("stop_pain_above", "Stimulation of a participant stops at pain above"),
    ("interim", "Interim analyses"),
    ("cardiac_monitoring", "Cardiac monitoring"),
    ("post_trial_care", "Care after the trial"),
)


STOPS = "harms.stopping_rules|harms.stop_heart_rate_below_bpm|harms.stop_pain_above"
STOP_VALUES = {"stop_heart_rate_below_bpm": "beats per minute", "stop_pain_above": "of 10"}


def adherence(study: Study, k: Keys, t: Tense) -> list[Sentence]:
    """Say how adherence is monitored, who counts as a completer, and how many sessions took place."""
    by = k.say("adherence.recorded_by")
    found = [sentence(f"Sessions {t.were} recorded ", by)] if by else []
    found += k.colon("Monitoring of adherence", "adherence.monitoring")
    found += k.colon("Completers", "adherence.completer_definition")
    found += k.lacking("adherence.monitoring|adherence.recorded_by", "adherence.completer_definition")
    return found + _completed(study, t)


def _completed(study: Study, t: Tense) -> list[Sentence]:
    key, lacking = "delivered.sessions_completed_percent", []
    found = []
    for arm in study.arms.values():
        own = keys_of_arm(arm)
        done = own.say(key)
        if done:
            found.append(sentence(f"In {the_arm(arm)}, ", done, " of the planned sessions took place"))
        elif t.past and arm.stimulated:
            lacking.append(arm)
    if lacking:
        gap = Gap((called(tuple(key.split("."))),), tuple(arm.at(*key.split(".")) for arm in lacking))
        of = listed([the_arm(arm) for arm in lacking])
        found.append(sentence(*(["In ", *of, ": "] if found else []), gap))
    return found


def harms(k: Keys) -> list[Sentence]:
    """Say how adverse events are found, and what follows."""
    found = [
        one
        for key, words in HARMS
        for one in (no_monitoring(k, "No cardiac monitoring") if key == MONITORING else [])
        or stop_value(k, key, words)
        or k.colon(words, f"harms.{key}")
    ]
    return [*found, *k.lacking("harms.assessment", STOPS)]


def stop_value(k: Keys, key: str, words: str) -> list[Sentence]:
    """Say at which heart rate or pain stimulation stops; nothing for another key."""
    unit = STOP_VALUES.get(key)
    said = (
        k.say(f"harms.{key}", f"{amount(k.value(f'harms.{key}'))} {unit}")
        if unit and f"harms.{key}" in k
        else None
    )
    return [sentence(f"{words} ", said)] if said else []


def no_monitoring(k: Keys, words: str) -> list[Sentence]:
    """Say in these words that the heart is not watched, where `none` or the like stands for how it is."""
    said = k.value(f"harms.{MONITORING}")
    return [sentence(k.say(f"harms.{MONITORING}", words))] if said is not None and says_none(said) else []


def outcomes(study: Study) -> list[Sentence]:
    """Say what is measured, and when; the primary outcome first."""
    found = [_outcome(keys_of_outcome(study, name), name) for name in study.outcomes]
    found.sort(key=lambda pair: not pair[0])
    return [one for _, one in found] or keys_of_study(study).lacking("outcomes")


def _outcome(k: Keys, name: str) -> tuple[bool, Sentence]:
    primary, secondary = k.value("primary"), k.value("secondary")
    said = k.say("measure") or Said(name.replace("_", " "), (("outcomes", name),))
    second = secondary or (primary is False and secondary is None)
    words = "Primary outcome" if primary else "Secondary outcome" if second else "Outcome"
    ranks = [key for key in ("primary", "secondary") if key in k]
    lead: Piece = k.together(words, *ranks) if ranks else words
    instrument, when = k.say("instrument"), time_points(k)
    return primary is True, sentence(lead, ": ", said, bracketed(instrument, when))


def time_points(k: Keys, first: str = "the first session") -> list[Piece]:
    """Return when an outcome is measured: `4 weeks before the first session; 4 and 16 weeks after it`."""
    for unit in ("week", "month"):
        key = f"time_points_{unit}s"
        points: tuple[float, ...] | None = k.value(key)
        if points is None:
            continue
        before, after = [-one for one in points if one < 0], [one for one in points if one > 0]
        parts = [f"{_series(before, unit)} before {first}"] if before else []
        parts += [f"at {'it' if parts else first}"] if 0 in points else []
        parts += [f"{_series(after, unit)} after {'it' if parts else first}"] if after else []
        return [k.together(", ".join(parts), key)]
    return []


def _series(points: list[float], unit: str) -> str:
    *most, last = points
    return enumerated([*(amount(one) for one in most), counted(last, unit)])


def amendments(study: Study) -> list[Sentence]:
    """Say what was changed since the first version."""
    found = []
    for number, one in enumerate(study.protocol.amendments or ()):
        k = Keys(of_table(one, ("amendments", number)), lambda *key: key)
        k = Keys({key[2:]: fact for key, fact in k.facts.items()}, k.at)
        version, date = k.say("version"), k.say("date")
        lead: list[Piece] = flat(["Version ", version] if version else ["An amendment"])
        changes = k.say("changes", ", ".join(one.changes or ()))
        why = k.say("rationale") or k.gap("rationale", what="rationale")
        found.append(
            sentence(
                lead,
                [" of ", date] if date else None,
                ": ",
                why,
                ["; changed: ", changes] if changes else None,
            )
        )
    return found


def notes(study: Study) -> list[Paragraph]:
    """Return every table's `notes`, each as it is written, with the table it stands in."""
    tables: list[Keys] = [Keys(keys_of_study(study).facts, lambda *key: key)]
    for name in INHERITED:
        table = getattr(study.protocol, name)
        tables += [Keys(of_table(table, (name,)), lambda *key: key)] if table is not None else []
    for name, arm in (study.arms | study.lenders).items():
        tables.append(Keys(of_table(arm.written, ("arms", name)), lambda *key: key))
        tables += _within(arm.written, ("arms", name))
    tables += _within(study.protocol, ())
    for name, outcome in study.outcomes.items():
        tables.append(Keys(of_table(outcome, ("outcomes", name)), lambda *key: key))
    for number, one in enumerate(study.protocol.amendments or ()):
        tables.append(Keys(of_table(one, ("amendments", number)), lambda *key: key))
    return [
        found for table in tables for path, said in table.notes() for found in paragraph([_note(path, said)])
    ]


def _within(holder: Protocol | WrittenArm, at: Path) -> list[Keys]:
    """Return what periods and channels say, where they are written."""
    return [
        Keys(of_table(one, (*at, several, name)), lambda *key: key)
        for several in WITHIN_AN_ARM
        for name, one in (getattr(holder, several) or {}).items()
    ]


def _note(path: Path, said: Said) -> Sentence:
    names = tuple(step for step in path if isinstance(step, str))
    return sentence(f"{dotted(names) or 'the file'}: ", said)
