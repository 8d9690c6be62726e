"""What flows, where, and how strong: the stimulation."""

from typing import Annotated, Any, ClassVar, get_args

from protocols.model.keys import key
from protocols.model.ranges import Range
from protocols.model.several import ListOf
from protocols.model.table import Table
from protocols.model.terms import (
    GatingSignal,
    Method,
    Pattern,
    PulseShape,
    PulseWidthCovers,
    Retitrated,
    Side,
    Site,
    SitesUsed,
    Target,
    Waveform,
)
from protocols.model.types import Above0, Count, Fraction, Number, Positive, Quantity, Some, Text
from protocols.model.values import JsonSchema, Term


class OneOrMore(ListOf):
    """One value or a list of them, in one JSON Schema, so that one mistake is one message in an editor."""

    def read(self, value: Any) -> Any:
        """Return the values; of one that stands alone a list that holds it."""
        return (self.entry.read(value),) if isinstance(value, str) else super().read(value)

    def schema(self, defs: JsonSchema) -> JsonSchema:
        """Return its JSON Schema."""
        many = super().schema(defs)
        return {**many, "type": ["string", "array"], "pattern": f"^({'|'.join(many['items']['enum'])})$"}


Targets = Annotated[tuple[Target, ...], OneOrMore(Term(get_args(Target)), least=1)]
"""What a titration aims at: one term, or a list of which all hold. Always a tuple once read."""


class Burst(Table):
    """Pulses in bursts; `frequency_hz` is then bursts a second."""

    pulse_rate_hz: Positive | None = key(
        "Pulse rate in the burst", "Pulses a second within a burst.", unit="Hz", example=100, farmer="F19"
    )
    pulses: Count | None = key("Pulses in a burst", "Number of pulses in one burst.", example=5, farmer="F19")


class Gating(Table):
    """Stimulation that is switched by a signal."""

    signal: GatingSignal | None = key(
        "Gating signal", "The signal that switches the stimulation.", example="respiration"
    )
    phase: Text | None = key("Phase", "The phase of the signal in which current flows.", example="expiration")
    train_s: Quantity | None = key("Train", "Length of one gated train.", unit="s", example=1)


class Intensity(Table):
    """How strong the stimulation is, and how that is found."""

    exclusive: ClassVar[tuple[tuple[str, str], ...]] = (("current_ma", "voltage_v"),)

    method: Method | None = key(
        "Method",
        "Whether the intensity is fixed, titrated, or chosen by the participant.",
        example="titrated",
        farmer="F13",
    )
    current_ma: Quantity | None = key(
        "Current", "Peak current of the pulse.", unit="mA", example=0.5, farmer="F13"
    )
    voltage_v: Quantity | None = key(
        "Voltage",
        "Peak voltage of the pulse, for a voltage-controlled device.",
        unit="V",
        example=10,
        farmer="F20",
    )
    start_ma: Number | None = key("Start", "Current at which titration starts.", unit="mA", example=0.1)
    min_ma: Number | None = key("Minimum", "Lowest current allowed.", unit="mA", example=0.1)
    max_ma: Number | None = key(
        "Cap", "Highest current allowed, whatever the participant reports.", unit="mA", example=5
    )
    step_ma: Above0 | None = key("Step", "Step in which the current is raised.", unit="mA", example=0.1)
    target: Targets | None = key(
        "Target",
        "What the titration aims at; a list means all of them.",
        example="above_sensory_threshold",
        farmer="F13",
    )
    percent: Above0 | None = key(
        "Percent of the threshold", "Share of the threshold; minus 20 % is 80.", unit="%", example=80
    )
    offset_ma: Above0 | None = key(
        "Offset", "Distance to the threshold; the target gives the direction.", unit="mA", example=0.1
    )
    target_detail: Text | None = key(
        "Target in words", "How the target is put to participants.", example="clear tingling"
    )
    retitrated: Retitrated | None = key(
        "Titrated again", "How often the intensity is found anew.", example="each_session"
    )


class Stimulation(Table):
    """The stimulation itself. Written once for all arms, or key by key in an arm."""

    exclusive: ClassVar[tuple[tuple[str, str], ...]] = (
        ("frequency_hz", "alternating_hz"),
        ("frequency_hz", "alternating_s"),
    )
    says_less: ClassVar[frozenset[tuple[str, str]]] = frozenset({("alternating_s", "frequency_hz")})

    sites: Some[Site] | None = key(
        "Sites", "What is meant to be stimulated.", example=["cymba_conchae"], farmer="F11"
    )
    sites_used: SitesUsed | None = key("Use of the sites", "How several sites are used.", example="together")
    site_detail: Text | None = key(
        "Site in words", "What the term leaves open.", example="lower third of the helix"
    )
    side: Side | None = key("Side", "The ear that is stimulated.", example="left", farmer="F11")
    frequency_hz: Quantity | None = key(
        "Frequency", "Pulses a second; with `burst`, bursts a second.", unit="Hz", example=25, farmer="F15"
    )
    alternating_hz: Some[Number] | None = key(
        "Alternating frequencies",
        "Frequencies that follow one another (dense-disperse).",
        unit="Hz",
        example=[4, 20],
    )
    alternating_s: Some[Above0] | None = key(
        "Time on each", "Time on each of the alternating frequencies.", unit="s", example=[5, 10]
    )
    pulse_width_us: Quantity | None = key(
        "Pulse width",
        "Duration of one phase of the pulse (see `pulse_width_covers`).",
        unit="µs",
        example=250,
        farmer="F14",
    )
    pulse_width_tolerance_percent: Number | None = key(
        "Tolerance of the pulse width",
        "How far the width of a pulse may be from what is set, in either direction.",
        unit="%",
        example=10,
    )
    pulse_width_covers: PulseWidthCovers | None = key(
        "Pulse width covers",
        "Whether the pulse width is of one phase (as when absent) or of the whole pulse.",
        example="phase",
    )
    waveform: Waveform | None = key(
        "Waveform",
        "One or two phases, and whether they mirror each other.",
        example="biphasic_symmetric",
        farmer="F19",
    )
    pulse_shape: PulseShape | None = key(
        "Pulse shape", "Course of the current in a phase.", example="rectangular", farmer="F19"
    )
    inter_phase_gap_us: Quantity | None = key(
        "Gap between phases", "Pause between the two phases.", unit="µs", example=50
    )
    recovery_ratio: Fraction | None = key(
        "Recovery ratio",
        "Amplitude of the second phase over that of the first, in an asymmetric pulse whose phases are equally long.",
        example=0.5,
    )
    charge_balance: Text | None = key(
        "Charge balance", "How net charge is kept from building up.", example="capacitor in series"
    )
    pattern: Pattern | None = key(
        "Pattern",
        "Without pause, on and off by the clock, or switched by a signal.",
        example="continuous",
        farmer="F16",
    )
    on_s: Positive | None = key(
        "On-time",
        "Time with current in each on–off cycle; of a sham that ramps up and then stops, in a session.",
        unit="s",
        example=30,
        farmer="F16",
    )
    off_s: Quantity | None = key(
        "Off-time", "Time without current in each on–off cycle.", unit="s", example=30, farmer="F16"
    )
    duty_cycle: Fraction | None = key(
        "Duty cycle", "Share of the cycle that is on: on / (on + off). Checked.", example=0.5, farmer="F16"
    )
    ramp_s: Quantity | None = key(
        "Ramp", "Time in which the current rises at the start of an on-time.", unit="s", example=2
    )
    burst: Burst | None = key("Burst", "Pulses in bursts.", example={"pulses": 5}, farmer="F19")
    gating: Gating | None = key(
        "Gating", "Stimulation switched by a signal.", example={"signal": "respiration"}
    )
    intensity: Intensity | None = key(
        "Intensity", "How strong, and how that is found.", example={"method": "titrated"}
    )

    @property
    def frequencies(self) -> tuple[float | Range, ...]:
        """The pulses, or bursts of them, a second, Hz: each of the alternating ones, else the one; empty where none is written."""
        return self.alternating_hz or ((self.frequency_hz,) if self.frequency_hz is not None else ())

    def contradiction(self) -> tuple[str, dict[str, Any]] | None:
        """Return two keys that exclude each other, or that there is not one time for each frequency."""
        unequal = self.unequal_lengths()
        return super().contradiction() or (("unequal_lengths", unequal) if unequal else None)

    def unequal_lengths(self) -> dict[str, Any]:
        """Return what is unequal, where the alternating frequencies and the times on them do not match in number."""
        frequencies, times = self.alternating_hz or (), self.alternating_s or ()
        if not frequencies or not times or len(frequencies) == len(times):
            return {}
        return {"first": "alternating_hz", "second": "alternating_s", "n": len(frequencies), "m": len(times)}
