"""TIM, fifth part: trains, bursts and alternating frequencies, and the times they have to fit into."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.units import exact, far_above, plain
from protocols.model import Arm, Study, high, low
from protocols.model.quantity import counted
from protocols.rules.bounds import (
    DAILY,
    SESSION,
    TIMES_ON,
    TRAIN,
    Quantity,
    longest,
    on_time_of,
    session_lacking,
    session_of,
    shortest,
)

FREQUENCY: Final = ("stimulation", "frequency_hz")
ALTERNATING: Final = ("stimulation", "alternating_hz")
EACH: Final = ("stimulation", "alternating_s")
BURST: Final = ("stimulation", "burst")


@rule("TIM016", Severity.ERROR, if_written=("train_s",))
def train_longer_than_the_session(study: Study) -> Results:
    """One gated train is longer than the session it is part of.

    Where the length of a session is not written, the train has to fit into the minutes of a day. Of ranges, the longest
    train and the shortest session.

    Fix: check the units: a train is in seconds, the session in minutes.
    """
    for arm in study.once(study.stimulated(), ("stimulation", "gating"), SESSION, DAILY):
        gating, session = arm.stimulation.gating, session_of(arm)
        train = None if gating is None else longest(gating.train_s)
        if gating is None or train is None:
            continue
        if exact(train) > session.seconds:
            yield Flag(
                arm.at(*TRAIN),
                f"a train of {plain(train)} s is longer than {session.words}",
                "the train is in seconds, the session in minutes",
                session.places,
                arm=arm.name,
            )
        elif high(gating.train_s) is None:
            yield Skip(arm.at(*TRAIN), "needs stimulation.gating.train_s, with its upper end")
        elif skip := session_lacking(arm):
            yield skip


@rule("TIM017", Severity.ERROR, if_written=("alternating_s",))
def alternation_longer_than_the_session(study: Study) -> Results:
    """The times on the alternating frequencies do not fit into a session, so that one of them is cut short or never used.

    The frequencies follow one another from the start of a session. Where its length is not written, one round has to fit
    into the minutes of a day. Of a range, the shortest session.

    Fix: check the units: the time on each frequency is in seconds, the session in minutes.
    """
    for arm in study.once(study.stimulated(), ALTERNATING, EACH, SESSION, DAILY):
        rates, times = arm.stimulation.alternating_hz, arm.stimulation.alternating_s
        if not rates or not times:
            continue
        session, ends = session_of(arm), _ends_of(times)
        if ends[-1] <= session.seconds:
            if skip := session_lacking(arm):
                yield skip
            continue
        starts = [Fraction(0), *ends[:-1]]
        unused = [plain(rate) for rate, start in zip(rates, starts, strict=True) if start >= session.seconds]
        all_ = f"one round of the alternating frequencies takes {plain(float(ends[-1]))} s"
        yield Flag(
            arm.at(*EACH),
            f"{all_}, so that {' and '.join(unused)} Hz {'is' if len(unused) == 1 else 'are'} never reached in {session.words}"
            if unused
            else f"{all_}, longer than {session.words}",
            "the times are in seconds, the session in minutes",
            ((arm.at(*ALTERNATING), "the frequencies"), *session.places),
            arm=arm.name,
        )


def _ends_of(times: tuple[float, ...]) -> list[Fraction]:
    """Return when each of the alternating frequencies has had its time, s."""
    total, found = Fraction(0), []
    for time in times:
        total += exact(time)
        found.append(total)
    return found


class _Rate(NamedTuple):
    """A frequency and the time it has without a pause: both as written, where, and what that time is called."""

    hz: Quantity
    hz_at: Path
    seconds: Quantity
    seconds_at: Path
    name: str


@rule("TIM018", Severity.ERROR)
def time_that_may_pass_without_a_pulse(study: Study) -> Results:
    """The frequency is so low that an on-time, a train or a turn may pass without a pulse.

    The time from one pulse, or burst, to the next is longer than the time with current: the on-time, the train, the
    time on one of several alternating frequencies, or in continuous stimulation the session. Whether a pulse is given,
    and so the dose, then depends on when the device starts to count. Of ranges, the lowest frequency above 0 and the
    shortest time.

    Fix: raise the frequency or lengthen the time; the frequency is that of the pulses inside a train.
    """
    keys = (FREQUENCY, ALTERNATING, EACH, BURST, *TIMES_ON)
    for arm in study.once(study.stimulated(), *keys):
        what = "burst" if arm.stimulation.burst else "pulse"
        for one in _rates(arm):
            hz, seconds = shortest(one.hz), shortest(one.seconds)
            if not hz or seconds is None:
                continue
            if not far_above(hz * seconds, 1) and exact(hz) * exact(seconds) < 1:
                yield Flag(
                    one.hz_at,
                    f"at {plain(hz)} Hz a {what} comes every {plain(float(f'{1 / hz:.4g}'))} s, so that {one.name} of "
                    f"{plain(seconds)} s may pass without one",
                    "raise the frequency or lengthen the time",
                    ((one.seconds_at, one.name),),
                    arm=arm.name,
                )
            elif low(one.hz) is None or low(one.seconds) is None:
                place, key = (one.hz_at, "frequency") if low(one.hz) is None else (one.seconds_at, "time")
                yield Skip(place, f"needs the lower end of the {key}")


def _rates(arm: Arm) -> Iterator[_Rate]:
    """Yield each frequency of an arm with each time it has."""
    said, (on, on_at, name) = arm.stimulation, on_time_of(arm)
    article = "a train" if name == "train" else "an on-time"
    whole = session_of(arm)
    if on is None and said.pattern == "continuous" and arm.schedule.session_min is not None:
        on, on_at, article = float(whole.seconds), arm.at(*SESSION), "a session"
    if not said.alternating_hz:
        yield _Rate(said.frequency_hz, arm.at(*FREQUENCY), on, on_at, article)
        return
    for number, hz in enumerate(said.alternating_hz):
        at: Path = (*arm.at(*ALTERNATING), number)
        yield _Rate(hz, at, on, on_at, article)
        if said.alternating_s:
            yield _Rate(hz, at, said.alternating_s[number], (*arm.at(*EACH), number), "its turn")


@rule("TIM019", Severity.ERROR, if_written=("burst",))
def burst_longer_than_the_time_it_has(study: Study) -> Results:
    """One burst lasts longer than the on-time, the train or the session that it is part of.

    From its first pulse to its last: the pulses but one, at the lowest pulse rate of the burst. Whether a burst fits
    between two bursts is TIM001's.

    Fix: fewer pulses in a burst, a higher pulse rate, or a longer time.
    """
    for arm in study.once(study.stimulated(), BURST, *TIMES_ON, DAILY):
        burst, (on, on_at, name) = arm.stimulation.burst, on_time_of(arm)
        rate = None if burst is None else shortest(burst.pulse_rate_hz)
        if burst is None or burst.pulses is None or not rate:
            continue
        time, session, limit = (burst.pulses - 1) / exact(rate), session_of(arm), shortest(on)
        seconds = session.seconds if limit is None else exact(limit)
        if time > seconds:
            held = session.words if limit is None else f"the {name} of {plain(limit)} s"
            pulses = f"{counted(burst.pulses, 'pulse')} at {plain(rate)} Hz"
            yield Flag(
                arm.at(*BURST),
                f"a burst of {pulses} lasts {plain(float(f'{float(time):.4g}'))} s, longer than {held}",
                "fewer pulses in a burst, a higher pulse rate, or a longer time",
                session.places if limit is None else ((on_at, f"the {name}"),),
                arm=arm.name,
            )
        elif low(burst.pulse_rate_hz) is None:
            yield Skip(
                (*arm.at(*BURST), "pulse_rate_hz"),
                "needs stimulation.burst.pulse_rate_hz, with its lower end",
            )
        elif limit is None and (skip := session_lacking(arm)):
            yield skip
