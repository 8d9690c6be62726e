"""A draft for a participant information sheet: what is done, felt, how often and how long, in plain words.

It says nothing of benefit and promises nothing. It names no unwanted effect that the file does not name: which ones are
known is for the team to add. Where participants are not to know their group, it says only what is true of every group.
What is missing in the file is not on the sheet, but in a list beside it.
"""

from collections.abc import Iterable
from typing import Final

from protocols.methods import closing
from protocols.methods.arm import treated, with_current
from protocols.methods.governance import dates
from protocols.methods.groups import in_the_dark, never, told
from protocols.methods.keys import Keys, keys_of_outcome, keys_of_study
from protocols.methods.lay_blind import telltale
from protocols.methods.lay_care import effects, responsible
from protocols.methods.lay_groups import groups, with_stimulation
from protocols.methods.lay_schedule import how_often
from protocols.methods.lay_sheet import handed_out
from protocols.methods.lay_strength import strength
from protocols.methods.lay_words import ear, frequency, held, pattern, pauses, ramp, sent, text_of, where
from protocols.methods.people import ADMITTED
from protocols.methods.pieces import (
    Paragraph,
    Said,
    Section,
    Sentence,
    Text,
    bracketed,
    listed,
    sentence,
)
from protocols.methods.readability import HARDEST, grade
from protocols.methods.rendering import of_sentences
from protocols.methods.words import Tense, counted, enumerated, names_people
from protocols.model import Study, high
from protocols.model.terms import EXCLUSIONS, NOT_HAD, free, term

HEAD: Final = "Information for participants"
READ_THEM: Final = "Texts of the file stand on the sheet as they are written: read them for anything else that may show the group."
NOT_SAID: Final = (
    "The file does not say whether participants are to know their group (blinding.participants): "
    "the sheet is made as if they are not."
)


def lay(study: Study) -> Text:
    """Return a draft for a participant information sheet."""
    k = keys_of_study(study)
    pairs = [
        ("What is this study about?", _about(study, k)),
        ("Which group will you be in?", groups(study, k)),
        ("What will be done?", _done(study, k)),
        ("How strong is it, and who decides?", strength(study)),
        ("How often, how long and where?", how_often(study, k)),
        ("Who can take part?", _who(k)),
        ("What will be measured?", _measured(study, k)),
        ("What about unwanted effects?", effects(k)),
        ("Who is responsible, and whom can you ask?", responsible(k)),
    ]
    sections = [Section(sentence(title), (Paragraph(tuple(said)),)) for title, said in pairs if said]
    seen = handed_out(sections, find := telltale(study))
    heading = Section(
        sentence(), (Paragraph((sentence(HEAD, ": ", k.say("study.brief_title") or k.say("study.title")),)),)
    )
    title = handed_out([heading], find)
    notes = closing.notes(study)
    return Text(
        "lay",
        title.sections[0].paragraphs[0].sentences[0] if title.sections else sentence(HEAD),
        seen.sections,
        (Section(sentence("Notes in the file"), tuple(notes)),) if notes else (),
        (*_remarks(study), reading(seen.sections)),
        left_out=(*title.left_out, *seen.left_out),
        to_complete=seen.to_complete,
        handed_out=True,
    )


def reading(sections: Iterable[Section]) -> str:
    """Return how hard a sheet is to read, and which texts of the file are too hard."""
    sentences = [one for section in sections for part in section.paragraphs for one in part.sentences]
    hard = [
        of_sentences([one]) for one in sentences if any(isinstance(p, Said) and p.free for p in one.pieces)
    ]
    hard = [text for text in hard if grade(text) > HARDEST]
    level = max(0, round(grade(of_sentences(sentences))))
    said = f"Reading level of the sheet: grade {level} (Flesch–Kincaid), where {HARDEST} or less is for readers of 14 and older."
    texts = " ".join(f"“{text}”" for text in hard)
    return f"{said} Say more simply in the file: {texts}" if hard else said


def _remarks(study: Study) -> tuple[str, ...]:
    if not in_the_dark(study):
        return ()
    return (READ_THEM,) if study.blinding.participants else (NOT_SAID, READ_THEM)


def _about(study: Study, k: Keys) -> list[Sentence]:
    condition, population = k.value("study.condition"), k.say("study.population")
    found = []
    if condition is not None:
        said = k.say("study.condition", style="lay") or Said("", ())
        again = population is not None and population.text.lower() in said.text.lower()
        people = "" if condition in NOT_HAD or names_people(said.text) else "people with "
        said = said.put("healthy people") if said.text.lower() == "healthy" else said
        found.append(sentence(f"This study is for {people}", said, None if again else bracketed(population)))
    elif several := k.value("study.conditions"):
        each = enumerated((term("condition", one, "lay") for one in several), " or ")
        having = Said(each, k.together("", "study.conditions").at, free=True)
        found.append(sentence("This study is for people with ", having, bracketed(population)))
    elif population:
        found.append(sentence("This study is for: ", population))
    else:
        found.append(sentence("This study is for people with ", k.gap("study.condition")))
    if study.stimulated():
        found.append(sentence("It is about stimulation of the ear with electric current, through the skin"))
    number = k.value("study.participants")
    if number is not None:
        people = "person" if number == 1 else "people"
        found.append(sentence(k.say("study.participants"), f" {people} will take part"))
    for unit in ("week", "month"):
        length = k.value(f"study.follow_up_{unit}s")
        if length is not None and high(length) == 0:
            ends = k.say(f"study.follow_up_{unit}s", "For you the study ends with the last session")
            found.append(sentence(ends))
        elif length is not None:
            after = k.say(f"study.follow_up_{unit}s", counted(length, unit))
            found.append(sentence("After the last session the study goes on for ", after))
    found += dates(k, Tense(study.is_record))
    found += k.colon("The study is registered", "study.registration")
    found += k.colon("Version of the protocol", "study.version")
    return found + k.colon("Date of the protocol", "study.date")


def _done(study: Study, k: Keys) -> list[Sentence]:
    arms, flowing = treated(study), with_current(study)
    # In a sham that is ramped up and switched off, pulses come only at first.
    lasting = [arm for arm in flowing if arm.written.sham_method != "ramp_then_off"]
    pulsed = lasting if in_the_dark(study) else flowing
    found = with_stimulation(study)
    electrode = "An electrode, the part that touches your skin, will be placed "
    found += told(study, arms, electrode, where, ear, what="where the electrode is placed")
    found += told(study, arms, "", held, what="how the electrode is held in place")
    prepared = text_of("electrode.preparation")
    found += told(
        study, arms, "Your skin will be prepared first: ", prepared, what="how the skin is prepared"
    )
    found += told(study, arms, "A device sends ", sent, what="what the device sends")
    found += told(study, pulsed, "The device sends ", frequency, what="how many pulses come in a second")
    found += told(study, lasting, "The pulses are given ", pattern, pauses, what="whether there are pauses")
    rises = "Each time the pulses start, they build up to their full strength over "
    found += told(study, pulsed, rises, ramp, what="how long the current rises", applies=never)
    every = study.given.values()
    also = text_of("co_intervention")
    found += told(study, every, "You will also get: ", also, what="what is given in addition", applies=never)
    felt = text_of("expectation")
    found += told(study, arms, "What you may feel: ", felt, what="what participants may feel", applies=never)
    found += k.colon("This is what happens in a session", "delivery.procedure")
    return found + k.colon("You will be given", "delivery.materials")


def _who(k: Keys) -> list[Sentence]:
    found = []
    for key, words in (
        ("inclusion", "You can take part if all of this is true"),
        ("exclusion", "You cannot take part if one of these is true"),
    ):
        criteria = k.value(f"eligibility.{key}")
        if criteria is not None:
            at = k.together("", f"eligibility.{key}").at
            each = [Said(_criterion(one, key), at, free=one not in EXCLUSIONS) for one in criteria]
            found.append(sentence(f"{words}: ", listed(each, "; ", "; ") or Said("none", at)))
    found += _age_and_sex(k)
    lacking = k.gap(
        "eligibility.inclusion", "eligibility.exclusion", what="who can take part, and who cannot"
    )
    found += [sentence(lacking)] if not found else []
    return found + k.colon("Your other treatment during the study", "study.concomitant")


def _age_and_sex(k: Keys) -> list[Sentence]:
    age, sex = k.say("eligibility.age_years"), k.say("eligibility.sex", style="lay")
    found = [sentence("You can take part if your age is ", age)] if age else []
    found += [sentence(sex.put(f"{sex.text[:1].upper()}{sex.text[1:]}"), " can take part")] if sex else []
    healthy = k.value("eligibility.healthy_volunteers")
    if healthy is not None:
        said = k.say("eligibility.healthy_volunteers", ADMITTED[healthy])
        found.append(sentence("People in good health ", said))
    return found


def _criterion(text: str, key: str) -> str:
    return term("exclusion", text, "lay") if key == "exclusion" else free(text)


def _measured(study: Study, k: Keys) -> list[Sentence]:
    found = []
    for name in study.outcomes:
        own = keys_of_outcome(study, name)
        what = own.say("measure") or Said(name.replace("_", " "), (("outcomes", name),), free=True)
        when = closing.time_points(own)
        found.append(sentence("We measure: ", what, [" (", when, ")"] if when else None))
    return found or [sentence(k.gap("outcomes", what="what will be measured, and when"))]
