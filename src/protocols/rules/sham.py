"""SHM: sham and blinding, for each sham and the active arms it controls."""

from collections.abc import Iterable, Iterator

from protocols.document.document import Path
from protocols.evidence.trials import names, trials
from protocols.findings.rule import Flag, Results, Severity, Skip, Undecided, rule
from protocols.lib.references import Citation, cite
from protocols.lib.units import plain
from protocols.model import Arm, Study, high
from protocols.model.calendar import meet_in_time
from protocols.model.channel import on_one_channel
from protocols.model.derived import derived
from protocols.model.terms import DISPUTED, VAGAL, meet
from protocols.rules.strength import Level, level, not_weaker

NO_SURE_SHAM = (*DISPUTED, "earlobe")
INTENSITY = ("stimulation", "intensity")
RESTS_ON_ITS_SITE = frozenset({"inactive_site", "other"})
AT_ACTIVE_SITE = frozenset({"below_threshold", "low_intensity"})


Controlled = tuple[Arm, list[Arm]]
"""A sham with the active arms that it controls."""


def shams(study: Study) -> Iterable[Controlled]:
    """Return each sham with the active arms it controls: those it names, else all; of periods those at the same time."""
    # What could not be read of a second sham is not to keep a rule from the first: there each is looked at in its turn.
    return _controlled(study) if study.unread else _all_controlled(study)


@derived  # a dozen rules ask
def _all_controlled(study: Study) -> list[Controlled]:
    return list(_controlled(study))


def _controlled(study: Study) -> Iterator[Controlled]:
    for sham in study.by_role("sham"):
        active = study.by_role("active")
        # Where there is one active arm, the sham can name no other, whether or not that could be read.
        alone = len(active) == 1 and "controls" in sham.written.unread
        named = None if alone else sham.written.controls
        mine = [arm for arm in active if named is None or {arm.arm_name, arm.gives} & {*named}]
        yield sham, [arm for arm in mine if meet_in_time(study, sham, arm)]


def alike_channels(sham: Arm, active: list[Arm]) -> list[Arm]:
    """Return of some active arms what a sham is to feel like: of arms in channels the channels of the sham's name."""
    return [arm for arm in active if on_one_channel(sham, arm)]


@rule("SHM001", Severity.NOTE, cite("zhang-2026", "§4.1.1"), plans_only=True)
def nothing_to_compare_with(study: Study) -> Results:
    """An active arm has nothing to compare it to.

    No sham, no comparator, and no second active arm that differs in what it gets: the review calls sham-controlled
    trials the standard paradigm. (Its own table shows fewer of them than it says: see the presets' conflicts.)

    Fix: write an arm with `role = "sham"`, or another comparator.

    Waive: a single-arm study that asks only whether the course is feasible.
    """
    if len(study.arms) > 1 or not study.by_role("active"):
        return
    arm = study.by_role("active")[0]
    message = f"{arm.arm_name} has nothing to be compared with"
    if study.about.design == "single_arm":
        yield Flag(
            ("arms", arm.arm_name),
            message,
            'add an arm with role = "sham"',
            ((("study", "design"), "one arm"),),
        )
    else:
        yield Undecided(
            ("arms", arm.arm_name),
            "a sham or another comparator (arms.NAME.role)",
            message,
            'add an arm with role = "sham"',
        )


@rule("SHM002", Severity.WARNING, cite("zhang-2026", "§3"), silences=("SHM003",), if_written=("sham",))
def sham_current_at_an_active_site(study: Study) -> Results:
    """A sham that rests on its site delivers current where the vagus nerve is reached, or where its active arm does.

    The review names the cymba and the cavum conchae as the skin that the auricular branch of the vagus nerve supplies.
    A sham there may act itself, and the trial then compares two active arms.

    Fix: choose a site outside the concha and outside the sites of the active arms, or another `sham_method`.

    Waive: never lightly; say why the sham is inactive there.
    """
    for sham, active in shams(study):
        method, sites = sham.written.sham_method, sham.stimulation.sites
        if method is None or (sites is None and method in ("inactive_site", "other")):
            lacks = sham.at("sham_method") if method is None else sham.at("stimulation", "sites")
            yield Skip(
                lacks, f"needs {'sham_method' if method is None else 'stimulation.sites'} of {sham.name}"
            )
            continue
        if method not in RESTS_ON_ITS_SITE or not sham.delivers_current:
            continue
        for index, site in enumerate(sites or ()):
            shared = next(
                (arm for arm in active if any(meet(site, other) for other in arm.stimulation.sites or ())),
                None,
            )
            if any(meet(site, vagal) for vagal in VAGAL):
                reason = f"the sham delivers current at {site}, a site of vagal supply"
            elif shared:
                reason = f"the sham delivers current at {site}, where {shared.name} is stimulated"
            else:
                continue
            own = sham.at("stimulation", "sites")
            theirs = shared.at("stimulation", "sites") if shared else own
            yield Flag(
                (*own, index),
                reason,
                "choose a site outside the concha and outside the active sites, or another sham_method"
                if own[0] == "arms"
                else f"write the sham's own sites in [{sham.own_table('stimulation', 'sites')}], or another sham_method",
                ((theirs, f"sites of {shared.name}"),) if shared and theirs != own else (),
                arm=sham.name,
            )


@rule("SHM003", Severity.NOTE, cite("zhang-2026", "§6.1"), if_written=("sham",))
def disputed_sham_site(study: Study) -> Results:
    """The sham's site is disputed.

    Tragus and antihelix are active sites in published trials; the earlobe is a common control, but its stimulation is
    seen in the brain; the vagus nerve is said to supply part of the ear canal's posterior wall. The review asks that sham
    sites be validated. An electrode of the sham that lies at such a place, away from the sham's own sites, counts as well.

    Fix: choose a site that is not disputed, or waive the finding with the reason; measure the success of blinding.

    Waive: the protocol discusses the choice.
    """
    for sham, active in shams(study):
        if not sham.delivers_current or sham.written.sham_method not in {None, *RESTS_ON_ITS_SITE}:
            continue
        for where, words, site in _places(sham, active):
            message, sources = (
                _dispute(site) if any(meet(site, place) for place in NO_SURE_SHAM) else ("", ())
            )
            if not sources:
                continue
            yield Flag(
                where,
                words + message,
                ""
                if study.is_record
                else "choose another site, or waive this with the reason why it is inactive",
                arm=sham.name,
                sources=sources,
            )


def _places(sham: Arm, active: list[Arm]) -> Iterator[tuple[Path, str, str]]:
    """Yield each place at which current enters a sham: where it is written, how to begin to speak of it, and the site.

    Of an electrode where the vagus nerve or an active arm's site is, SHM012 speaks. A return electrode that an active arm
    has at the same place says nothing of the sham.
    """
    own = sham.stimulation.sites or ()
    for index, site in enumerate(own):
        yield (*sham.at("stimulation", "sites"), index), "", site
    same = {("return_site", arm.electrode.return_site) for arm in active}
    for pole, at in sham.electrode_sites:
        if (pole, at) not in same and not any(meet(at, one) for one in own) and not reached(at, active):
            yield sham.at("electrode", pole), f"the {called(pole)} of {sham.name} lies at {at}; ", at


def called(pole: str) -> str:
    """Return what an electrode is called: anode, cathode or return electrode."""
    return "return electrode" if pole == "return_site" else pole.removesuffix("_site")


def reached(site: str, active: list[Arm]) -> str:
    """Say why a sham's electrode may act at a site; "" where nothing says so."""
    if any(meet(site, vagal) for vagal in VAGAL):
        return "a site of vagal supply"
    there = next((arm for arm in active if any(meet(site, one) for one in arm.stimulation.sites or ())), None)
    return f"where {there.name} is stimulated" if there else ""


EARLOBE = (
    "the earlobe is a common control (19 of 42 control settings in Wolf 2021), but its stimulation activated the "
    "contralateral postcentral cortex in Badran 2018: with current, it is not inert"
)

CANAL = (
    "{site} as a sham is disputed: the vagus nerve is said to supply part of the posterior wall of the ear canal (by a page "
    "on anatomy; the dissections were not read)"
)


def _dispute(site: str) -> tuple[str, tuple[Citation, ...]]:
    if site == "earlobe":
        return (
            EARLOBE,
            (cite("wolf-2021", "control settings"), cite("badran-2018", "earlobe stimulation")),
        )
    if meet(site, "ear_canal_posterior"):
        return CANAL.format(site=site), (cite("ear-surface-anatomy", "posterior wall of the meatus"),)
    used = [
        trial
        for trial in trials("review")
        if any(
            meet(site, other)
            for arm in trial.study.by_role("active")
            for other in arm.stimulation.sites or ()
        )
    ]
    return (
        f"{site} as a sham is disputed: it is an active site in {names(used)}",
        tuple(Citation(trial.key, "active site") for trial in used),
    )


@rule(
    "SHM010",
    Severity.WARNING,
    cite("own-judgement", "a weaker current at the site of the active arm may act"),
    silences=("SHM002", "SHM004"),
    if_written=("sham",),
)
def weaker_dose_as_sham(study: Study) -> Results:
    """A sham with reduced current at the active site may be active.

    A weaker dose is a dose. No trial in the evidence base shows that a weaker current at the active site does nothing.

    Fix: choose another `sham_method`, or call the arm what it is: `role = "active_comparator"`.

    Waive: a dose comparison that the text calls one.
    """
    for sham, active in shams(study):
        if sham.written.sham_method in AT_ACTIVE_SITE and sham.stimulation.sites is None:
            yield Skip(sham.at("stimulation", "sites"), f"needs stimulation.sites of {sham.name}")
        for arm in active:
            reason, used = _weaker(sham, arm)
            if reason:
                yield Flag(
                    sham.at("sham_method")
                    if sham.written.sham_method in AT_ACTIVE_SITE
                    else sham.at("stimulation", "sites"),
                    f"the sham stimulates the site of {arm.name} {reason}: a weaker dose may be active",
                    'choose another sham_method, or role = "active_comparator"',
                    ((arm.at("stimulation", "sites"), f"sites of {arm.name}"), *used),
                    arm=sham.name,
                )
                break


def _weaker(sham: Arm, arm: Arm) -> tuple[str, list[tuple[Path, str]]]:
    """Return how a sham at the site of an active arm is weaker, and the values that say so; "" where it is not."""
    method, mine, theirs = sham.written.sham_method, sham.stimulation.sites or (), arm.stimulation.sites or ()
    if not any(meet(one, other) for one in mine for other in theirs) or not sham.delivers_current:
        return "", []
    if method in AT_ACTIVE_SITE:
        # What the file denies is not said: SHM014 and SHM015 say so.
        if not_weaker(sham, arm) or (method == "below_threshold" and level(sham) not in (None, Level.BELOW)):
            return "", []
        return "with a current below threshold" if method == "below_threshold" else "with low intensity", []
    mine_most, theirs_most = _highest(sham), _highest(arm)
    if method not in {None, *RESTS_ON_ITS_SITE} or mine_most is None or theirs_most is None:
        return "", []
    if mine_most[0] >= theirs_most[0]:
        return "", []
    places = [
        (sham.at(*INTENSITY, mine_most[1]), f"of {sham.name}"),
        (arm.at(*INTENSITY, theirs_most[1]), f"of {arm.name}"),
    ]
    return f"with {plain(mine_most[0])} instead of {plain(theirs_most[0])} mA", places


def _highest(arm: Arm) -> tuple[float, str] | None:
    """Return the highest current that an arm's file allows, and the key that says it."""
    for key in ("max_ma", "current_ma"):
        current = high(getattr(arm.intensity, key))
        if current is not None:
            return current, key
    return None
