"""A file with faults: what can be read of it is judged, at its real places; what hangs on a fault is not, and is named."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages import all_cases, composed
from protocols import Config, Report, lint
from protocols.findings.report import Finding
from protocols.lib.resources import preset_files
from protocols.rules import RULES

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
WRONG = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
ARMS = re.compile(r" \(arms? [^()]*\)")
"""Which arms a finding names depends on which others there are: a fault may hide one."""
FAULTS = {
    "unknown key": ("weeks = 4\n", "weeks = 4\nwe = 1\n"),
    "misspelt key": ("pulse_width_us = 250", "pulse_width_u = 250"),
    "misspelt term": ('side = "left"', 'side = "lft"'),
    "wrong type": ("participants = 60", 'participants = "sixty"'),
    "impossible value": ("contact_area_mm2 = 20", "contact_area_mm2 = -20"),
    "two keys that exclude each other": ("max_ma = 5", "max_ma = 5\ncurrent_ma = 1\nvoltage_v = 10"),
    "unknown table": ("[harms]", "[nonsense]\nx = 1\n\n[harms]"),
    "an arm without a role": ('role = "sham"\n', ""),
    "a broken line": ("follow_up_weeks = 12", "follow_up_weeks = "),
    "a broken header": ("[harms]", "[harms"),
    "an open text": ('delivered_by = "study nurse"', 'delivered_by = "study nurse'),
    "an open list": ('"coronary_disease", "ear_skin_condition"]', '"coronary_disease", "ear_skin_condition"'),
    "a key twice": ("side = ", 'side = "left"\nside = '),
}


def of_content(report: Report) -> set[tuple[str, str, str]]:
    """Return the findings that are not about the shape of the file."""
    return {
        (one.code, one.path, ARMS.sub("", one.message))
        for one in report.findings
        if one.code[:3] not in ("KEY", "TOM")
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_hides_no_sum_that_is_wrong(fault: str) -> None:
    before, after = FAULTS[fault]
    assert before in WRONG
    text = WRONG.replace(before, after, 1)
    report = lint(text)
    assert any(one.code[:3] in ("KEY", "TOM") and one.code != "KEY011" for one in report.findings)
    (found,) = (one for one in report.findings if one.code == "TIM004")
    line = text.split("\n")[found.place.line - 1]
    assert line[found.place.column - 1 : found.place.end_column - 1] == "14"
    assert report.would_pass == ()
    assert of_content(report) <= of_content(lint(WRONG))
    assert "INT001" not in {one.code for one in report.findings}


def test_what_hangs_on_a_fault_is_named_and_not_called_missing() -> None:
    report = lint(WRONG.replace("weeks = 4", 'weeks = "four"'))
    assert "TIM004" not in {one.code for one in report.findings}
    lacking = {one.reason for one in report.not_evaluated if one.code == "TIM004"}
    assert lacking == {"needs schedule.weeks, which could not be read"}
    assert report.evaluated > 50


def test_what_is_not_reported_is_told_whatever_else_could_not_be_read() -> None:
    silent = EXAMPLE.replace('delivered_by = "study nurse"\n', "").replace("session_min = 30\n", "")
    whole = {
        one.path
        for one in lint(silent, config=Config(profile="ethics")).findings
        if one.code.startswith("REP")
    }
    assert {"delivery.delivered_by", "schedule.session_min"} <= whole
    for fault in ("misspelt term", "unknown table", "an arm without a role"):
        before, after = FAULTS[fault]
        report = lint(silent.replace(before, after, 1), config=Config(profile="ethics"))
        assert {"delivery.delivered_by", "schedule.session_min"} <= {one.path for one in report.findings}
    report = lint(silent.replace("weeks = 4", 'weeks = "four"'), config=Config(profile="ethics"))
    unread = {
        one.code
        for one in report.not_evaluated
        if one.reason == "needs schedule.weeks, which could not be read"
    }
    assert {code for code in unread if code.startswith("REP")} == {"REP006"}


def test_an_arm_without_a_role_is_still_an_arm() -> None:
    report = lint(EXAMPLE.replace('role = "active"\n', "", 1))
    codes = {one.code for one in report.findings if one.code != "KEY011"}
    assert codes == {"KEY002"}  # nothing says that there is no active arm, or that the sizes do not add up
    assert {"DSN001", "SHM002"} <= {one.code for one in report.not_evaluated}


def test_a_waiver_that_cannot_be_read_takes_no_other_one_with_it() -> None:
    waivers = '[[waivers]]\nrule = "TIM004"\n\n[[waivers]]\nrule = "DSN007"\nreason = "a pilot study"\n'
    report = lint(
        EXAMPLE.replace("participants = 60", "participants = 6").replace(
            "participants = 30", "participants = 3"
        )
        + waivers
    )
    assert [one.waiver.reason for one in report.findings if one.waiver] == ["a pilot study"]
    assert {"KEY002"} <= {one.code for one in report.findings}


# ---------------------------------------------------------------- the law

WHOLE = [
    path.read_text(encoding="utf-8")
    for path in (*preset_files().values(), *sorted((ROOT / "examples").rglob("*.toml")))
    if path.name not in ("tavns.toml", "pyproject.toml")
]
WHOLE += [
    composed(case.toml)[0]
    for code, case in all_cases()
    if case.encoding == "utf-8" and code[:3] not in ("TOM", "KEY", "POL")
]
# Most have the table, so that few are checked here, where every process of the tests comes by.
WHOLE = [
    text
    for text in WHOLE
    if "[study]" in text or ((report := lint(text)).evaluated and report.would_pass != ())
]


def is_shape(one: Finding) -> bool:
    return one.code[:3] in ("KEY", "TOM") and one.code != "KEY011"


def touches(one: Finding, line: int) -> bool:
    """Say whether a finding stands on a line, itself or with what it relates to."""
    places = (one.place, *(other.place for other in one.related))
    return any(place.line <= line <= place.end_line for place in places)


def of_waivers_or_sources(lines: list[str], line: int) -> bool:
    header = next((text for text in reversed(lines[:line]) if text.startswith("[")), "")
    return re.match(r"\[\[waivers|\[\[amendments|\[sources", header) is not None


KEY = re.compile(r"([a-z][\w-]*)( *= *)(?=\S)")
HEADER = re.compile(r"\[([a-z][\w.-]*)\]$")


def misspelt(word: str, at: int, how: str) -> str:
    """Return a word with a slip: a letter exchanged with the next, left out, or another in its place."""
    if how == "exchanged":
        return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    return word[:at] + ("q" if how == "another" else "") + word[at + 1 :]


def with_a_fault(text: str, fault: str, number: int, at: int, how: str) -> tuple[str, range] | None:
    """Return a text with one fault, and the numbers of the lines that it touches; None where the line cannot have it."""
    lines = text.split("\n")
    line = lines[number - 1]
    touched = range(number, number + 1)
    if fault in ("misspelt header", "doubled header"):
        header = HEADER.match(line)
        if header is None:
            return None
        end = next((n for n in range(number, len(lines)) if lines[n].startswith("[")), len(lines))
        touched = range(number, end + 2)
        names = header[1].split(".")
        part = at % len(names)
        if fault == "doubled header":
            first = [n for n in range(number, end) if KEY.match(lines[n])]
            lines.insert(first[at % len(first)] if first else number, line)
        elif (
            names[0] == "sources" or (part == 1 and names[0] in ("arms", "outcomes")) or len(names[part]) < 4
        ):
            return None
        else:
            names[part] = misspelt(names[part], 1 + at % (len(names[part]) - 2), how)
            lines[number - 1] = f"[{'.'.join(names)}]"
    else:
        key = KEY.match(line)
        if key is None or (fault == "misspelt key" and len(key[1]) < 4):
            return None
        if fault == "misspelt key":
            word = misspelt(key[1], 1 + at % (len(key[1]) - 2), how)
            lines[number - 1] = word + line[key.end(1) :]
        else:
            sign = {"a colon": ": ", "no sign": " "}[fault]
            lines[number - 1] = key[1] + sign + line[key.end() :]
    return "\n".join(lines), touched


def holds_of(text: str, faulty: str, touched: range) -> None:
    """Assert that a fault takes no finding with it that does not hang on it, and brings none that is not its own."""
    whole, part = lint(text), lint(faulty)
    if not any(is_shape(one) for one in part.findings):
        return  # what can be read says something else
    assert part.would_pass == ()
    assert "INT001" not in {one.code for one in part.findings}
    named = {one.code for one in part.not_evaluated}
    hanging = {one.code for one in whole.findings if any(touches(one, line) for line in touched)}
    lost = {code for code, _, _ in of_content(whole) - of_content(part)}
    assert lost <= named | hanging, f"lost: {lost - named - hanging}"
    explained = {code for rule in named if rule in RULES for code in RULES[rule].silences}
    new = {code for code, _, _ in of_content(part) - of_content(whole)}
    assert "*" in explained or new <= explained | hanging, f"new: {new - explained - hanging}"
    assert open_things(part) <= open_things(whole), f"open: {open_things(part) - open_things(whole)}"
    shape = {one.place.line for one in part.findings if is_shape(one)}
    before = {one.message for one in whole.findings if is_shape(one)}
    assert before or shape <= set(touched), f"shape: {shape}"


def open_things(report: Report) -> set[str]:
    """Return what a draft has not decided yet, without the items of standards, which are counted."""
    told = (one.message.removeprefix("not yet decided: ") for one in report.findings if one.code == "KEY011")
    return {
        thing
        for text in told
        for thing in text.split("; ")
        if "items of" not in thing and "further of" not in thing
    }


@given(data=st.data())
@pytest.mark.parametrize("fault", ["misspelt key", "misspelt header", "doubled header", "a colon", "no sign"])
def test_one_fault_takes_nothing_with_it_that_does_not_hang_on_it(fault: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(WHOLE))
    lines = text.split("\n")
    fits = HEADER if "header" in fault else KEY
    numbers = [n for n, line in enumerate(lines, start=1) if fits.match(line)]
    if not numbers:
        return
    number, at = data.draw(st.sampled_from(numbers)), data.draw(st.integers(0, 30))
    how = data.draw(st.sampled_from(["exchanged", "left out", "another"]))
    made = with_a_fault(text, fault, number, at, how)
    if made is not None and not of_waivers_or_sources(lines, number):
        holds_of(text, *made)


@given(data=st.data())
def test_a_line_cut_short_takes_nothing_with_it_that_does_not_hang_on_it(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(WHOLE))
    lines = text.split("\n")
    number = data.draw(st.sampled_from([n for n, line in enumerate(lines, start=1) if len(line) > 1]))
    holds_of_a_cut(text, number, data.draw(st.integers(1, len(lines[number - 1]) - 1)))


PARTS = [
    (text, number)
    for path in (*sorted((ROOT / "examples" / "periods").glob("*.toml")), ROOT / "examples" / "channels.toml")
    for text in [path.read_text(encoding="utf-8")]
    for number, line in enumerate(text.split("\n"), start=1)
    if re.match(r"\[(arms\.\w+\.)?(periods|channels)\b", line)
]


@pytest.mark.parametrize(("text", "number"), PARTS)
def test_a_header_of_a_period_or_channel_cut_short_says_nothing_of_the_rest(text: str, number: int) -> None:
    """Cut short it may be that of its arm, which is there already, or of another part of the arm."""
    for kept in range(1, len(text.split("\n")[number - 1].rstrip())):
        holds_of_a_cut(text, number, kept)


def holds_of_a_cut(text: str, number: int, kept: int) -> None:
    """Assert of a text with a line cut short what `holds_of` does of one with another fault."""
    lines = text.split("\n")
    cut = lint("\n".join([*lines[: number - 1], lines[number - 1][:kept], *lines[number:]]))
    if not any(is_shape(one) for one in cut.findings) or of_waivers_or_sources(lines, number):
        return  # a shorter line that can be read says something else; a waiver or a source is a finding's own cause
    whole = lint(text)
    assert cut.would_pass == ()
    assert "INT001" not in {one.code for one in cut.findings}
    named = {one.code for one in cut.not_evaluated}
    lost = of_content(whole) - of_content(cut)
    # A header that is cut short names another table, of which all lines are then.
    ends = next((n for n in range(number, len(lines)) if lines[n].startswith("[")), len(lines))
    mine = range(number, ends + 1) if lines[number - 1].startswith("[") else [number]
    hanging = {one.code for one in whole.findings if any(touches(one, n) for n in mine)}
    assert {code for code, _, _ in lost} <= named | hanging
    explained = {code for rule in named if rule in RULES for code in RULES[rule].silences}
    new = {code for code, _, _ in of_content(cut) - of_content(whole)}
    assert new <= (explained | hanging if "*" not in explained else new)


@pytest.mark.parametrize(
    "entry",
    [
        'direction = "improved"',
        'outcome = "x"\ndirection = "bad"',
        'outcome = "x"\ndirection = "improved"\ndetail = 5',
        'outcome = "x"\ndirection = "improved"\nbad = 3',
        'outcome = "x"\ndirection = "improved"\nagainst = ["nobody"]',
    ],
)
def test_a_faulty_result_does_not_keep_the_rest_from_being_judged(entry: str) -> None:
    text = 'format = 1\n[study]\ntitle = "x"\n[arms.sham]\nrole = "sham"\n[[results]]\n' + entry + "\n"
    codes = [finding.code for finding in lint(text).findings]
    assert "DSN001" in codes
    assert any(code.startswith("KEY") for code in codes)


@pytest.mark.parametrize("names", [("a.b.c", "hz_100"), ("hz_100", "a.b.c"), ("a.b", "a"), ("a.b", "a.c")])
@pytest.mark.parametrize("role", ["", 'role = "sham"\n', 'role = "active"\n'])
def test_an_arm_whose_name_has_points_is_left_out_once(names: tuple[str, str], role: str) -> None:
    """It looks like a period of another arm; left out under that arm's name, it would be asked for again and again."""
    arms = "".join(f'[arms."{name}"]\n{role}' for name in names)
    found = {one.code for one in lint(f'format = 1\n[study]\ntitle = "x"\n{arms}').findings}
    assert "INT001" not in found
    assert "KEY004" in found


@pytest.mark.parametrize("name", ["A b", "a b", "a.b", "aB", "a/b", "aé"])
def test_an_arm_whose_name_is_none_is_read_under_the_nearest_one(name: str) -> None:
    """Wherever in the name the fault is: what the arm gets is judged as that of any other."""
    text = 'format = 1\n[study]\ntitle = "x"\n[arms.{}]\nrole = "active"\nstimulation.frequency_hz = 1000\n'
    wrong, right = lint(text.format(f'"{name}"')), lint(text.format("a_b"))
    said = sorted(one.code for one in right.findings)
    assert sorted(one.code for one in wrong.findings) == sorted(["KEY004", *said])
    assert {"KEY011", "LIT019"} <= set(said)
    assert wrong.evaluated == right.evaluated


ABOUT_PERIODS = {"TIM038", "TIM039", "DSN020"}


@pytest.mark.parametrize(
    ("sham", "named"),
    [
        ('[arms.sham]\nrole = "shaam"\n', set()),
        ('[arms.sham]\nrole = "shaam"\n[arms.sham.periods.first]\nschedule = { weeks = 9 }\n', ABOUT_PERIODS),
        ('[arms.sh\nrole = "sham"\n[arms.sham.periods.first]\nschedule = { weeks = 9 }\n', ABOUT_PERIODS),
    ],
)
def test_of_periods_is_asked_only_where_an_arm_that_could_not_be_read_may_have_some(
    sham: str, named: set[str]
) -> None:
    report = lint(
        'format = 1\n[study]\ntitle = "x"\nwashout_days = 7\n[schedule]\nweeks = 4\n'
        f'[arms.tavns]\nrole = "active"\n{sham}'
    )
    assert {one.code for one in report.not_evaluated} & ABOUT_PERIODS == named


def test_an_unknown_table_beside_periods_may_be_one_of_them() -> None:
    """Without it the last outcome would lie after the follow-up."""
    text = (
        'format = 1\n[study]\ntitle = "x"\nfollow_up_weeks = 2\n[arms.ab]\nrole = "active"\n'
        "[arms.ab.periods.first.schedule]\nweeks = 4\n[arms.ab.periods.second]\nschedule = { weeks = 8 }\n"
        "[outcomes.pain]\ntime_points_weeks = [14]\n"
    )
    whole = lint(text)
    assert "TIM010" not in {one.code for one in whole.findings} | {one.code for one in whole.not_evaluated}
    report = lint(text.replace("[arms.ab.periods.second]", "[arms.ab.second]"))
    assert "TIM010" not in {one.code for one in report.findings}
    assert "TIM010" in {one.code for one in report.not_evaluated}


def test_a_washout_that_could_not_be_read_is_not_taken_for_none() -> None:
    """It lies between the periods, so that nobody knows when the course ends."""
    text = (
        'format = 1\n[study]\ntitle = "x"\ndesign = "crossover"\nwashout_days = 28\nfollow_up_weeks = 1\n'
        '[arms.ab]\nrole = "active"\n[arms.ab.periods.first]\nschedule = { weeks = 4 }\n'
        "[arms.ab.periods.second]\nschedule = { weeks = 4 }\n[outcomes.pain]\ntime_points_weeks = [13]\n"
    )
    assert "TIM010" not in {one.code for one in lint(text).findings}
    for broken in ('design = "crossove"', "washout_days = 2 8"):
        key = broken.partition(" ")[0]
        report = lint(re.sub(rf"^{key} = .*$", broken, text, flags=re.MULTILINE))
        assert "TIM010" not in {one.code for one in report.findings}
        assert "TIM010" in {one.code for one in report.not_evaluated}


SLIPS = (
    ("periods/crossover.toml", "washout_days = 28", 'washout_days = "28 d"'),
    ("periods/crossover.toml", "periods.first =", "Periods.first ="),
    ("periods/crossover.toml", "periods.second =", "per"),
    ("periods/crossover.toml", "[arms.verum]", "[[arms.verum]]"),
    ("periods/crossover.toml", "[arms.verum]", "[arms.veru"),
    ("periods/sham-then-stimulation.toml", "[periods.open]", "[periodsopen]"),
    ("periods/tapering.toml", "[periods.intensive]", "[periodsintensive]"),
    ("complete-study.toml", "[arms.tavns]", "[armstavns]"),
    ("complete-study.toml", "[outcomes.", "[outcomes"),
    ("migraine-two-arms.toml", "weeks = 4", "weeks = { min = 4, mx = 6 }"),
    ("migraine-two-arms.toml", "frequency_hz = 1", "frequency_hz = { min = 1, mx = 2 }"),
    ("complete-study.toml", "[sources]", "[sources"),
)


@pytest.mark.parametrize(("name", "right", "wrong"), SLIPS)
def test_a_slip_brings_no_finding_but_its_own(name: str, right: str, wrong: str) -> None:
    text = (ROOT / "examples" / name).read_text(encoding="utf-8")
    assert right in text
    lines = text[: text.index(right)].count("\n") + 1
    own = range(lines, lines + 1)
    if right.startswith("["):  # with all that stands in the table
        rest = text.split("\n")
        end = next((n for n in range(lines, len(rest)) if rest[n].startswith("[")), len(rest))
        own = range(lines, end + 1)
    holds_of(text, text.replace(right, wrong, 1), own)


def test_keys_of_a_table_that_could_not_be_read_are_not_taken_for_written() -> None:
    text = (ROOT / "examples" / "channels.toml").read_text(encoding="utf-8")
    report = lint(text + '\n[[arms.tavns.electrode]]\nmaterial = "gold"\n')
    assert "DSN022" not in {one.code for one in report.findings}
