"""The resolved protocol: each arm's values are those of the study, and each leads back to where it is written."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings

from protocols import Study, load
from protocols.lib.resources import preset_files
from protocols.model import Range
from protocols.model.faults import build
from protocols.model.paths import INHERITED, inner
from protocols.model.resolved import ALWAYS, resolved, written
from strategies import Document, as_read, documents

ROOT = Path(__file__).parent.parent
PROTOCOLS = [ROOT / "examples" / "migraine-two-arms.toml", *preset_files().values()]
SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
Steps = tuple[str | int, ...]


def leaves(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from leaves(one, (*path, step))
    if not isinstance(value, dict | list):
        yield path, value


def at(data: Any, path: Steps) -> Any:
    here = data
    for step in path:
        if not isinstance(here, str):  # one target needs no list
            here = here[step]
    return here.isoformat() if isinstance(here, datetime.date) else here


def attribute(study: Study, path: Steps) -> Any:
    """Return what the study says at a path of an arm's table."""
    value: Any = study.arms[str(path[1])]
    for step in path[2:]:
        value = value[step] if isinstance(step, int) else getattr(value, step)
    return value


def holds(study: Study, data: Document) -> None:
    whole, data = resolved(study), as_read(data)
    assert json.loads(json.dumps(whole)) == whole
    found = dict(leaves(whole))
    for path, value in found.items():
        assert at(data, written(study, path)) == value, path
        if path[0] == "arms" and path[2] in INHERITED:
            assert attribute(study, path) == value, path
    taken = {("arms", part.gives or part.arm_name, "channels", part.channel) for part in study.parts.values()}
    shown = {written(study, path) for path in found}
    for path, _ in leaves(data):
        # What every arm overrides, or no arm takes, is nowhere in the resolved protocol.
        overridden = inner(path)[0] in INHERITED or (path[0] == "periods" and inner(path)[0] == "sham_method")
        # An arm without stimulation, and one whose periods all give others, has no channels.
        overridden |= path[0] == "channels" or (path[2:3] == ("channels",) and path[:4] not in taken)
        assert path in shown or (*path, 0) in shown or overridden, path


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.stem)
def test_every_value_of_a_preset_is_the_arms_and_leads_back(path: Path) -> None:
    holds(load(path), tomli.loads(path.read_text(encoding="utf-8")))


@SLOW
@given(documents())
def test_every_value_is_the_arms_and_leads_back(document: Document) -> None:
    study = build(document)
    assert isinstance(study, Study)
    holds(study, document)


TEXT = """
format = 1
[study]
title = "x"
date = 2026-11-23
[stimulation]
frequency_hz = 1
[stimulation.intensity]
target = "rating"
[schedule]
session_min = { min = 30 }
weeks = 4
[arms.tavns]
role = "active"
schedule = { days = 3 }
[arms.wait]
role = "no_stimulation"
"""


def test_what_a_policy_sees() -> None:
    whole = resolved(load(TEXT))
    assert whole["study"] == {"title": "x", "date": "2026-11-23"}
    assert whole["arms"]["tavns"] == {
        "role": "active",
        "stimulation": {"frequency_hz": 1, "intensity": {"target": ["rating"]}},
        "schedule": {"session_min": {"min": 30}, "days": 3},
        "electrode": {},
        "device": {},
    }
    assert whole["arms"]["wait"] == {"role": "no_stimulation"}
    assert {name: whole[name] for name in ALWAYS} == {name: {} for name in ALWAYS}
    assert not set(INHERITED) & set(whole)
    assert isinstance(load(TEXT).arms["tavns"].schedule.session_min, Range)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("arms.tavns.schedule.session_min.max", "schedule.session_min.max"),
        ("arms.tavns.schedule.days", "arms.tavns.schedule.days"),
        ("arms.tavns.schedule.weeks", "arms.tavns.schedule.weeks"),  # dropped by days, in the arm
        ("arms.tavns.stimulation.side", "stimulation.side"),
        ("arms.tavns.stimulation", "stimulation"),
        ("arms.tavns.schedule", "arms.tavns.schedule"),
        ("arms.tavns.device", "arms.tavns.device"),
        ("arms.tavns.device.model", "arms.tavns.device.model"),
        ("arms.tavns.sham_method", "arms.tavns.sham_method"),
        ("arms.sham", "arms.sham"),
        ("harms.assessment", "harms.assessment"),
    ],
)
def test_what_is_not_there_leads_to_where_it_would_be_written(path: str, place: str) -> None:
    assert ".".join(map(str, written(load(TEXT), tuple(path.split("."))))) == place
