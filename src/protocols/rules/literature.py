"""LIT: the protocol against the published trials of its condition, counted from the presets at run time.

"Unusual" is all that these rules say. Settings of a sham are SHM's business; here only active arms count.
"""

from protocols.evidence.combinations import COMBINED, never_together
from protocols.evidence.compared import (
    COURSE,
    DAILY,
    FREQUENCY,
    METHOD,
    PULSE_WIDTH,
    SESSION,
    SIDE,
    SITE,
    counted,
    disputes,
    no_condition,
    users,
)
from protocols.evidence.counts import FEW
from protocols.evidence.results import without_benefit
from protocols.evidence.trials import cohorts, of_condition
from protocols.evidence.unused import unused
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.references import Citation, cite
from protocols.model import Range, Study, high, overlap
from protocols.model.quantity import show
from protocols.model.terms import in_words

HIGH = Range(20, 25)


@rule("LIT001", Severity.WARNING, cite("zhang-2026", "§6.1"), silences=("LIT026",))
def frequency_not_used_in_the_condition(study: Study) -> Results:
    """The frequency is used by none of the condition's cohorts.

    The review finds no agreed frequency; an effect seen at one cannot be carried over to another.

    Fix: use a frequency of the condition's trials, or waive the finding with the reason.

    Waive: the frequency is the question of the study.
    """
    yield from unused(study, FREQUENCY)


@rule("LIT002", Severity.WARNING, cite("zhang-2026", "§4.1.1, §6.1"), silences=("LIT026",))
def pulse_width_not_used_in_the_condition(study: Study) -> Results:
    """The pulse width is used by none of the condition's cohorts.

    Fix: use a pulse width of the condition's trials, or waive the finding with the reason.

    Waive: the pulse width is the question of the study.
    """
    yield from unused(study, PULSE_WIDTH)


@rule("LIT003", Severity.WARNING, cite("zhang-2026", "§3, §6.1"))
def site_not_used_in_the_condition(study: Study) -> Results:
    """A site is used by none of the condition's cohorts.

    A term that leaves the part open (concha) meets each of its parts.

    Fix: use a site of the condition's trials, or waive the finding with the reason.

    Waive: the site is the question of the study.
    """
    yield from unused(study, SITE)


@rule("LIT004", Severity.WARNING, cite("zhang-2026", "§6.1"))
def side_not_used_in_the_condition(study: Study) -> Results:
    """The side is used by none of the condition's cohorts.

    The review leaves left against both ears unresolved.

    Fix: use a side of the condition's trials, or waive the finding with the reason.

    Waive: the side is the question of the study.
    """
    yield from unused(study, SIDE)


@rule("LIT005", Severity.NOTE, cite("zhang-2026", "§6.1"))
def course_not_used_in_the_condition(study: Study) -> Results:
    """The course is as long as that of none of the condition's cohorts.

    Most trials last four weeks, and the review misses longer ones: another course is unusual, and may be what is
    needed. A month is 28 to 31 days, so that three months and twelve weeks are one course.

    Fix: use a course of the condition's trials, or waive the finding with the reason.

    Waive: the course is the question of the study.
    """
    yield from unused(study, COURSE)


@rule("LIT006", Severity.NOTE, cite("zhang-2026", "§6.1"), silences=("LIT007",))
def session_not_used_in_the_condition(study: Study) -> Results:
    """The session is as long as that of none of the condition's cohorts.

    Fix: use a session of the condition's trials, or waive the finding with the reason.

    Waive: the length of a session is the question of the study.
    """
    yield from unused(study, SESSION)


@rule("LIT007", Severity.NOTE, cite("zhang-2026", "§6.1"))
def daily_dose_not_used_in_the_condition(study: Study) -> Results:
    """The minutes of stimulation in a day are those of none of the condition's cohorts.

    Session times sessions a day, or `daily_min`. Where the sessions of a day are not said, they follow from all
    sessions and the treatment days.

    Fix: use a daily dose of the condition's trials, or waive the finding with the reason.

    Waive: the daily dose is the question of the study.
    """
    yield from unused(study, DAILY)


@rule("LIT008", Severity.WARNING, cite("zhang-2026", "§4.1.1"))
def fixed_intensity_where_trials_titrate(study: Study) -> Results:
    """A fixed intensity in a condition whose trials titrate.

    The same current is felt differently by different people; the review describes titration to a clear but painless
    sensation in the migraine trials as a whole.

    Fix: write `method = "titrated"` with a target and a cap.

    Waive: an intensity below sensation, where there is nothing to titrate to.
    """
    counts, key = counted(study, METHOD), METHOD.keys[0]
    if isinstance(counts, Skip):
        yield counts
        return
    methods = {use.value: use for use in counts.uses}
    for arm in study.once(study.held_against_trials(), key):
        if arm.intensity.method is None:
            yield Skip(arm.at(*key), f"needs {'.'.join(key)}")
        elif arm.intensity.method == "fixed" and "titrated" in methods and "fixed" not in methods:
            yield Flag(
                arm.at(*key),
                f"the intensity is fixed, but titrated by {counts.sentence(str)}",
                'write: method = "titrated", with a target and a cap',
                sources=counts.sources(),
            )


@rule(
    "LIT009",
    Severity.WARNING,
    cite("straube-2015", "abstract: headache days"),
    cite("cao-2021", "abstract: connectivity"),
    silences=("LIT001",),
    if_written=("migraine",),
)
def migraine_at_20_to_25_hz(study: Study) -> Results:
    """Migraine is stimulated at 20 to 25 Hz.

    1 Hz reduced headache days more than 25 Hz in Straube 2015. In Cao 2021 1 Hz and 20 Hz differed in brain
    connectivity; that trial measured no clinical effect, though the review speaks of one. A study that also has an
    active arm at another frequency asks this very question and is left alone. 0 Hz is no frequency (TIM024).

    Fix: use 1 Hz, or compare the two frequencies.

    Waive: the rationale says why the higher frequency.
    """
    if study.about.condition != "migraine":
        return
    arms = study.held_against_trials("active", "active_comparator")
    used = [value for arm in arms for value in FREQUENCY.values(arm) if high(value) != 0]
    if not all(overlap(value, HIGH) for value in used):
        return
    for arm in study.once(study.held_against_trials(), *FREQUENCY.keys):
        for value in FREQUENCY.values(arm):
            if high(value) == 0:
                continue
            yield Flag(
                FREQUENCY.place(arm, value),
                f"{show(value, 'Hz')} in migraine: 1 Hz reduced headache days more than 25 Hz (Straube 2015); 1 and 20 Hz "
                "differed in connectivity, not shown clinically (Cao 2021); few trials",
                "use 1 Hz, or compare the two frequencies",
            )


@rule("LIT011", Severity.NOTE, cite("zhang-2026", "§6.1"))
def combination_not_used_in_the_condition(study: Study) -> Results:
    """Each setting was used in the condition, but this combination by none of its cohorts.

    Frequency, pulse width, sites, side, session and course of one arm are held against those of each trial's arm; the
    fewest that never went together are named. A trial that does not say a setting may have had it, and is then not
    counted against the combination.

    Fix: combine the settings as one of the trials did, or waive the finding with the reason.

    Waive: the combination is the question of the study, or follows from the device.
    """
    condition = study.about.condition
    several = of_condition(condition, study.evidence)
    if condition is None:
        yield no_condition(study)
        return
    if not several:
        yield Skip(("study", "condition"), f"the evidence base holds no trial of {condition}")
        return
    for arm in study.once(
        study.held_against_trials(), *(key for setting in COMBINED for key in setting.keys)
    ):
        never = never_together(arm, condition, study.evidence)
        if never:
            uses = [(setting, users(study, setting, arm)) for setting in never]
            held = cohorts(several)
            yield Flag(
                never[0].places(arm)[0],
                f"{' and '.join(f'{setting.shown(arm)} ({who})' for setting, who in uses)} were each used, but not "
                f"together by any of the {held} {in_words(condition)} cohorts of the base"
                f"{'; few trials' if held < FEW else ''}{disputes(several, *never)}",
                "" if study.is_record else "combine them as a trial did, or waive this with the reason",
                tuple((setting.places(arm)[0], who) for setting, who in uses[1:]),
                sources=tuple(Citation(trial.key) for trial in several),
            )


@rule("LIT012", Severity.NOTE, plans_only=True)
def evidence_conflicts(study: Study) -> Results:
    """A trial of the condition found no benefit.

    A plan should say why it may find otherwise. What the trials found stands in the results of their records; a
    comparison of two ways of stimulating is not among them. A trial that added taVNS to another treatment is named to a
    study that does so, too.

    Fix: name the trial in `study.rationale`, and say there what the study does differently.

    Waive: the protocol discusses the trial elsewhere.
    """
    condition, rationale = study.about.condition, (study.about.rationale or "").lower()
    adding = [arm for arm in study.by_role("active") if arm.written.co_intervention]
    against = [
        one
        for one in without_benefit(condition, study.evidence)
        if (adding or not one.is_add_on) and one.trial.label.split()[0].lower() not in rationale
    ]
    if condition is not None and against:
        add_on = any(one.is_add_on for one in against)
        yield Flag(
            ("study", "condition"),
            f"not every trial of {in_words(condition)} found a benefit: "
            + "; ".join(f"{one.trial.label} found {one.found}" for one in against),
            f"name {' and '.join(one.trial.label for one in against)} in study.rationale, and say what this study does "
            "differently",
            tuple((arm.at("co_intervention"), "added to this") for arm in adding if add_on),
            sources=tuple(source for one in against for source in one.sources),
        )
