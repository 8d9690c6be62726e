"""Where the electrodes lie: `sites` and the sites of anode, cathode and return electrode are one picture."""

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.references import cite
from protocols.model import Arm, Study
from protocols.model.arm import POLES
from protocols.model.terms import meet
from protocols.rules.sham import RESTS_ON_ITS_SITE, called, reached, shams

Pole = tuple[str, str]
"""The key of an electrode's site, and the site."""
KEYS = (("stimulation", "sites"), *(("electrode", pole) for pole in POLES))


@rule("ELE009", Severity.ERROR, if_written=("anode_site", "cathode_site", "return_site"))
def electrodes_away_from_the_site(study: Study) -> Results:
    """The electrodes of an arm lie elsewhere than its `sites`.

    `sites` says what is stimulated, `anode_site`, `cathode_site` and `return_site` say where the current enters and
    leaves. Where none of the electrodes lies at any of the sites, one of the two is wrong. An arm that has sites of its
    own and takes the shared electrodes is the usual case.

    Fix: write the arm's own `anode_site` and `cathode_site`, or correct `sites`.
    """
    arms = study.with_current()
    for arm in study.once(arms, *KEYS):
        away = arm.electrodes_away
        if away and not _both(arm):
            lacks = "cathode_site" if arm.electrode.cathode_site is None else "anode_site"
            yield Skip(arm.at("electrode", lacks), f"needs electrode.{lacks}")
        elif away:
            places = tuple((arm.at("electrode", pole), called(pole)) for pole, _ in away)
            yield Flag(
                places[0][0],
                f"the stimulation is at {_sites(arm)}, but {_lying(away)}",
                _instead(arm),
                ((arm.at("stimulation", "sites"), "the sites"), *places[1:]),
            )


def _both(arm: Arm) -> bool:
    return arm.electrode.anode_site is not None and arm.electrode.cathode_site is not None


def _sites(arm: Arm) -> str:
    return " and ".join(arm.stimulation.sites or ())


def _lying(poles: tuple[Pole, ...]) -> str:
    lying = [f"the {called(pole)} lies at {site}" for pole, site in poles]
    return " and ".join([", ".join(lying[:-1]), lying[-1]] if len(lying) > 1 else lying)


def _instead(arm: Arm) -> str:
    own = any(arm.owns("electrode", pole) for pole, _ in arm.electrode_sites)
    if own or (arm.stimulation.sites is not None and not arm.owns("stimulation", "sites")):
        return "correct the sites of the electrodes, or stimulation.sites"
    return f"write anode_site and cathode_site in [{arm.own_table('electrode', 'anode_site')}], or correct stimulation.sites"


@rule(
    "SHM012",
    Severity.WARNING,
    cite("zhang-2026", "§3"),
    silences=("ELE009",),
    if_written=("anode_site", "cathode_site", "return_site"),
)
def sham_electrode_at_an_active_site(study: Study) -> Results:
    """A sham that rests on its site has an electrode where the vagus nerve is reached, or where its active arm has its site.

    Current enters and leaves at the electrodes, whatever `sites` says. A sham at the helix whose anode lies at the
    cymba conchae stimulates the cymba conchae. It is an error where no electrode lies at the sham's own sites.

    Fix: write the sham's own `anode_site` and `cathode_site` in `[arms.NAME.electrode]`.

    Waive: never lightly; say why the sham is inactive there.
    """
    for sham, active in shams(study):
        if sham.written.sham_method not in RESTS_ON_ITS_SITE or not sham.delivers_current:
            continue
        own = sham.stimulation.sites or ()
        # At the sham's own site it is the site that is at fault: SHM002.
        away = [
            (pole, site, reached(site, active))
            for pole, site in sham.electrode_sites
            if not any(meet(site, one) for one in own)
        ]
        found = [(pole, site, why) for pole, site, why in away if why]
        if not found:
            continue
        places = [(sham.at("electrode", pole), called(pole)) for pole, _, _ in found]
        contradicts = bool(sham.electrodes_away) and _both(sham)
        yield Flag(
            places[0][0],
            f"{_where(sham)}{'; '.join(f'its {called(pole)} lies at {site}, {why}' for pole, site, why in found)}",
            _instead(sham),
            (*_site_of(sham), *places[1:]),
            arm=sham.name,
            severity=Severity.ERROR if contradicts else None,
        )


def _where(sham: Arm) -> str:
    sites = _sites(sham)
    return (
        f"{sham.name} is to be stimulated at {sites}, but "
        if sites
        else f"{sham.name} is a sham by its site, but "
    )


def _site_of(sham: Arm) -> tuple[tuple[Path, str], ...]:
    if sham.stimulation.sites is None:
        return ((sham.at("sham_method"), "the method of the sham"),)
    return ((sham.at("stimulation", "sites"), f"sites of {sham.name}"),)
