"""Through what it flows: the stimulator and its electrodes."""

from protocols.model.keys import key
from protocols.model.table import Table
from protocols.model.terms import Control, Site, Waveform
from protocols.model.types import Above0, Count, Positive, Quantity, Some, Text


class Limits(Table):
    """What a device that is not in the catalogue can deliver."""

    frequency_hz: Quantity | None = key(
        "Frequency range",
        "Lowest and highest frequency the device delivers.",
        unit="Hz",
        example={"min": 1, "max": 100},
    )
    pulse_width_us: Quantity | None = key(
        "Pulse width range",
        "Shortest and longest phase the device delivers.",
        unit="µs",
        example={"min": 50, "max": 500},
    )
    current_ma: Quantity | None = key(
        "Current range",
        "Lowest and highest current the device delivers.",
        unit="mA",
        example={"min": 0, "max": 6},
    )
    frequency_step_hz: Above0 | None = key(
        "Frequency step", "Step in which the frequency is set.", unit="Hz", example=1
    )
    pulse_width_step_us: Above0 | None = key(
        "Pulse width step", "Step in which the pulse width is set.", unit="µs", example=10
    )
    current_step_ma: Above0 | None = key(
        "Current step", "Step in which the current is set.", unit="mA", example=0.1
    )
    max_voltage_v: Above0 | None = key(
        "Maximum voltage",
        "Highest voltage the device can put out (compliance voltage).",
        unit="V",
        example=60,
    )
    channels: Count | None = key("Channels", "Outputs that can deliver at the same time.", example=1)
    waveforms: Some[Waveform] | None = key(
        "Waveforms", "Waveforms the device can deliver.", example=["biphasic_symmetric"]
    )


class Device(Table):
    """The stimulator."""

    model: Text | None = key(
        "Model", "Product name, or its key in the device catalogue.", example="tvns_r", farmer="F1"
    )
    manufacturer: Text | None = key(
        "Manufacturer", "Who makes the device.", example="own laboratory", farmer="F1"
    )
    version: Text | None = key("Version", "Hardware or firmware version.", example="1.2", farmer="F1")
    regulatory_status: Text | None = key(
        "Regulatory status",
        "Clearance or marking held (CE, FDA), and for what use.",
        example="CE marked",
        farmer="F2",
    )
    control: Control | None = key(
        "Output control",
        "Whether the device holds the current or the voltage constant.",
        example="current",
        farmer="F17",
    )
    limits: Limits | None = key(
        "Limits",
        "What the device can deliver; for a device not in the catalogue.",
        example={"current_step_ma": 0.1},
    )


class Electrode(Table):
    """The electrodes and how they are placed."""

    material: Text | None = key("Material", "Material of the contacts.", example="titanium", farmer="F12")
    contact_area_mm2: Positive | None = key(
        "Contact area",
        "Area of the smallest contact in the current path; the current density is highest there.",
        unit="mm²",
        example=20,
        farmer="F12",
    )
    geometry: Text | None = key(
        "Geometry", "Shape and set-up of the electrodes.", example="two spheres", farmer="F12"
    )
    anode_site: Site | None = key(
        "Anode site", "Where the anode lies.", example="cymba_conchae", farmer="F18"
    )
    cathode_site: Site | None = key(
        "Cathode site", "Where the cathode lies.", example="cymba_conchae", farmer="F18"
    )
    return_site: Site | None = key(
        "Return site",
        "Where a return electrode lies, when it is apart from the stimulated site.",
        example="earlobe",
    )
    placement: Text | None = key("Placement", "How the electrodes are placed and held.", example="ear clip")
    preparation: Text | None = key(
        "Skin preparation", "What is done to the skin beforehand.", example="alcohol wipe", farmer="F11"
    )
    impedance_kohm: Positive | None = key(
        "Impedance", "Impedance between the electrodes, measured or accepted.", unit="kΩ", example={"max": 10}
    )
