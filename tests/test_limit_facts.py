"""The electrical limits say what was read of them; `tests/facts/limits.json` is a plain copy of the evidence."""

import json
from pathlib import Path
from typing import Any

from protocols.dose.limits import ATTENTION_MA_CM2, NET_DC_MA_CM2, RMS_MA
from protocols.findings.rule import Severity
from protocols.lib.references import reference
from protocols.rules import RULES

FACTS = Path(__file__).parent / "facts" / "limits.json"
LIMITS: dict[str, dict[str, Any]] = {
    entry["item"]: entry for entry in json.loads(FACTS.read_text(encoding="utf-8"))
}


def test_the_quoted_current_is_information() -> None:
    entry = LIMITS["IEC 60601-2-10 cl. 201.12.4.104, r.m.s. output current"]
    rule = RULES["ELE010"]
    (manual, _) = rule.sources
    assert entry["value"] == RMS_MA
    assert (entry["confidence"], rule.severity) == ("V2", Severity.NOTE)
    assert reference(manual.key).url in entry["source"]
    assert "201.12.4.104" in manual.pinpoint


def test_densities_have_the_manuals_that_state_them() -> None:
    attention = LIMITS["IEC 60601-2-10, current density"]
    direct = LIMITS["current density with a d.c. component"]
    assert (attention["value"], direct["value"]) == (ATTENTION_MA_CM2, NET_DC_MA_CM2)
    sources = {source.key for source in RULES["ELE002"].sources}
    assert {"enraf-endomed-484", "enraf-1600751", "ems-physio-860", "ems-combination-850"} <= sources
    for key in ("ems-physio-860", "ems-combination-850"):
        assert reference(key).url in attention["source"]
    assert [source.key for source in RULES["ELE003"].sources] == ["enraf-1600751"]
    assert reference("enraf-1600751").url in direct["source"]
