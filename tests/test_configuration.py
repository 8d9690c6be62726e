"""Configuration: which file counts, what wins, what is refused; and that every report says so."""

import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pages import all_cases, composed
from protocols import RULES, Config, ConfigurationError, Severity, configured, lint, lint_many
from protocols.check.configuration import choosing
from protocols.check.configuration.config import FAIL_ON, PROFILES, may_weigh
from protocols.document.literal import key_text, literal
from protocols.rules import NAMES
from test_cli import EXAMPLE, SMALLEST, Run, tavns, write
from test_docs import blocks

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
TODAY = date(2026, 11, 23)
WAIVABLE = [code for code, rule in RULES.items() if rule.waivable]
FAST = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None
)
__all__ = ["tavns"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ---------------------------------------------------------------- which file counts


def test_the_nearest_counts_and_nothing_is_merged(here: Path) -> None:
    write(here, 'profile = "ethics"\nfail-on = "note"\n', "tavns.toml")
    write(here, '[tool.tavns]\nprofile = "report"\n', "inner/pyproject.toml")
    write(here, '[project]\nname = "tavns"\n', "inner/most/pyproject.toml")
    choose = configured()
    for path, profile, fail_on, file in (
        ("study.toml", "ethics", Severity.NOTE, "tavns.toml"),
        ("other/not/there/yet.toml", "ethics", Severity.NOTE, "tavns.toml"),
        ("inner/study.toml", "report", Severity.ERROR, "inner/pyproject.toml"),
        ("inner/most/study.toml", "report", Severity.ERROR, "inner/pyproject.toml"),
        ("inner/../study.toml", "ethics", Severity.NOTE, "tavns.toml"),
        (str(here / "inner" / "study.toml"), "report", Severity.ERROR, "inner/pyproject.toml"),
    ):
        config = choose(path)
        assert (config.profile, config.fail_on, config.file.replace("\\", "/")) == (profile, fail_on, file), (
            path
        )


def test_without_a_configuration_the_defaults_hold(here: Path) -> None:
    write(here, 'profile = "ethics"\n', "inner/tavns.toml")
    assert configured(today=TODAY)("study.toml") == Config(TODAY)
    assert configured(today=TODAY, search=False)("inner/study.toml") == Config(TODAY)
    assert [(one.name, one.value, one.file) for one in configured().settings("study.toml")] == [
        ("profile", Config().profile, ""),
        ("fail-on", str(Config().fail_on), ""),
        ("evidence", Config().evidence, ""),
    ]


def test_which_trials_are_counted_is_configured(here: Path) -> None:
    write(here, 'evidence = "review"\n[per-file."new/"]\nevidence = "all"\n', "tavns.toml")
    assert configured()("study.toml").evidence == "review"
    assert configured()("new/study.toml").evidence == "all"
    assert configured(evidence="published")("new/study.toml").evidence == "published"
    with pytest.raises(ValueError, match="evidence is one of review, published, all, not none"):
        configured(evidence="none")


def test_one_configuration_for_all(here: Path) -> None:
    write(here, 'profile = "ethics"\n', "tavns.toml")
    write(here, 'profile = "report"\n[per-file."*.draft.toml"]\nprofile = "draft"\n', "ci/strict.toml")
    choose = configured("ci/strict.toml")
    assert choose("study.toml").profile == "report"
    assert choose("study.draft.toml").profile == "draft"
    assert choose("study.toml").file == str(Path("ci/strict.toml"))
    with pytest.raises(ConfigurationError, match=r"^pyproject\.toml has no table \[tool\.tavns\]$"):
        configured(write(here, "[project]\n", "pyproject.toml"))


def test_two_in_one_folder_are_an_error(here: Path) -> None:
    write(here, "", "tavns.toml")
    write(here, '[project]\nname = "tavns"\n', "pyproject.toml")
    assert configured()("study.toml").file == "tavns.toml"
    write(here, "[project]\n[tool.tavns]\n", "pyproject.toml")
    with pytest.raises(ConfigurationError) as caught:
        configured()("study.toml")
    assert str(caught.value) == (
        "pyproject.toml:2:1: tavns.toml stands beside this [tool.tavns]; keep one of the two"
    )


def test_a_broken_pyproject_is_of_interest_only_if_it_speaks_of_us(here: Path) -> None:
    write(here, "[project\n", "pyproject.toml")
    assert configured()("study.toml").file == ""
    write(here, "[project\n[tool.tavns]\n", "pyproject.toml")
    with pytest.raises(ConfigurationError, match=r"^pyproject\.toml:1:1: "):
        configured()("study.toml")


def test_a_place_in_pyproject_is_its_own(here: Path) -> None:
    write(here, '[tool.tavns]\nprofile = "draft"\n[tool.tavns.rules]\nSAF33 = "off"\n', "pyproject.toml")
    with pytest.raises(ConfigurationError, match=r"^pyproject\.toml:4:1: there is no rule SAF33; did you"):
        configured()("study.toml")
    write(here, "[tool]\ntavns = 1\n", "pyproject.toml")
    with pytest.raises(
        ConfigurationError, match=r"^pyproject\.toml:2:1: tool\.tavns takes a table, not a number$"
    ):
        configured()("study.toml")


def test_a_folder_is_looked_up_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []
    look = choosing._in

    def counted(folder: Path) -> Any:
        looked.append(folder)
        return look(folder)

    monkeypatch.setattr(choosing, "_in", counted)
    write(here, 'profile = "ethics"\n', "tavns.toml")
    choose = configured()
    configs = [choose(f"site{number % 5}/{number}.toml") for number in range(1000)]
    assert len(looked) == 6
    assert {config.profile for config in configs} == {"ethics"}
    assert len({id(config) for config in configs}) == 5  # one for each folder: they go to workers
    assert pickle.loads(pickle.dumps(configs[0])) == configs[0]  # noqa: S301 - our own


# ---------------------------------------------------------------- precedence

PROFILE, FAIL = st.none() | st.sampled_from(PROFILES), st.none() | st.sampled_from(FAIL_ON)
GRADES = ("error", "warning", "note", "off")
RULED = st.dictionaries(st.sampled_from(["SAF003", "LIT026", "DSN006"]), st.sampled_from(GRADES))


def section(profile: str | None, fail_on: str | None, rules: dict[str, str]) -> str:
    lines = [
        f"{key} = {literal(value)}" for key, value in (("profile", profile), ("fail-on", fail_on)) if value
    ]
    return "\n".join([*lines, f"rules = {literal(rules)}", ""])


@FAST
@given(
    st.lists(st.tuples(PROFILE, FAIL, RULED, st.booleans()), min_size=1, max_size=4),
    st.tuples(PROFILE, FAIL),
)
def test_command_line_then_later_per_file_then_file_then_default(
    tmp_path: Path, written: list[tuple[str | None, str | None, dict[str, str], bool]], given_: Any
) -> None:
    own, *others = written
    text = section(*own[:3])
    for number, (profile, fail_on, rules, matches) in enumerate(others):
        glob = ["*.toml", "/study*", "**/study.toml"][number] if matches else f"other{number}.toml"
        text += f"[per-file.{key_text(glob)}]\n{section(profile, fail_on, rules)}"
    write(tmp_path, text, "tavns.toml")
    config = configured(profile=given_[0], fail_on=given_[1])(tmp_path / "study.toml")
    hold = [own, *(one for one in others if one[3])]
    profiles = ["draft", *(one[0] for one in hold), given_[0]]
    fails = ["error", *(one[1] for one in hold), given_[1]]
    graded: dict[str, str] = {}
    for one in hold:
        graded |= one[2]
    assert config.profile == [one for one in profiles if one][-1]
    assert (config.fail_on or "never") == [one for one in fails if one][-1]
    assert {code: grade or "off" for code, grade in config.rules.items()} == graded


def test_a_rules_own_line_wins_over_its_family_and_a_later_table_over_both(here: Path) -> None:
    text = '[rules]\nLIT026 = "off"\nfew-participants = "error"\nlit = "error"\n'
    name = RULES["DSN007"].name
    write(
        here,
        text.replace("few-participants", name) + '[per-file."b.toml".rules]\nLIT = "note"\n',
        "tavns.toml",
    )
    choose = configured()
    of_family = [code for code in RULES if code.startswith("LIT")]
    assert choose("a.toml").rules == {
        code: None if code == "LIT026" else Severity.ERROR for code in RULES if code in (*of_family, "DSN007")
    }
    assert {choose("b.toml").rules[code] for code in of_family} == {Severity.NOTE}
    assert choose("b.toml").rules["DSN007"] is Severity.ERROR


def test_policies_add_up(here: Path) -> None:
    for name in ("board", "lab", "own"):
        write(here, "{}", f"policies/{name}.json")
    write(
        here,
        'policies = ["policies/board.json"]\n'
        '[per-file."pilots/"]\npolicies = ["policies/lab.json", "policies/board.json"]\n',
        "tavns.toml",
    )
    choose = configured(policies=["policies/own.json"])
    whole = {name: str(here / "policies" / f"{name}.json") for name in ("board", "lab", "own")}
    assert choose("study.toml").policies == (whole["board"], whole["own"])
    assert choose("pilots/study.toml").policies == (whole["board"], whole["lab"], whole["own"])


# ---------------------------------------------------------------- regrading


@FAST
@given(
    st.sampled_from([(code, case) for code, case in all_cases() if code in WAIVABLE and code != "POL001"]),
    st.sampled_from(list(Severity)),
    st.sampled_from(PROFILES),
)
def test_a_rule_weighs_what_the_configuration_says(case: Any, severity: Severity, profile: str) -> None:
    code, written = case
    text = composed(written.toml)[0].encode(written.encoding)
    config = Config(TODAY, profile, rules={code: severity})
    report = lint(text, config=config)
    assert {one.severity for one in report.findings if one.code == code} <= {severity}
    for name in PROFILES:
        again = lint(text, config=Config(TODAY, name, rules={code: severity}))
        assert (name in report.would_pass) == (not any(one.severity == "error" for one in again.open))


@FAST
@given(st.sampled_from([(code, case) for code, case in all_cases() if code in WAIVABLE and code != "POL001"]))
def test_a_rule_that_is_switched_off_says_nothing_and_is_listed(case: Any) -> None:
    code, written = case
    text = composed(written.toml)[0].encode(written.encoding)
    report = lint(text, config=Config(TODAY, "ethics", file="tavns.toml", rules={code: None}))
    assert code not in [one.code for one in report.findings]
    if report.evaluated:
        reasons = [one.reason for one in report.not_evaluated if one.code == code]
        assert reasons == ["switched off in tavns.toml"]
        assert report.evaluated + report.skipped == len(RULES) - 1


def test_what_a_draft_has_not_decided_is_asked_for_by_name_where_it_was_given_weight() -> None:
    def codes(**rules: Severity) -> dict[str, str]:
        report = lint(SMALLEST, config=Config(TODAY, rules=dict(rules)))
        return {one.code: one.severity.value for one in report.findings}

    assert codes() == codes(DSN006=Severity.NOTE) == {"KEY011": "note"}
    assert codes(DSN006=Severity.ERROR) == {"DSN006": "error", "KEY011": "note"}
    gathered = lint(SMALLEST, config=Config(TODAY, rules={"DSN006": Severity.ERROR})).findings
    assert "follow-up" not in next(one.message for one in gathered if one.code == "KEY011")


def test_an_error_is_not_lost_behind_a_finding_that_was_lowered() -> None:
    text = EXAMPLE.replace("max_ma = 5", "max_ma = 5000")
    before = lint(text, config=Config(TODAY))
    lowered = lint(text, config=Config(TODAY, rules={"LIT019": Severity.NOTE}))
    assert {one.code for one in before.findings if one.severity != "note"} == {"LIT019"}
    assert "ELE001" in [one.code for one in lowered.findings if one.severity == "error"]


def test_a_waiver_of_a_rule_that_is_off_is_not_unused() -> None:
    waiver = '[[waivers]]\nrule = "SHM003"\nreason = "agreed"\nexpires = 2027-01-01\n'
    codes = [[one.code for one in lint(EXAMPLE + waiver, config=Config(TODAY, rules=rules)).findings]
             for rules in ({}, {"SHM003": None})]  # fmt: skip
    assert codes == [["WAI002"], []]


@pytest.mark.parametrize("code", [code for code in RULES if code not in WAIVABLE])
def test_what_may_not_be_waived_cannot_be_lowered(here: Path, code: str) -> None:
    for word in (code, RULES[code].name):
        for grade in GRADES:
            write(here, f'[rules]\n{word} = "{grade}"\n', "tavns.toml")
            severity = None if grade == "off" else Severity(grade)
            if may_weigh(RULES[code], severity):
                assert configured()("a.toml").rules == {code: severity}
                assert severity is not None
                assert severity.rank <= RULES[code].severity.rank
            else:
                with pytest.raises(ConfigurationError, match=f"^tavns.toml:2:1: {word} may not be waived"):
                    configured()("a.toml")
                with pytest.raises(ValueError, match=f"^{code} may not be waived"):
                    Config(rules={code: severity})


@pytest.mark.parametrize("family", NAMES)
def test_a_family_is_regraded_unless_a_rule_of_it_stands(here: Path, family: str) -> None:
    write(here, f'[rules]\n{family} = "off"\n', "tavns.toml")
    stand = [code for code in RULES if code.startswith(family) and code not in WAIVABLE]
    if not stand:
        assert configured()("a.toml").rules == {code: None for code in RULES if code.startswith(family)}
        return
    with pytest.raises(ConfigurationError) as caught:
        configured()("a.toml")
    whole = len(stand) == len([code for code in RULES if code.startswith(family)])
    assert whole or all(code in str(caught.value) for code in stand)
    assert ("regrade the others by code" in str(caught.value)) != whole or len(stand) == 1


def test_a_program_cannot_regrade_what_is_no_rule() -> None:
    with pytest.raises(ValueError, match="there is no rule XYZ001"):
        Config(rules={"XYZ001": None})
    with pytest.raises(ValueError, match="there is no profile audit"):
        configured(profile="audit")
    with pytest.raises(ValueError, match="fail_on is one of"):
        configured(fail_on="fatal")


# ---------------------------------------------------------------- exclude


def test_what_is_excluded_is_left_out_of_folders_and_checked_when_named(here: Path) -> None:
    write(here, 'exclude = ["archive/", "*.draft.toml", "!keep.draft.toml"]\n', "tavns.toml")
    for name in ("a.toml", "archive/b.toml", "sub/c.draft.toml", "sub/keep.draft.toml", "sub/archive/d.toml"):
        write(here, SMALLEST, name)

    def checked(*paths: str, hook: bool = False) -> list[str]:
        found = lint_many(paths, configured(), hook=hook)
        return [one.trouble or Path(one.path).as_posix() for one in found]

    assert checked(".") == ["a.toml", "sub/keep.draft.toml"]
    assert checked(".", "archive/b.toml") == ["a.toml", "archive/b.toml", "sub/keep.draft.toml"]
    assert checked("a.toml", "archive/b.toml", hook=True) == ["a.toml"]
    assert checked("archive") == ["no protocol in archive but what tavns.toml excludes"]


def test_a_glob_may_begin_here(here: Path) -> None:
    text = 'exclude = ["./old/", "./a/./b.toml", "!./old/keep.toml"]\n[per-file."./pilots/"]\nprofile = "ethics"\n'
    write(here, text, "tavns.toml")
    choose = configured()
    assert choose("pilots/study.toml").profile == "ethics"
    excluded = ("old/x.toml", "a/b.toml", "new/x.toml", "b.toml")
    assert [choose(name).excluded for name in excluded] == [True, True, False, False]
    assert next(one.value for one in choose.settings("x.toml") if one.name == "exclude") == "./old/"
    for glob in ("./", ".", "./../x"):
        write(here, f'exclude = ["{glob}"]\n', "tavns.toml")
        with pytest.raises(ConfigurationError, match="matches no file"):
            configured()("x.toml")


# ---------------------------------------------------------------- the command


def test_every_report_names_its_configuration(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, SMALLEST)
    assert "configuration" not in tavns("check", "study.toml").stdout
    write(tmp_path, 'fail-on = "note"\n', "tavns.toml")
    write(tmp_path, SMALLEST, "inner/study.toml")
    run = tavns("check", "inner/study.toml", "study.toml")
    assert run.returncode == 1
    assert "\nprofile draft; configuration tavns.toml; no error under: draft, registration\n" in run.stdout
    write(tmp_path, "", "inner/tavns.toml")
    files = json.loads(tavns("check", "--format", "json").stdout)["files"]
    assert [Path(file["configuration"]) for file in files] == [Path("tavns.toml"), Path("inner/tavns.toml")]


def test_the_command_line_wins(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, SMALLEST)
    write(tmp_path, 'profile = "ethics"\nfail-on = "note"\n', "tavns.toml")
    assert tavns("check").returncode == 1
    assert tavns("check", "--fail-on", "never").returncode == 0
    assert "profile report; configuration tavns.toml" in tavns("check", "--profile", "report").stdout
    run = tavns("check", "--no-config")
    assert (run.returncode, "profile draft; no error" in run.stdout) == (0, True)
    write(tmp_path, 'profile = "registration"\n', "other.toml")
    assert "profile registration; configuration other.toml" in tavns("check", "--config", "other.toml").stdout


def test_standard_input_is_configured_from_the_folder_of_its_name(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, 'profile = "ethics"\n', "inner/tavns.toml")
    source = SMALLEST.encode()
    assert "profile draft" in tavns("check", "-", stdin=source).stdout
    run = tavns("check", "-", "--stdin-filename", "inner/study.toml", stdin=source)
    assert "profile ethics" in run.stdout


def test_a_house_policy_from_the_command_line(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE.replace("session_min = 30", "session_min = 90"))
    board = str(ROOT / "examples" / "policies" / "ethics-board.schema.json")
    run = tavns("check", "study.toml", "--policy", board)
    assert run.returncode == 1
    assert "error POL001" in run.stdout
    assert "  source: policy ethics-board.schema.json, standing order 1" in run.stdout
    assert json.loads(tavns("check", "study.toml", "--policy", board, "--format", "json").stdout)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--config", "none.toml"), "cannot read none.toml: no such file or directory"),
        (("--policy", "none.json"), "cannot read the policy none.json: no such file or directory"),
        (
            ("--policy", "https://example.com/p.json"),
            "cannot read the policy https://example.com/p.json: nothing is fetched from the network; name a file",
        ),
        (
            ("--config", "address.toml"),
            "address.toml:1:13: cannot read the policy https://example.com/p.json: nothing is fetched",
        ),
        (
            ("--config", "empty.toml"),
            "empty.toml:1:11: profile takes draft, registration, ethics or report, not an empty text\n",
        ),
        (("--policy", "bad.json"), "bad.json:1:2: a policy has no keyword maxmum; did you mean maximum?"),
        (("--config", "bad.toml"), "bad.toml:1:1: a configuration has no key rule; did you mean rules?"),
        (
            ("--config", "study.toml"),
            "study.toml:1:1: a configuration has no key format; there are: profile, ",
        ),
    ],
)
def test_what_cannot_be_used_leaves_with_2(
    tavns: Run, tmp_path: Path, arguments: tuple[str, ...], why: str
) -> None:
    write(tmp_path, SMALLEST)
    write(tmp_path, '{"maxmum": 1}', "bad.json")
    write(tmp_path, "rule = 1\n", "bad.toml")
    write(tmp_path, 'policies = ["https://example.com/p.json"]\n', "address.toml")
    write(tmp_path, 'profile = ""\n', "empty.toml")
    run = tavns("check", "study.toml", *arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"tavns: {why}")
    assert run.stderr.count("\n") == 1


def test_a_broken_configuration_leaves_with_2(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, SMALLEST)
    write(tmp_path, "profile = [\n", "tavns.toml")
    for arguments in (("check",), ("check", "-"), ("config", "show", "study.toml")):
        run = tavns(*arguments)
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr.startswith("tavns: tavns.toml:")
    assert tavns("check", "--config", "x", "--no-config").returncode == 2
    assert tavns("config", "show", "--format", "yaml").returncode == 2


SHOWN = """
inner/study.toml: configuration tavns.toml

setting       value      from
------------  ---------  --------------------------------
profile       draft      tavns.toml:7 (per-file "inner/")
fail-on       error      default
evidence      published  default
rules.LIT026  off        tavns.toml:8 (per-file "inner/")
rules.REP     note       tavns.toml:3
policies      p.json     tavns.toml:1
exclude       old/       tavns.toml:2
"""
CONFIGURED = """policies = ["p.json"]
exclude = ["old/"]
rules = { REP = "note", LIT026 = "error" }
profile = "ethics"

[per-file."inner/"]
profile = "draft"
rules = { LIT026 = "off" }
"""


def test_config_show_says_what_holds_and_which_line_says_so(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, CONFIGURED, "tavns.toml")
    write(tmp_path, "{}", "p.json")
    shown = tavns("config", "show", "inner/study.toml").stdout
    assert shown == SHOWN[1:]
    whole = json.loads(tavns("config", "show", "old/study.toml", "--format", "json").stdout)
    assert (whole["configuration"], whole["excluded"]) == ("tavns.toml", True)
    assert whole["settings"][0] == {
        "name": "profile", "value": "ethics", "file": "tavns.toml", "line": 4, "glob": None,
    }  # fmt: skip
    assert whole["settings"][1] == {
        "name": "fail-on", "value": "error", "file": None, "line": None, "glob": None,
    }  # fmt: skip
    inner = json.loads(tavns("config", "show", "inner/study.toml", "--format", "json").stdout)
    assert inner["settings"][0]["glob"] == "inner/"
    assert json.loads(tavns("config", "show", "/", "--format", "json").stdout)["configuration"] is None
    assert "excluded where it is found in a folder" in tavns("config", "show", "old/study.toml").stdout
    assert "profile       ethics" in tavns("config", "show").stdout
    assert "no configuration; the defaults hold" in tavns("config", "show", "/").stdout


def test_resolve_prints_what_a_policy_is_held_against(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE)
    whole = json.loads(tavns("resolve", "study.toml").stdout)
    assert whole["arms"]["sham"]["schedule"]["session_min"] == 30
    assert whole == json.loads(tavns("resolve", "-", stdin=EXAMPLE.encode()).stdout)
    run = tavns("resolve", "none.toml")
    assert (run.returncode, run.stderr) == (2, "tavns: cannot read none.toml: no such file or directory\n")


# ---------------------------------------------------------------- the guide

WHOLE, IN_PYPROJECT, *WRONG = blocks(GUIDE, "toml")


def test_the_guide_shows_configurations_that_can_be_used(here: Path) -> None:
    write(here, "{}", "ethics-board.schema.json")
    write(here, WHOLE, "tavns.toml")
    config, pilot = configured()("study.toml"), configured()("pilots/study.toml")
    assert (config.profile, config.fail_on, len(config.policies)) == ("ethics", Severity.WARNING, 1)
    assert (config.rules["DSN006"], config.rules["LIT026"]) == (Severity.WARNING, None)
    assert (pilot.profile, pilot.rules["SAF003"]) == ("draft", Severity.WARNING)
    assert configured()("a/x.draft.toml").excluded
    write(here, IN_PYPROJECT, "inner/pyproject.toml")
    assert configured()("inner/study.toml").profile == "ethics"
    assert configured()("inner/pilots/study.toml").profile == "draft"


@pytest.mark.parametrize(
    ("text", "sentence"), list(zip(WRONG, blocks(GUIDE, "text"), strict=True)), ids=lambda text: text[:30]
)
def test_the_guide_says_what_is_refused_and_how(here: Path, text: str, sentence: str) -> None:
    write(here, text, "tavns.toml")
    with pytest.raises(ConfigurationError) as caught:
        configured()("study.toml")
    assert f"tavns: {caught.value}\n" == sentence


def test_the_guides_program_works(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, SMALLEST, "protocols/study.toml")
    (code,) = blocks(GUIDE, "python")
    exec(compile(code, "guide", "exec"), {})  # noqa: S102 - our own
    assert capsys.readouterr().out.split() == [
        str(Path("protocols/study.toml")), "no", "configuration", "1",
    ]  # fmt: skip
