"""House policies: what they find, at which line, in whose words; and which policies are refused."""

import json
import os
import pickle
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols import Config, ConfigurationError, Finding, Report, Severity, lint, lint_many
from protocols.document.literal import literal
from protocols.policies import Held, limit, load
from test_cli import Run, tavns
from test_docs import blocks

pytestmark = pytest.mark.installed

__all__ = ["tavns"]

ROOT = Path(__file__).parent.parent
BOARD = ROOT / "examples" / "policies" / "ethics-board.schema.json"
LABORATORY = ROOT / "examples" / "policies" / "laboratory.schema.json"
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
TODAY = date(2026, 11, 23)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "house.schema.json"


def held(text: str, *policies: Path, **settings_: Any) -> list[Finding]:
    config = Config(TODAY, policies=tuple(str(path) for path in policies), **settings_)
    return [one for one in lint(text, config=config).findings if one.code == "POL001"]


def said(findings: list[Finding]) -> list[tuple[int, str, str]]:
    return [(one.place.line, one.path, one.message) for one in findings]


def line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


# ---------------------------------------------------------------- the worked examples


def test_the_example_keeps_the_boards_policy() -> None:
    assert held(EXAMPLE, BOARD) == []


@pytest.mark.parametrize(
    ("right", "wrong", "path", "message"),
    [
        ("session_min = 30", "session_min = 61", "schedule.session_min", "No session may exceed 60 minutes"),
        (
            "session_min = 30",
            "session_min = { min = 30 }",
            "schedule.session_min.max",
            "No session may exceed 60 minutes",
        ),
        (
            "session_min = 30\n",
            "\n",
            "schedule.session_min",
            "The length of a session has to be stated",
        ),
        (
            "max_ma = 5\n",
            "\n",
            "stimulation.intensity.max_ma",
            "A current that is found with the participant needs a cap",
        ),
        ('"pregnancy", ', "", "eligibility.exclusion", "Pregnancy has to be excluded"),
    ],
)
def test_the_boards_policy_is_broken(right: str, wrong: str, path: str, message: str) -> None:
    (finding,) = held(EXAMPLE.replace(right, wrong), BOARD)
    assert (finding.path, finding.message, finding.severity) == (path, message, Severity.ERROR)
    assert finding.help
    assert finding.sources[0].key == "policy:ethics-board.schema.json"
    assert finding.sources[0].kind == "policy"
    assert re.fullmatch(
        r"policy ethics-board\.schema\.json, standing order \d of an invented board.*",
        str(finding.sources[0]),
    )


def test_what_is_missing_is_pointed_to_in_the_table_that_lacks_it() -> None:
    text = EXAMPLE.replace("session_min = 30\n", "").replace("max_ma = 5\n", "")
    assert [one.place.line for one in held(text, BOARD)] == [
        line(text, "[stimulation.intensity]"),
        line(text, "[schedule]"),
    ]


def test_an_arms_own_value_is_found_in_the_arm_and_a_shared_one_once() -> None:
    own = EXAMPLE + "[arms.sham.schedule]\nsession_min = 90\n"
    assert said(held(own, BOARD)) == [
        (line(own, "session_min = 90"), "arms.sham.schedule.session_min", "No session may exceed 60 minutes")
    ]
    shared = EXAMPLE.replace("session_min = 30", "session_min = 90")
    assert [one.path for one in held(shared, BOARD)] == ["schedule.session_min"]


def test_the_laboratorys_policy() -> None:
    assert said(held(EXAMPLE, LABORATORY)) == [
        (4, "study.registration", "A study carries its registration number")
    ]
    text = EXAMPLE.replace('model = "own-lab-stimulator"\n', "").replace(
        'assessment = "James', 'how = "James'
    )
    assert [(one.path, one.severity) for one in held(text, LABORATORY)] == [
        ("study.registration", Severity.WARNING),
        ("blinding.assessment", Severity.ERROR),
        ("device.model", Severity.ERROR),
    ]
    without = text[: text.index("[arms.sham]")] + text[text.index("[eligibility]") :]
    assert "blinding.assessment" not in [one.path for one in held(without, LABORATORY)]


def test_policies_add_up_and_each_speaks_for_itself() -> None:
    text = EXAMPLE.replace("session_min = 30", "session_min = 90")
    found = held(text, BOARD, LABORATORY)
    assert [one.sources[0].key for one in found] == [
        "policy:laboratory.schema.json",
        "policy:ethics-board.schema.json",
    ]


# ---------------------------------------------------------------- laws

LENGTHS = st.integers(1, 120)
SESSIONS = LENGTHS | st.builds(lambda low, more: {"min": low, "max": low + more}, LENGTHS, LENGTHS)
SESSIONS |= st.builds(lambda end, length: {end: length}, st.sampled_from(["min", "max"]), LENGTHS)


def top(session: Any) -> float:
    return float(session.get("max", 1000)) if isinstance(session, dict) else float(session)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(SESSIONS, st.lists(st.none() | SESSIONS, min_size=1, max_size=3))
def test_a_ceiling_is_broken_once_for_each_place_above_it(shared: Any, own: list[Any]) -> None:
    text = (
        f'format = 1\n[study]\ntitle = "x"\n[eligibility]\nexclusion = ["pregnancy"]\n'
        f"[schedule]\nsession_min = {literal(shared)}\n"
    )
    for number, session in enumerate(own):
        text += f'[arms.a{number}]\nrole = "active"\n'
        text += "" if session is None else f"schedule = {{ session_min = {literal(session)} }}\n"
    places = [
        f"arms.a{number}.schedule" for number, one in enumerate(own) if one is not None and top(one) > 60
    ]
    places += ["schedule"] if None in own and top(shared) > 60 else []
    found = held(text, BOARD)
    assert sorted(re.sub(r"\.session_min.*", "", one.path) for one in found) == sorted(places)
    for one in found:
        assert text.split("\n")[one.place.line - 1].find("session_min") >= 0


# ---------------------------------------------------------------- words and weight


def write(path: Path, policy: Any) -> Path:
    path.write_text(policy if isinstance(policy, str) else json.dumps(policy), encoding="utf-8")
    return path


SMALL = 'format = 1\n[study]\ntitle = "x"\nparticipants = 8\n[arms.a]\nrole = "active"\n'


def on_participants(**words: Any) -> dict[str, Any]:
    return {"title": "The house", "properties": {"study": {"properties": {"participants": words}}}}


def test_without_a_title_of_its_own_json_schema_speaks(policy: Path) -> None:
    write(policy, on_participants(minimum=10))
    (finding,) = held(SMALL, policy)
    assert (finding.message, finding.help) == ("The house: 8 is less than the minimum of 10", "")
    assert str(finding.sources[0]) == "policy house.schema.json"


def test_the_nearest_title_speaks_with_its_own_help_and_source(policy: Path) -> None:
    schema = on_participants(title="Ten at least.", description="ask for more", minimum=10)
    schema |= {"$comment": "rule 7", "description": "all the rules of the house"}
    (finding,) = held(SMALL, write(policy, schema))
    assert (finding.message, finding.help) == ("Ten at least", "ask for more")
    assert str(finding.sources[0]) == "policy house.schema.json, rule 7"


def test_a_reference_is_said_in_the_words_of_who_refers(policy: Path) -> None:
    schema = on_participants(**{"title": "Ten at least", "$comment": "rule 7", "$ref": "#ten"})
    schema["$defs"] = {"x": {"$anchor": "ten", "$comment": "a number", "minimum": 10}}
    (finding,) = held(SMALL, write(policy, schema))
    assert (finding.message, str(finding.sources[0])) == (
        "Ten at least",
        "policy house.schema.json, rule 7",
    )


@pytest.mark.parametrize("severity", list(Severity))
def test_a_policy_gives_weight_and_the_configuration_wins(policy: Path, severity: Severity) -> None:
    whole = on_participants(minimum=10) | {"x-severity": severity.value}
    part = on_participants(**{"minimum": 10, "x-severity": severity.value}) | {"x-severity": "note"}
    for schema in (whole, part):
        (finding,) = held(SMALL, write(policy, schema))
        assert finding.severity is severity
        for regraded in Severity:
            (finding,) = held(SMALL, policy, rules={"POL001": regraded})
            assert finding.severity is regraded


def test_a_fault_of_the_whole_file_is_said_at_its_head(policy: Path) -> None:
    write(policy, {"title": "x", "not": {"properties": {"study": {"required": ["participants"]}}}})
    (finding,) = held(SMALL, policy)
    assert (finding.place.line, finding.path) == (2, "study")
    assert len(finding.message) < 250


def test_a_key_can_be_forbidden(policy: Path) -> None:
    schema = {"title": "x", "properties": {"study": {"properties": {"participants": False}}}}
    assert said(held(SMALL, write(policy, schema))) == [
        (4, "study.participants", "x: this may not be written")
    ]


def test_an_absurd_value_does_not_hide_what_a_board_asks_for() -> None:
    text = EXAMPLE.replace("session_min = 30", "session_min = 30000")
    found = lint(text, config=Config(TODAY, policies=(str(BOARD),))).findings
    assert {"LIT019", "POL001"} <= {one.code for one in found}


def test_no_error_stands_only_where_the_policy_is_kept(policy: Path) -> None:
    write(policy, on_participants(minimum=10))
    config = Config(TODAY, policies=(str(policy),))
    assert "draft" in lint(SMALL, config=Config(TODAY)).would_pass
    assert lint(SMALL, config=config).would_pass == ()


def test_records_are_held_against_policies_too(policy: Path) -> None:
    record = SMALL.replace("participants", 'kind = "record"\nparticipants')
    schema = on_participants(minimum=10)
    assert len(held(record, write(policy, schema))) == 1
    kind = {"properties": {"kind": {"const": "record"}}, "required": ["kind"]}
    write(policy, {"if": {"properties": {"study": kind}}, "else": schema})
    assert (len(held(record, policy)), len(held(SMALL, policy))) == (0, 1)


# ---------------------------------------------------------------- how it is run


def reasons(report: Report) -> list[str]:
    return [one.reason for one in report.not_evaluated if one.code == "POL001"]


def test_without_a_policy_or_switched_off_it_is_not_evaluated() -> None:
    assert reasons(lint(SMALL, config=Config(TODAY))) == ["no policy is configured"]
    off = Config(TODAY, file="tavns.toml", rules={"POL001": None}, policies=(str(BOARD),))
    assert reasons(lint(SMALL, config=off)) == ["switched off in tavns.toml"]
    assert reasons(lint(SMALL, config=Config(TODAY, policies=(str(BOARD),)))) == []


@pytest.mark.parametrize("settings_", [{}, {"policies": (str(BOARD),), "rules": {"POL001": None}}])
def test_a_waiver_of_a_policy_is_not_unused_where_none_is_checked(settings_: dict[str, Any]) -> None:
    waiver = '[[waivers]]\nrule = "POL001"\nreason = "agreed"\nexpires = 2027-01-01\n'
    codes = [one.code for one in lint(EXAMPLE + waiver, config=Config(TODAY, **settings_)).findings]
    assert codes == []
    checked = lint(EXAMPLE + waiver, config=Config(TODAY, policies=(str(BOARD),)))
    assert [one.code for one in checked.findings] == ["WAI002"]


def test_a_policy_that_was_changed_is_read_again(policy: Path) -> None:
    write(policy, on_participants(minimum=10))
    assert len(held(SMALL, policy)) == 1
    first = load(str(policy))
    assert load(str(policy)) is first
    write(policy, on_participants(minimum=8))
    assert held(SMALL, policy) == []


def test_policies_go_to_workers(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE.replace("session_min = 30", "session_min = 90"))
    config = Config(TODAY, policies=(str(BOARD),), rules={"LIT026": None})
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301 - our own
    with ThreadPoolExecutor(2) as executor:
        (report,) = lint_many([tmp_path], config, executor)
    assert [one.code for one in report.open if one.severity == "error"] == ["POL001"]


def test_a_crash_while_policies_are_checked_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Held) -> Iterator[Finding]:
        raise RecursionError("too deep")

    monkeypatch.setattr(Held, "broken", broken)
    report = lint(EXAMPLE, config=Config(TODAY, policies=(str(BOARD),)))
    assert [one.message for one in report.findings] == ["rule POL001 failed: RecursionError: too deep"]


# ---------------------------------------------------------------- what is refused

DEEP = 100_000
NOSE = '{"properties": {"sites": {"contains": {"enum": ["helix", "nose"]}}}}'
REFUSED: dict[str, tuple[str, str]] = {
    "not JSON": (
        '{\n  "title": "x"\n  "type": "object"\n}',
        "3:3: this is not JSON: expecting ',' delimiter",
    ),
    "a number that is none": (
        '{"maximum": NaN}',
        " this is not JSON that can be read: NaN is no number of JSON",
    ),
    "a ceiling without end": (
        '{"maximum": 1e400}',
        " this is not JSON that can be read: 1e400 is larger than any number can be here",
    ),
    "a floor without end": (
        '{"minimum": -1.5E999}',
        " this is not JSON that can be read: -1.5E999 is larger than any number can be here",
    ),
    "no object": ("[]", "1:1: a policy is one JSON object, in { }"),
    "a key twice": (
        '{"properties": {"harms": {}},\n "title": "x",\n "title": "y"}',
        "3:2: the key title stands twice in this object; keep one of the two",
    ),
    "another draft": (
        '{"title": "x",\n "$schema": "http://json-schema.org/draft-07/schema#"}',
        "2:2: a policy is written in JSON Schema 2020-12; write https://json-schema.org/draft/2020-12/schema",
    ),
    "no schema": (
        '{"properties":\n {"study": {"required": "x"}}}',
        "2:13: this is not JSON Schema: 'x' is not of type 'array'",
    ),
    "misspelt keyword": (
        '{"properties": {"study": {\n  "requird": []}}}',
        "2:3: a policy has no keyword requird; did you mean required?",
    ),
    "a keyword of one's own": (
        '{"colour": 1}',
        "1:2: a policy has no keyword colour; a name of your own begins with x-",
    ),
    "format": (
        '{"properties": {"study": {"properties": {"date": {"format": "date"}}}}}',
        "1:51: a policy has no keyword format; write a pattern: no format is checked",
    ),
    "an older keyword": ('{"definitions": {}}', "1:2: a policy has no keyword definitions; write $defs"),
    "severity": ('{"x-severity": "fatal"}', "1:2: x-severity takes error, warning, note, not fatal"),
    "regular expression": (
        '{"properties": {"study": {"properties": {"title": {"pattern": "("}}}}}',
        "1:52: '(' is no regular expression: missing ), unterminated subpattern at position 0",
    ),
    "the network": (
        '{"properties": {"study": {"$ref": "https://example.org/x.json"}}}',
        "1:27: https://example.org/x.json leads out of this policy; only references within it (#/$defs/…) are read",
    ),
    "another file": (
        '{"$ref": "other.json#/$defs/x"}',
        "1:2: other.json#/$defs/x leads out of this policy; only references within it (#/$defs/…) are read",
    ),
    "nowhere": ('{"$ref": "#/$defs/x"}', "1:2: there is no schema at #/$defs/x in this policy"),
    "no anchor": ('{"$ref": "#x"}', "1:2: there is no schema at #x in this policy"),
    "not a schema": (
        '{"title": "x", "$ref": "#/title"}',
        "1:16: there is no schema at #/title in this policy",
    ),
    "a list entry": (
        '{"allOf": [{}], "$ref": "#/allOf/7"}',
        "1:17: there is no schema at #/allOf/7 in this policy",
    ),
    "dynamic": ('{"$dynamicRef": "#x"}', "1:2: a policy has no keyword $dynamicRef; write $ref"),
    "id below": (
        '{"$id": "https://example.org/a", "$defs": {"x": {"$id": "b"}}}',
        "1:50: a policy has no keyword $id; it stands only at the top",
    ),
    "itself": ('{"$ref": "#"}', "1:1: a $ref leads back to where it stands; this would never end"),
    "a circle": (
        '{"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}}',
        "1:12: a $ref leads back to where it stands; this would never end",
    ),
    "a chain": (
        json.dumps({"$defs": {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(60)} | {"d60": {}}}),
        "1:12: one schema leads to the next more than 32 times here",
    ),
    "a long chain": (
        json.dumps({"$defs": {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(1200)} | {"d1200": {}}}),
        " this policy is nested too deeply to be read",
    ),
    "deep": ('{"not": ' * DEEP + "{}" + "}" * DEEP, " this is not JSON that can be read: "),
    "rather deep": ('{"not": ' * 70 + "{}" + "}" * 70, "1:514: a policy is nested at most 64 deep"),
    "large": ('{"title": "' + "x" * 1024 * 1024 + '"}', " a policy has at most 1048576 bytes (1 MiB)"),
    "unknown key": (
        '{"properties": {"study": {"properties": {"participant": {}}}}}',
        "1:42: study has no key participant; did you mean participants?",
    ),
    "unknown key of any arm": (
        '{"properties": {"arms": {"additionalProperties": {"required": ["schedul"]}}}}',
        "1:64: arms.NAME has no key schedul; did you mean schedule?",
    ),
    "unknown key of one arm": (
        '{"properties": {"arms": {"properties": {"sham": {"properties": {"rolle": {}}}}}}}',
        "1:65: arms.sham has no key rolle; did you mean role?",
    ),
    "unknown end of a range": (
        '{"properties": {"study": {"properties": {"washout_days": {"required": ["maximum"]}}}}}',
        "1:72: study.washout_days has no key maximum; tavns resolve shows what a policy is held against",
    ),
    "unknown key behind a reference": (
        '{"properties": {"harms": {"$ref": "#/$defs/h"}}, "$defs": {"h": {"required": ["assesment"]}}}',
        "1:79: harms has no key assesment; did you mean assessment?",
    ),
    "unknown trigger": (
        '{"dependentRequired": {"harm": ["study"]}}',
        "1:24: a protocol has no key harm; did you mean harms?",
    ),
    "a shared table": (
        '{"properties": {"schedule": {}}}',
        "1:17: each arm holds its own schedule; write it under arms, in properties or additionalProperties",
    ),
    "what is always there": (
        '{"required": ["study", "harms"]}',
        "1:24: harms is always there, if empty; require one of its keys, in properties.harms",
    ),
    "unknown term": (
        '{"properties": {"study": {"properties": {"design": {"const": "paralel"}}}}}',
        "1:53: paralel is no term for study.design; did you mean parallel?",
    ),
    "unknown term in a list": (
        f'{{"properties": {{"arms": {{"additionalProperties": {{"properties": {{"stimulation":\n{NOSE}}}}}}}}}}}',
        "2:58: nose is no term for arms.NAME.stimulation.sites[0]; there are: ",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_policy_cannot_be(policy: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    text, why = REFUSED[name]
    monkeypatch.chdir(policy.parent)
    write(policy, text)
    with pytest.raises(ConfigurationError) as caught:
        load(str(policy))
    message = str(caught.value)
    assert message.startswith(f"house.schema.json:{why}")
    assert "\n" not in message
    assert len(message) < 600


def test_a_policy_that_is_not_utf8_or_not_there(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(policy.parent)
    policy.write_bytes(b'{\n"title": "\xff"}')
    with pytest.raises(ConfigurationError, match=r"^house\.schema\.json:2:1: this line is not UTF-8$"):
        load(str(policy))
    policy.unlink()
    with pytest.raises(
        ConfigurationError, match=r"^cannot read the policy house\.schema\.json: no such file"
    ):
        load(str(policy))
    with pytest.raises(ConfigurationError, match="cannot read"):
        lint(SMALL, config=Config(policies=(str(policy),)))


def test_a_policy_may_say_these_without_a_word(policy: Path) -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema#",
        "$id": "https://example.org/house",
        "x-owner": {"maxmum": 1},
        "examples": [{"maxmum": 1}],
        "$defs": {"unused": {"properties": {"anything": True}}, "tree": {"not": {"const": {"$ref": "x"}}}},
        "properties": {
            "sources": {
                "additionalProperties": {"properties": {"anything": {"$ref": "#/properties/sources"}}}
            },
            "study": {"properties": {"title": {"pattern": "^x$"}, "design": {"enum": ["parallel"]}}},
            "outcomes": {"patternProperties": {"^pain": {"required": ["primary"]}}, "minProperties": 0},
            "conflicts": {"items": {"properties": {"claims": {"items": {"required": ["source"]}}}}},
        },
    }
    assert held(SMALL, write(policy, schema)) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab$x", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["$ref", "allOf", "if", "not", "properties", "study", "required", "title", "pattern", "x-a"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
REFERENCES = st.sampled_from(["#", "#/allOf/0", "#/properties/study", "#/$defs/a", "#/if", "x"])


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.sampled_from(["$defs", "allOf", "if", "properties", "title", "not"]), JSON), REFERENCES
)
def test_whatever_a_policy_holds_it_is_refused_or_it_is_used(
    tmp_path: Path, schema: dict[str, Any], reference: str
) -> None:
    path = write(tmp_path / "house.schema.json", schema | {"then": {"$ref": reference}})
    try:
        held(SMALL, path)
    except ConfigurationError as error:
        assert "\n" not in str(error)  # noqa: PT017 - nothing else may be raised


# ---------------------------------------------------------------- what never ends

ENDLESS = {
    "a pattern": {"properties": {"study": {"properties": {"title": {"pattern": "^(x+x+)+y$"}}}}},
    "a pattern of keys": {"properties": {"sources": {"patternProperties": {"^(x|x|xx)*y": False}}}},
    "references": {"$defs": {"a0": {"minProperties": 0}} | {
        f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n - 1}"}] * 40} for n in range(1, 14)
    }, "allOf": [{"$ref": "#/$defs/a13"}]},
}  # fmt: skip
LONG = SMALL.replace('title = "x"', f'title = "{"x" * 60}"') + f'[sources]\n{"x" * 60} = {{ quote = "a" }}\n'


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="a system without timers")
@pytest.mark.parametrize("name", ENDLESS)
@pytest.mark.usefixtures("no_pool_left")
def test_a_policy_that_never_ends_is_stopped(
    policy: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(limit, "SECONDS", 0.25)
    write(policy, ENDLESS[name])
    why = r"^the policy house\.schema\.json is not done with one protocol after 0\.25 s; a pattern in it may never end$"
    with pytest.raises(ConfigurationError, match=why):
        lint(LONG, config=Config(TODAY, policies=(str(policy),)))
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    with pytest.raises(ConfigurationError) as caught:
        list(
            lint_many(
                [_named(policy.parent / "study.toml", LONG)], Config(TODAY, policies=(str(policy),)), jobs=2
            )
        )
    assert re.match(why, str(caught.value))  # where a worker met it is a note


def _named(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
def test_a_policy_is_a_file(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path / "study.toml", SMALL)
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "link.json").symlink_to("pipe.json")
    for name in ("pipe.json", "link.json", "/dev/zero"):
        run = tavns("check", "study.toml", "--policy", name)
        assert (run.returncode, run.stdout, run.stderr) == (
            2,
            "",
            f"tavns: cannot read the policy {name}: it is no file\n",
        )
    write(tmp_path / "tavns.toml", 'policies = ["pipe.json"]\n')
    assert tavns("check", "study.toml").stderr == "tavns: cannot read the policy pipe.json: it is no file\n"
    run = tavns("check", "study.toml", "--config", "pipe.json")
    assert (run.returncode, run.stderr) == (2, "tavns: cannot read pipe.json: it is no file\n")


# ---------------------------------------------------------------- the guide


def test_the_guide_shows_policies_that_can_be_used(tmp_path: Path) -> None:
    shown = blocks(GUIDE, "json")
    assert len(shown) >= 6
    for text in shown[:-1]:
        load(str(write(tmp_path / "house.schema.json", text)))
        (tmp_path / "house.schema.json").unlink()


def test_the_guide_shows_what_the_check_says(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from protocols.formats import render
    from protocols.formats.style import Style

    monkeypatch.chdir(policy.parent)
    first, *_, last = blocks(GUIDE, "json")
    said_first, said_last = blocks(GUIDE, "text")
    text = (
        'format = 1\n\n[study]\ntitle = "x"\n\n[arms.tavns]\nrole = "active"\n[schedule]\nsession_min = 90\n'
    )
    write(policy, first)
    report = lint(text, "study.toml", Config(TODAY, policies=(str(policy),)))
    shown = render("text", [report], Style(width=110)).split("\n\n")
    assert said_first.strip() in [block.strip() for block in shown]
    write(policy, last)
    with pytest.raises(ConfigurationError) as caught:
        load(str(policy))
    assert f"tavns: {caught.value}\n" == said_last
