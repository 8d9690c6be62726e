"""Write a page with every drawing of the presets and the example, for looking at: once light, once dark.

python tools/draw.py [FOLDER]           writes light.html and dark.html there; default: drawings
python tools/draw.py FOLDER NAME…       only these presets, or `example`, `terms` and `bars`
"""

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from protocols.check.engine import load
from protocols.dose.electrical import dose
from protocols.dose.formulas import Interval
from protocols.dose.limits import ATTENTION_MA_CM2
from protocols.drawing import (
    NO_VERDICT,
    PARAMETERS,
    Exposure,
    Placement,
    bar,
    course,
    ear,
    ear_of,
    pulse,
    session,
    strip,
    train,
)
from protocols.drawing.colours import SCHEMES, declarations
from protocols.drawing.pulse import scale_of as pulse_scale
from protocols.drawing.session import scale_of as session_scale
from protocols.drawing.train import scale_of as train_scale
from protocols.drawing.weeks import scale_of as course_scale
from protocols.evidence.trials import presets
from protocols.lib.files import write_whole
from protocols.model import Study
from protocols.model.terms import OFF_THE_EAR, SITES

ROOT = Path(__file__).parent.parent
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Drawings</title>
<style>
:root {{ {scheme} font-family: system-ui, sans-serif; }}
body {{ max-width: 1320px; margin: 1rem auto; }}
section {{ display: grid; grid-template-columns: repeat(2, 640px); gap: 12px; align-items: start; }}
svg {{ width: 640px; border: 1px solid #8886; }}
</style>
{body}
</html>
"""


def drawings(name: str, study: Study) -> Iterator[str]:
    """Yield every drawing of a study, its arms to one scale."""
    arms = list(study.arms.values())
    yield ear_of(study, f"{name}-ear")
    scales = pulse_scale(arms), train_scale(arms), session_scale(arms), course_scale(study, arms)
    for arm in arms:
        own = f"{name}-{arm.name}"
        yield pulse(arm, f"{own}-pulse", scales[0])
        yield train(arm, f"{own}-train", scales[1])
        yield session(arm, f"{own}-session", scales[2])
        yield course(study, arm, f"{own}-course", scales[3])
        density = dose(arm)["rms_density"]
        limit = Exposure(
            f"{arm.name}: {density.label}", density.value, density.unit, ATTENTION_MA_CM2, "attention value"
        )
        yield bar(limit, f"{own}-bar", arm.role)
    yield from (strip(study, key, f"{name}-{key}") for key in PARAMETERS)


def terms() -> Iterator[str]:
    """Yield the ears of every side and with every term of the format."""
    for index, side in enumerate(("left", "right", "bilateral", None)):
        arms = [
            Placement("active", "active", ("cymba_conchae", "tragus_inner"), side),
            Placement("comparator", "active_comparator", ("fossa_triangularis",), side),
            Placement("sham", "sham", ("earlobe", "helix"), side),
        ]
        yield ear(arms, f"terms-side-{index}")
    on = [term for term in SITES if term not in OFF_THE_EAR]
    for index, some in enumerate((on[:9], on[9:], sorted(OFF_THE_EAR))):
        yield ear([Placement("all", "active", tuple(some), "left")], f"terms-{index}")


def bars() -> Iterator[str]:
    """Yield bars below, at and far above their limit, and one that cannot be computed."""
    ends = ((0.5, 0.5), (0.5, 1.5), (1.0, 2.001), (9.0, 40.0), (None, 1.0), (3.0, None))
    for index, (low, high) in enumerate(ends):
        found = Exposure(
            NO_VERDICT, Interval(low, None, high), "mA/cm²", 2.0, "attention value", "a standard"
        )
        yield bar(found, f"bars-{index}")


def main() -> None:
    """Write the pages."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "drawings")
    folder.mkdir(parents=True, exist_ok=True)
    studies = {"example": load(ROOT / "examples" / "migraine-two-arms.toml"), **presets()}
    pages = {"terms": terms(), "bars": bars()} | {name: drawings(name, one) for name, one in studies.items()}
    wanted = sys.argv[2:] or list(pages)
    parts = ([f"<h2>{escape(name)}</h2>", "<section>", *pages[name], "</section>"] for name in wanted)
    body = "\n".join(line for part in parts for line in part)
    for name in SCHEMES:
        scheme = f"color-scheme: {name}; {declarations(name)} background: var(--paper); color: var(--ink);"
        write_whole(folder / f"{name}.html", PAGE.format(scheme=scheme, body=body), force=True)
        print(folder / f"{name}.html")


if __name__ == "__main__":
    main()
