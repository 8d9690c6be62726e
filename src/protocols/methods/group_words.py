"""Words by which a text speaks of groups, of a sham, or of what only one of them gets; patterns of any case."""

from collections.abc import Iterator
from typing import Final

from protocols.lib.resources import data
from protocols.methods.arm import treated
from protocols.model import Study
from protocols.model.terms import OFF_THE_EAR, PARTS, SITES

TREATMENT: Final = (
    r"(?:stimulation|tavns|tvns|vns|current|electrode|device|unit|stimulator|treatment|therapy|intervention|site|condition|"
    r"session|earpiece|period|setting|programme|program)s?"
)
BEFORE: Final = (
    r"(?:^|(?<=[,;:.(/=+&–—]\s)|(?<=[,;:.(/=+&–—])|(?<=\d\s)|(?<=\band\s)|(?<=\bor\s)|(?<=\bvs\s)|(?<=\bvs\.\s)|"
    r"(?<=\bversus\s)|(?<=\bfor\s)|(?<=\bas\s)|(?<=\bam\s)|(?<=\bpm\s)|(?<=\bthen\s)|(?<=\bh\s))"
)
"""What stands before a word that is a name by itself."""
ALONE: Final = (
    rf"{BEFORE}(?:(?:active|inactive|control|comparison|experimental|interventional)s?"
    r"(?=\s*(?:$|[,;:.)/=]|(?:vs|versus|then|at|first|second|last|before|after|earlier|later)\b|\d|"
    r"(?:and|or|in the|on) (?:\d|active|inactive|control|comparison|sham|placebo|morning|afternoon|evening|monday|tuesday)))"
    r"|(?:intervention|treatment|reference|real|genuine)(?=\s*(?:[:=]|\d|(?:first|second|last|earlier|later)\b|at \d))"
    r"|(?-i:[B-H])(?= (?:at\b|in the\b|first\b|second\b|\d)))"
)
"""Words that name a group where they stand alone, as in `08:00 active, 14:00 control`."""
ADJECTIVES: Final = (
    r"(?:inactive|real|genuine|control|comparison|comparator|experimental|interventional|reference|true|actual|effective|"
    r"detuned|deactivated|disabled|disconnected|unplugged|unpowered|powerless|dead|inert|blank|modified|bypassed|"
    r"non[- ]?(?:active|functional|functioning|working|stimulating|therapeutic))"
)
OFF: Final = (
    r"(?:switch\w*|turn\w*|power\w*)[- ](?:it |the \w+ )?(?:off|down)|(?:not|never) (?:switched|turned) on|"
    r"(?:is|are|stays?|remains?|left|kept|set to) (?:switched )?off\b|without power"
)
ARMS: Final = (
    r"(?:treatment|active|inactive|control|comparison|comparator|experimental|interventional|reference|verum|study|trial|"
    r"intervention|test|stimulation|both|each|either|every|other|all|two|three|four|one|which|what|first|second|third|"
    r"fourth|1st|2nd|3rd|same|former|latter|respective) arms?|arms? (?:no\.? ?|number )?(?:\d+|i{1,3}|iv|[b-h])\b|"
    r"arms? a(?=\s*(?:$|[,;:.)/=]|at\b|and\b|or\b|vs\b|first\b|\d))"
)
LETTERS: Final = (
    r"(?:treatment|condition|intervention|stimulation|sequence|device|unit|stimulator|cohort|allocation|kit|code) "
    r"(?:(?-i:[A-H]{1,2})|[12])\b|(?-i:\b[A-H])\s*[:=]"
)
OTHERS: Final = (
    r"half (?:of )?(?:the |all )?(?:participants|patients|people|subjects|them|you)|the other half|the others|"
    r"(?:some|other) (?:participants|patients|people|subjects)|(?:odd|even)[- ]?(?:numbered)? (?:participants?|patients?|"
    r"numbers?|ids?|people)|those (?:in|on|with|without|who (?:get|receive|are given)|given|receiving|allocated|assigned|"
    r"randomi[sz]ed) (?:the )?(?:active|real|sham|current|stimulation|\w+ (?:clip|electrode|stimulation|device|site))"
)
ELSEWHERE: Final = (
    r"schein\w*|attrappe\w*|kontroll\w*|leerger[äa]t\w*|simul[ée]+e?s?\b|simulad[ao]s?|simulat[ao]\b|factices?|fictive|"
    r"fictici[ao]s?|fittizi[ao]|finta|t[ée]moins?\b|nepbehandeling\w*|nepstimulatie\w*"
)
"""The usual words for a sham in German, French, Spanish, Italian and Dutch."""
WORDS: Final = "|".join(
    (
        r"(?:sham|placebo)(?![- ]?controlled)\w*|verum|dummy|mock|fake|simulated|unblind\w*|detuned|comparators?",
        r"subthreshold|sub-threshold|ineffective",
        r"(?:no|without|zero) (?:electric(?:al)? )?(?:current|stimulation|output|pulses)",
        rf"active (?:\w+ )?{TREATMENT}",
        rf"{ADJECTIVES} (?:\w+ )?{TREATMENT}",
        r"(?<!age )(?<!support )(?<!focus )(?<!parallel[- ])groups?",
        *(OFF, ARMS, LETTERS, OTHERS, ELSEWHERE, ALONE),
    )
)
"""What speaks of groups, of a sham, or of what only one of them gets."""

NEAR_THE_EAR: Final = frozenset(
    {"ear_canal", "ear_canal_anterior", "ear_canal_posterior", "preauricular", "mastoid"}
)
"""Places that people look into or clean in every group."""


def sites_of_some(study: Study) -> Iterator[str]:
    """Yield names of sites of the ear at which not every arm is stimulated: who reads one may take it for a group's."""
    common = set(SITES)
    for arm in treated(study):
        each = (set(one.stimulation.sites or ()) | _poles(one.electrode) for one in arm.at_once)
        common &= _with_parts(set[str]().union(*each))
    names = data("terms")["sites"]
    for site in SITES:
        if site not in common | OFF_THE_EAR | NEAR_THE_EAR:
            yield from (one for one in (site, *names.get(site, ())) if one != "ear")


def _poles(electrode: object) -> set[str]:
    found = (getattr(electrode, key) for key in ("anode_site", "cathode_site", "return_site"))
    return {site for site in found if site is not None}


def _with_parts(sites: set[str]) -> set[str]:
    """Return sites with what each holds, and with what holds each."""
    wholes = {whole for whole, parts in PARTS.items() if parts & sites}
    return sites | wholes | {part for site in sites for part in PARTS.get(site, ())}
