"""More than a hundred ways to break a protocol, each with its name and the code of the finding it must get.

Most are the example with one thing wrong in it; a folder of them is what a check must survive, and report file by file.
"""

from pathlib import Path

EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
START = 'format = 1\n[study]\ntitle = "x"\n'
SMALLEST = f'{START}[arms.a]\nrole = "active"\n'


def swap(old: str, new: str) -> bytes:
    """Return the example with one thing replaced."""
    if EXAMPLE.count(old) != 1:
        raise ValueError(f"{old!r} stands {EXAMPLE.count(old)} times in the example")
    return EXAMPLE.replace(old, new).encode()


def more(text: str) -> bytes:
    """Return the smallest protocol with something behind it."""
    return f"{SMALLEST}{text}".encode()


TITLE = 'title = "taVNS for the prevention of migraine without aura"'
SYNTAX: dict[str, bytes] = {
    "string left open": swap('material = "titanium"', 'material = "titanium'),
    "string closed by the other quote": swap('material = "titanium"', "material = \"titanium'"),
    "long string left open": more('[harms]\nassessment = """never\nclosed\n'),
    "list left open": swap('sites = ["helix"]', 'sites = ["helix"'),
    "inline table left open": swap("{ min = 1, max = 100 }", "{ min = 1, max = 100"),
    "header left open": swap("[electrode]", "[electrode"),
    "header of the study left open": swap("[study]", "[study"),
    "header without a name": more("[]\n"),
    "header with an empty part": more("[arms..b]\n"),
    "no equals sign": swap("format = 1", "format 1"),
    "colon for equals sign": swap('control = "current"', 'control: "current"'),
    "no value": swap("step_ma = 0.1\nretitrated", "step_ma =\nretitrated"),
    "no value at the end of the file": more("[harms]\nassessment ="),
    "word without quotes": swap('side = "left"', "side = left"),
    "typographic quotes": swap('side = "left"', "side = “left”"),
    "typographic minus": swap("time_points_weeks = [-4, 4, 16]", "time_points_weeks = [−4, 4, 16]"),
    "decimal comma": swap("max_ma = 5", "max_ma = 5,0"),
    "unit behind the number": swap("session_min = 30", "session_min = 30 min"),
    "leading zero": swap("weeks = 4", "weeks = 04"),
    "point at the end of a number": swap("weeks = 4", "weeks = 4."),
    "two underscores in a number": more("[schedule]\nsession_min = 1__0\n"),
    "true with a capital": swap("randomized = true", "randomized = True"),
    "yes for true": swap("randomized = true", "randomized = yes"),
    "null": swap("randomized = true", "randomized = null"),
    "month thirteen": more("[[waivers]]\nrule = 'DSN006'\nreason = 'x'\nexpires = 2027-13-01\n"),
    "unknown escape": swap('material = "titanium"', r'material = "C:\devices"'),
    "escape of half a sign": swap('material = "titanium"', r'material = "\uD800"'),
    "control sign in a string": swap('material = "titanium"', 'material = "tita\x07nium"'),
    "a NUL in the text": swap('material = "titanium"', 'material = "tita\0nium"'),
    "key given twice": swap("weeks = 4\n", "weeks = 4\nweeks = 6\n"),
    "table given twice": swap("[delivery]", "[schedule]"),
    "value that becomes a table": more(
        "[stimulation]\nfrequency_hz = 1\n[stimulation.frequency_hz]\nmin = 1\n"
    ),
    "table that becomes a list of tables": more("[harms]\n[[harms]]\n"),
    "list that becomes a table": (START + "arms = []\n[study.arms]\n[study]\n").encode(),
    "inline table that is extended": more("arms.b = { role = 'sham' }\narms.b.label = 'x'\n"),
    "two keys in a line": swap("\nfrequency_hz = 1\n", "\nfrequency_hz = 1 pulse_width_us = 250\n"),
    "comma missing in a list": swap("[-4, 4, 16]", "[-4 4, 16]"),
    "two commas in a list": swap("[-4, 4, 16]", "[-4,, 4, 16]"),
    "key with a space": swap("outcome_assessors = true", "outcome assessors = true"),
    "key that is an emoji": more("🧠 = 1\n"),
    "comment as in C": swap("[delivery]", "// who delivers\n[delivery]"),
    "markers of a merge": swap("weeks = 4\n", "<<<<<<< HEAD\nweeks = 4\n=======\nweeks = 6\n>>>>>>> b\n"),
    "YAML below the header": swap('role = "sham"', 'role = "sham"\n- helix\n- lobule'),
    "line ends of an old Mac": EXAMPLE.replace("\n", "\r").encode(),
    "cut off in the middle": EXAMPLE[: EXAMPLE.index('control = "current"') + 14].encode(),
    "number of 10,000 digits": swap("weeks = 4\n", f"weeks = {'9' * 10_000}\n"),
    "twenty faults at once": more("a b\n" * 20),
}
BYTES: dict[str, bytes] = {
    "Latin-1": swap('material = "titanium"', 'material = "Titan, weiß"').decode().encode("latin-1"),
    "Windows quotes": swap('material = "titanium"', 'material = "‘titanium’"').decode().encode("cp1252"),
    "UTF-16 of Windows": EXAMPLE.encode("utf-16"),
    "UTF-16 with the high byte first": "\ufeff".encode("utf-16-be") + EXAMPLE.encode("utf-16-be"),
    "UTF-16 without a mark": EXAMPLE.encode("utf-16-le"),
    "UTF-32": EXAMPLE.encode("utf-32"),
    "sign cut in half at the end": EXAMPLE.encode() + "# µ".encode()[:-1],
    "half a sign as bytes": EXAMPLE.replace("titanium", "\ud83e").encode("utf-8", "surrogatepass"),
    "slash in two bytes": more("# ") + b"\xc0\xaf\n",
    "noise behind the protocol": more("# ") + bytes(range(128, 256)),
}
LIMITS: dict[str, bytes] = {
    "2 MB of comment": more("# " + "x" * 2_000_000),
    "2 MB of protocols": EXAMPLE.encode() * 1000,
    "key of 65 parts": more(".".join("a" * 65) + " = 1\n"),
    "key of 450,000 parts": more("a." * 450_000 + "a = 1\n"),
    "header of 100 parts": more(f"[{'.'.join('a' * 100)}]\n"),
    "lists 65 deep": more("x = " + "[" * 65 + "]" * 65 + "\n"),
    "lists 100,000 deep": more("x = " + "[" * 100_000),
    "inline tables 10,000 deep": more("x = " + "{a=" * 10_000),
}
SHAPE: dict[str, bytes] = {
    "KEY001 key misspelt": swap("\nfrequency_hz = 1\n", "\nfreqency_hz = 1\n"),
    "KEY001 unknown table": more("[colour]\nred = 1\n"),
    "KEY001 table misspelt": swap("[schedule]", "[schedul]"),
    "KEY004 key of 100 kB": more(f"{'a' * 100_000} = 1\n"),
    "KEY001 quoted key that is an emoji": more('[harms]\n"🧠🏽\u200d" = 1\n'),
    "KEY001 key that is empty": more('[harms]\n"" = 1\n'),
    "KEY001 key with a line break": more('[harms]\n"a\\nb\\u001b[31m" = 1\n'),
    "KEY001 keys of Python": more("[harms]\n__class__ = 1\nmodel_fields = 1\n"),
    "KEY001 two hundred unknown keys": more(
        "[harms]\n" + "".join(f"key{number} = {number}\n" for number in range(200))
    ),
    "KEY001 study below another table": more("[harms.study]\ntitle = 'x'\n"),
    "KEY002 no title": b"format = 1\n[study]\n[arms.a]\nrole = 'active'\n",
    "KEY002 no format": swap("format = 1\n", ""),
    "KEY002 no study": b"format = 1\n[arms.a]\nrole = 'active'\n",
    "KEY002 no arms": START.encode(),
    "KEY002 no role": swap('role = "sham"\n', ""),
    "KEY002 waiver without a reason": more("[[waivers]]\nrule = 'DSN006'\n"),
    "KEY002 nothing but headers": b"format = 1\n[study]\n[arms]\n",
    "KEY003 number for a table": more("schedule = 3\n").replace(b"[study]", b"harms = 3\n[study]"),
    "KEY003 list for a table": b"format = 1\nstudy = [1]\narms = [2]\n",
    "KEY003 table for a text": more("[harms.assessment]\nx = 1\n"),
    "KEY003 list of tables for a table": EXAMPLE.replace("[study]", "[[study]]").encode(),
    "KEY003 truth for a number": swap("session_min = 30", "session_min = true"),
    "KEY003 number for a truth": swap("randomized = true", "randomized = 1"),
    "KEY003 text for a number": swap("\nfrequency_hz = 1\n", '\nfrequency_hz = "1 Hz"\n'),
    "KEY003 number for a text": swap('material = "titanium"', "material = 22"),
    "KEY003 half a participant": swap("participants = 60", "participants = 59.5"),
    "KEY003 date for a number": swap("session_min = 30", "session_min = 2026-01-01"),
    "KEY003 time for a text": swap('material = "titanium"', "material = 12:30:00"),
    "KEY003 text for a list": swap("time_points_weeks = [-4, 4, 16]", 'time_points_weeks = "4, 16"'),
    "KEY003 lists in a list": swap(
        "time_points_weeks = [-4, 4, 16]", "time_points_weeks = [[-4], [4, [16]]]"
    ),
    "KEY003 table in a list": swap('sites = ["helix"]', "sites = [{ site = 'helix' }]"),
    "KEY003 text for a waiver": more("").replace(b"[study]", b"waivers = ['DSN006']\n[study]"),
    "KEY003 dates everywhere": b"format = 2026-01-01\nstudy = 2026-01-01\narms = { a = 12:00:00 }\n",
    "KEY003 sources as a list": more("").replace(b"[study]", b"sources = [[]]\nconflicts = {}\n[study]"),
    "KEY004 not a number": swap("session_min = 30", "session_min = nan"),
    "KEY004 without end": swap("session_min = 30", "session_min = inf"),
    "KEY004 without end in a range": swap("max = 100 }", "max = -inf }"),
    "KEY004 number beyond floats": swap("session_min = 30", "session_min = 1e400"),
    "KEY004 number beyond 64 bits": swap("participants = 60", f"participants = -{2**80}"),
    "KEY004 negative": swap("weeks = 4\n", "weeks = -4\n"),
    "KEY004 nothing of it": swap("weeks = 4\n", "weeks = 0\n"),
    "KEY004 week of eight days": swap("days_per_week = 3", "days_per_week = 8"),
    "KEY004 name that begins with a digit": more("[arms.25hz]\nrole = 'active'\n"),
    "KEY004 name with a capital": more("[arms.Sham]\nrole = 'sham'\n"),
    "KEY004 name that is an emoji": more("[arms.'🧠']\nrole = 'sham'\n"),
    "KEY004 list of nothing": swap('sites = ["helix"]', "sites = []"),
    "KEY004 empty title": START.replace('"x"', '""').encode() + b"[arms.a]\nrole = 'active'\n",
    "KEY005 unknown site": swap('sites = ["helix"]', 'sites = ["elbow"]'),
    "KEY005 site that names nothing": swap('sites = ["helix"]', 'sites = ["ear"]'),
    "KEY005 side in the site": swap('sites = ["helix"]', 'sites = ["left helix"]'),
    "KEY005 term of 100 kB": swap('side = "left"', f'side = "{"l" * 100_000}"'),
    "KEY005 term with control signs": swap('side = "left"', r'side = "\u001b[31mleft\u0007"'),
    "KEY005 unknown arm": swap('role = "sham"', 'role = "sham"\ncontrols = ["tvans"]'),
    "KEY005 unknown preset": swap('based_on = "migraine"', 'based_on = "../../etc/passwd"'),
    "KEY006 format of the future": swap("format = 1", "format = 2"),
    "KEY003 format as a text": swap("format = 1", 'format = "1"'),
    "KEY007 range upside down": swap("{ min = 50, max = 500 }", "{ min = 500, max = 50 }"),
    "KEY007 range of nothing": swap("{ min = 50, max = 500 }", "{}"),
    "KEY008 milliseconds": swap("pulse_width_us = 250", "pulse_width_ms = 0.25"),
    "KEY009 two lengths of the course": swap("weeks = 4\n", "weeks = 4\ndays = 28\n"),
    "KEY003 channels as a list": swap('role = "sham"', 'role = "sham"\nchannels = []'),
}
# In a folder these are passed over, because nothing in them says that they are protocols; named, they are checked.
UNRECOGNISED: dict[str, bytes] = {
    "KEY002 empty": b"",
    "KEY002 nothing but a mark": b"\xef\xbb\xbf",
    "KEY002 another program's settings": b'[tool]\nname = "x"\n',
    "TOM002 nothing but NULs": b"\0" * 1000,
    "TOM001 a page of the web": b"<!DOCTYPE html>\n<title>study</title>\n",
    "TOM001 900,000 blank lines": b"x\n" + b"\n" * 900_000,
    "TOM002 a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "TOM003 100,000 brackets": b"[" * 100_000,
}
CASES: dict[str, bytes] = {
    **{f"TOM001 {name}": source for name, source in SYNTAX.items()},
    **{f"TOM002 {name}": source for name, source in BYTES.items()},
    **{f"TOM003 {name}": source for name, source in LIMITS.items()},
    **SHAPE,
}
"""Broken protocols that a check of their folder must find; each name begins with the code it must get."""
NAMES = (
    "-v.toml",
    "🧠 µ.toml",
    'it\'s "quoted".toml',
    "a*[b]?.toml",
    f"{'l' * 250}.toml",
    "two\nlines.toml",
    "\x1b[31mred.toml",
)
"""Names of files that trouble shells, terminals and outputs."""


def file_name(case: str) -> str:
    """Return the name of the file of a case."""
    return "".join(sign if sign.isalnum() else "-" for sign in case) + ".toml"


def write_broken(folder: Path) -> dict[str, str]:
    """Write every broken protocol into a folder, and return the code that each file must get."""
    files = {file_name(case): (case[:6], source) for case, source in CASES.items()}
    files |= dict.fromkeys(NAMES, ("KEY001", SHAPE["KEY001 key misspelt"]))
    for name, (_, source) in files.items():
        (folder / name).write_bytes(source)
    return {name: code for name, (code, _) in files.items()}


def write_good(folder: Path, number: int) -> list[str]:
    """Write protocols that have nothing wrong with them into a folder, and return their names."""
    names = [f"good-{k:05}.toml" for k in range(number)]
    for k, name in enumerate(names):
        source = EXAMPLE.replace("titanium", f"titanium of lot {k}").encode()
        source = source.replace(b"\n", b"\r\n") if k % 10 == 1 else source
        (folder / name).write_bytes(b"\xef\xbb\xbf" + source if k % 10 == 2 else source)
    return names
