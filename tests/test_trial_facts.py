"""Each record in `presets/trials/` says what its entry of the evidence says, value by value, and nothing else.

`tests/facts/trials.json` is a plain copy of the evidence. A value of a record is the entry's own under the key's name, or
the note of its source quotes the words of the entry that say so; every value of an entry is in the record, in a key or,
where it is not clear, in words; and no number is in a record that is not in its entry.
"""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli

from protocols import lint
from protocols.findings.rule import Severity
from protocols.lib.references import known
from protocols.lib.resources import data
from protocols.model.terms import CONDITIONS, family

FACTS = Path(__file__).parent / "facts"
ENTRIES: list[dict[str, Any]] = json.loads((FACTS / "trials.json").read_text(encoding="utf-8"))
NAMED = {
    "akkurt-2025": "Akkurt 2025",
    "badran-2018-newborns": "Badran 2018 newborns",
    "badran-2022": "Badran 2022 long COVID",
    "borges-2019": "Borges 2019",
    "colzato-2018": "Colzato 2018",
    "courties-2022": "Courties 2022 (NCT03919279)",
    "courties-2025": "ESTIVAL (Courties 2025, NCT04520516)",
    "disorders-of-consciousness-single-arm": "NCT (DoC, single arm)",
    "dysphagia-rs-9073140": "Dysphagia, fNIRS preprint rs-9073140",
    "fischer-2018": "Fischer 2018",
    "grolaux-anxiety": "Grolaux (private practice)",
    "grolaux-chronic-pain": "Grolaux (private practice)",
    "grolaux-ibs": "Grolaux (private practice)",
    "he-2015": "He 2015 protocol, paediatric epilepsy",
    "jiao-2020": "Jiao 2020 insomnia",
    "jongkees-2018": "Jongkees 2018",
    "keute-2018": "Keute 2018",
    "keute-2019": "Keute 2019",
    "kreuzer-2014": "Kreuzer 2014",
    "kulkarni-2021": "Kulkarni 2021",
    "leutzow-2013": "Leutzow 2013",
    "liu-2018": "Aihua Liu 2018 epilepsy",
    "ll-ts-post-covid-pots": "LL-TS in post-COVID POTS",
    "molero-chamizo-2022": "Molero-Chamizo 2022 protocol",
    "peng-2018": "Peng 2018",
    "pfoser-poschacher-2025": "Pfoser-Poschacher 2025",
    "prott-2025": "Prott 2025 (TMD)",
    "raj-koziak-2024": "Raj-Koziak 2024",
    "redgrave-2018": "Redgrave 2018 stroke",
    "sacca-2022": "Sacca 2022",
    "sclocco-2019": "Sclocco 2019",
    "sclocco-2020": "Sclocco 2020",
    "stavrakis-2015": "Stavrakis 2015",
    "stavrakis-2020": "TREAT-AF (Stavrakis 2020)",
    "steidel-2021": "Steidel 2021",
    "tutar-2020": "Tutar 2020",
    "wu-2020": "Wu 2020 stroke",
    "wu-2021": "Wu 2021 FD",
    "yakunina-2018": "Yakunina 2018",
    "ylikoski-2020": "Ylikoski 2020",
    "zhang-2024": "Zhang S 2024 insomnia (JAMA Netw Open)",
    "zhao-2019": "Zhao 2019 post-stroke insomnia",
    "zhu-2021": "Zhu 2021 FD",
    "zhu-lin": "Zhu Lin stroke",
}
LEFT_OUT = {
    "NCT06912386": "a course in days of the cycle, and no setting",
    "Uzlifatin 2022/24": "no setting",
    "Dumoulin 2021": "one setting, of one of two experiments",
    "Liu 2024 IBS-C (USTC)": "one setting",
    "NCT04668534 (AFMU)": "one setting",
    "ChiCTR2200063828 (MCS)": "one setting",
    "NCT07036055 (Shanghai)": "no condition",
    "Li 2015 protocol": "sites of four arms, without saying of which",
    "NCT (Dutch IBS, 8 weeks)": "neither a number nor an address: nobody can find it",
    "NCT06604637 (Bitlis Eren)": "no setting",
    "NCT06277063": "one setting",
    "Busch 2013": "no setting",
    "NCT05390580 (WashU)": "no setting",
}
TERMS = {
    "knee osteoarthritis": "knee_osteoarthritis",
    "temporomandibular disorder pain": "temporomandibular_disorder",
    "erosive hand osteoarthritis": "hand_osteoarthritis",
    "radiotherapy-related neuropathic pain": "neuropathic_pain",
    "chronic low back pain": "chronic_low_back_pain",
    "experimental pain, healthy": "experimental_pain",
    "cold pressor, healthy": "experimental_pain",
    "chronic pain with opioid tapering": "chronic_pain",
    "fibromyalgia": "fibromyalgia",
    "migraine": "migraine",
    "refractory constipation": "constipation",
    "functional dyspepsia": "functional_dyspepsia",
    "paediatric functional abdominal disorders": "functional_abdominal_disorders",
    "atrial fibrillation": "atrial_fibrillation",
    "postural orthostatic tachycardia after COVID-19": "pots",
    "Parkinson disease": "parkinson_disease",
    "disorders of consciousness": "disorders_of_consciousness",
    "stroke, upper limb": "upper_limb_after_stroke",
    "epilepsy": "epilepsy",
    "depression, anxiety (inpatients)": "depression",
    "sleep quality, students": "sleep_quality",
    "insomnia": "insomnia",
    "long COVID": "long_covid",
    "long COVID fatigue": "long_covid",
    "systemic_lupus": "systemic_lupus",
    "tinnitus": "tinnitus",
    "tinnitus-related mental stress": "tinnitus",
    "oromotor function, newborns": "newborn_feeding",
    "feeding of newborns": "newborn_feeding",
    "aphasia after stroke": "aphasia_after_stroke",
    "dysphagia after stroke": "dysphagia_after_stroke",
    "stroke or brain injury in acute care (condition not in the excerpt)": None,
    **dict.fromkeys(
        (
            "healthy", "healthy, fMRI", "healthy, fMRI (7T)", "healthy, evoked potentials", "healthy, HRV",
            "healthy, gastric motility", "healthy children", "visual perception, healthy", "divergent thinking, healthy",
        ),
        "healthy_volunteers",
    ),
}  # fmt: skip
OF_GROLAUX = {"grolaux-anxiety": "anxiety", "grolaux-chronic-pain": "chronic_pain", "grolaux-ibs": "irritable_bowel_syndrome"}  # fmt: skip
CITED_AS = {
    "frank-2023": "Frank 2023",
    "farmer-2021-table-2": "Farmer 2021 Table 2",
    "stroke-table": "PMC10545466",
}
OTHERWISE = {"design": "study_design", "target": "intensity_target", "max_ma": "current_ma"}
WITHOUT_SOURCE = ("title", "kind", "status", "registration", "role", "label", "notes", "format")
NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")


def entry_of(name: str) -> dict[str, Any]:
    words = NAMED.get(name) or name.upper()
    (found,) = [one for one in ENTRIES if one["study"] == words or one["study"].startswith(f"{words} (")
                or (name not in NAMED and words in one["study"])]  # fmt: skip
    return found


def said(entry: dict[str, Any]) -> str:
    parts = [entry[key] for key in ("study", "condition", "source", "note")]
    return plain(" ".join(map(str, parts)) + " " + json.dumps(entry["values"], ensure_ascii=False))


def plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def leaves(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        here = f"{path}.{key}" if path else key
        if here in {"sources", "results", "waivers", "conflicts"}:
            continue
        if isinstance(value, dict) and not value.keys() <= {"min", "max"}:
            yield from leaves(value, here)
        else:
            yield here, value


def numbers(text: object) -> set[float]:
    words = json.dumps(text, ensure_ascii=False) if not isinstance(text, str) else text
    return {float(one) for one in NUMBER.findall(words)}


class Held:
    """One record beside its entry; `complaints` says all that is wrong."""

    def __init__(self, name: str, record: dict[str, Any]) -> None:
        self.name, self.record, self.entry = name, record, entry_of(name)
        self.said = said(self.entry)
        self.values = dict(leaves(record))
        self.sources: dict[str, dict[str, str]] = record["sources"]
        texts = [value for value in self.values.values() if isinstance(value, str)]
        texts += [source.get("note", "") for source in self.sources.values()]
        texts += [str(one.get("detail", "")) for one in record.get("results", ())]
        texts += [claim["value"] for one in record.get("conflicts", ()) for claim in one["claims"]]
        self.texts = plain("\n".join(texts))

    def complaints(self) -> list[str]:
        found = [*self._values(), *self._sources(), *self._nothing_lost(), *self._results()]
        if strange := numbers(self.texts) - numbers(self.said):
            found.append(f"numbers that the entry does not say: {sorted(strange)}")
        about = self.record["study"]
        term = OF_GROLAUX.get(self.name) or TERMS[self.entry["condition"]]
        if about.get("condition") != term:
            found.append(f"condition {about.get('condition')}, expected {term}")
        unpublished = self.entry["kind"] == "registry" and self.name != "courties-2022"
        frequencies = [value for path, value in self.values.items() if path.endswith("frequency_hz")]
        listed = self.entry["values"].get("frequency_hz")
        if isinstance(listed, list) and self.name not in OF_GROLAUX and sorted(listed) != sorted(frequencies):
            found.append(f"frequencies {frequencies}, expected {listed}")
        registered = unpublished or "protocol" in self.entry["study"]
        if about["kind"] != "record" or about["status"] != ("registered" if registered else "published"):
            found.append("not a record of its status")
        return found

    def _values(self) -> Iterator[str]:
        for path, value in self.values.items():
            key = path.rpartition(".")[2]
            if key in WITHOUT_SOURCE:
                continue
            if path not in self.sources:
                yield f"{path}: a value without a source"
            elif path != "study.condition" and not (self._own(key, value) or self._quoted(path, value)):
                yield f"{path}: {value!r} is not what the entry says"

    def _own(self, key: str, value: Any) -> bool:
        """Whether it is the entry's under that name: itself, one of its list, or the end of its range that is a cap."""
        own = self.entry["values"]
        theirs = own.get(key, own.get(OTHERWISE.get(key, key)))
        if self.name in OF_GROLAUX and isinstance(theirs, list) and key != "sites":
            return False  # of several settings, which is which stands in the entry's note
        if key == "max_ma":
            return isinstance(theirs, dict) and theirs.get("max") == value
        return theirs is not None and (
            value == theirs or (isinstance(theirs, list) and not isinstance(value, bool) and value in theirs)
        )

    def _quoted(self, path: str, value: Any) -> bool:
        """Whether the note of its source quotes the entry, and says its numbers; a text is the entry's own words."""
        source = self.sources[path]
        quotes = re.findall(r"'([^']+)'", source.get("note", ""))
        if not all(plain(quote) in self.said for quote in quotes):
            return False
        if isinstance(value, str) and plain(value) in self.said:
            return True
        if source["kind"] == "derived" and source.get("note") and not isinstance(value, int | float):
            return True
        stated = " ".join(quotes) if quotes else source.get("note", "")
        if path == "schedule.months" and not quotes:  # the evidence holds a month as 4.35 weeks
            return round(value * 4.35, 2) in numbers(stated) & numbers(self.said)
        return bool(quotes) and numbers(value) <= numbers(stated)

    def _sources(self) -> Iterator[str]:
        for path, source in self.sources.items():
            if path not in self.values:
                yield f"{path}: a source of nothing"
            cite = CITED_AS.get(source["cite"], source["cite"])
            if plain(cite) not in self.said or not known(source["cite"]):
                yield f"{path}: cites {source['cite']}, which the entry does not"
            kind, entry = source["kind"], self.entry
            other = source["cite"] in {
                "doi:10.3390/jcm11041087",
                "doi:10.1152/ajpgi.00426.2020",
                "NCT04520516",
            }
            maker = "a page of a maker" in source.get("note", "")
            if kind not in {entry["kind"], "derived"} and not other and not maker:
                yield f"{path}: kind {kind}, expected {entry['kind']}"
            poster = source.get("note", "").endswith("the poster")
            expected = (
                "V2" if maker or poster else entry["confidence"]
            )  # the lower where the evidence has both
            if source["confidence"] != expected:
                yield f"{path}: confidence {source['confidence']}, expected {expected}"

    def _nothing_lost(self) -> Iterator[str]:
        """Every value of the entry is under a key, in the words of the record, or in an arm's."""
        held = [*self.values.items()]
        for key, value in self.entry["values"].items():
            parts = value if isinstance(value, list) else [value]
            for part in parts:
                under = any(
                    path.rpartition(".")[2] in (key, *(new for new, old in OTHERWISE.items() if old == key))
                    and (own in (part, value) or (isinstance(own, list) and part in own))
                    for path, own in held
                )
                if not under and not self._in_words(key, part):
                    yield f"{key}: {part!r} is not in the record"

    def _in_words(self, key: str, value: Any) -> bool:
        if isinstance(value, str) and plain(value) not in self.texts:
            words = set(re.findall(r"[a-z]+", plain(value))) - {"of", "the", "at", "in", "and", "with"}
            mine = set(re.findall(r"[a-z]+", plain(json.dumps(self.record, ensure_ascii=False))))
            lost = words - mine - {"inactive", "site"} if "sham" in key else words - mine
            return not lost and numbers(value) <= self._all_numbers()
        if isinstance(value, bool):
            return False
        return numbers(value) <= self._all_numbers()

    def _all_numbers(self) -> set[float]:
        return numbers(self.texts) | {one for value in self.values.values() for one in numbers(value)}

    def _results(self) -> Iterator[str]:
        against = {"no_difference", "not_recommended"}
        results = self.record.get("results", [])
        for result in results:
            if "detail" in result and plain(result["detail"]) not in self.said:
                yield f"results: {result['detail']!r} is not what the entry says"
            cite = CITED_AS.get(result["source"], result["source"])
            if plain(cite) not in self.said or result["confidence"] != self.entry["confidence"]:
                yield "results: another source"
        if ("no_benefit" in self.entry["values"]) != any(
            result["direction"] in against and result.get("against") != ["left"] for result in results
        ):
            yield "results: no benefit in the one, and not in the other"


def record(name: str) -> dict[str, Any]:
    return tomli.loads(FILES[name].read_text(encoding="utf-8"))


PRESETS = Path(__file__).parent.parent / "presets"  # the real ones: tests/base has none of these
FILES = {path.stem: path for path in sorted(PRESETS.glob("trials/*.toml"))}
OF_THE_REVIEW = {path.stem: path for path in (*PRESETS.glob("*.toml"), *PRESETS.glob("studies/*.toml"))}
TRIALS = [*FILES]


@pytest.mark.parametrize("name", TRIALS)
def test_a_record_says_what_its_entry_says(name: str) -> None:
    assert Held(name, record(name)).complaints() == []


def test_every_entry_has_a_record_or_a_reason_why_not() -> None:
    held = {entry_of(name)["study"] for name in TRIALS}
    assert held & {*LEFT_OUT} == set()
    assert held | {*LEFT_OUT} == {one["study"] for one in ENTRIES}


@pytest.mark.parametrize("name", TRIALS)
def test_another_number_is_noticed(name: str) -> None:
    """Not even a number of the entry may stand under another key."""
    original = record(name)
    for path, value in leaves(original):
        if isinstance(value, bool) or not isinstance(value, int | float) or path == "format":
            continue
        for wrong in (value + 1, value * 10, value / 10):
            tampered = copy.deepcopy(original)
            table = tampered
            *parents, key = path.split(".")
            for parent in parents:
                table = table[parent]
            table[key] = wrong
            if wrong in numbers(value):
                continue
            assert Held(name, tampered).complaints(), (path, wrong)


@pytest.mark.parametrize("name", TRIALS)
def test_a_record_has_no_error_but_what_it_waives(name: str) -> None:
    report = lint(FILES[name])
    assert [
        finding
        for finding in report.findings
        if (finding.severity is Severity.ERROR or finding.code[:3] in ("TOM", "KEY", "TIM", "DSN", "SRC"))
        and finding.waiver is None
    ] == []


def test_no_trial_has_the_name_of_a_preset() -> None:
    assert not {*FILES} & {*OF_THE_REVIEW}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_each_condition_has_one_family(condition: str) -> None:
    families = [name for name, members in data("families").items() if condition in members]
    assert families == [family(condition)]


def test_families_hold_nothing_but_terms() -> None:
    assert {member for members in data("families").values() for member in members} <= {*CONDITIONS}


def test_each_condition_has_a_record() -> None:
    known = {record(name)["study"].get("condition") for name in TRIALS}
    known |= {
        tomli.loads(path.read_text(encoding="utf-8"))["study"]["condition"] for path in OF_THE_REVIEW.values()
    }
    assert known - {None} == {*CONDITIONS}
