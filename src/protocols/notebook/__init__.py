"""Studies, reports, doses and comparisons in a notebook: tables in HTML, drawings, and columns for data frames.

from protocols import load, notebook

study = load(Path("study.toml"))       # as the last line of a cell: its arms, side by side
study.plot.pulse()                     # a drawing
notebook.dose(study)                   # a table; pandas.DataFrame(notebook.dose(study).to_frame())
notebook.compare(study, "straube-2015")
"""

from protocols.notebook.frames import frame
from protocols.notebook.pages import html
from protocols.notebook.plots import Plot, Svg
from protocols.notebook.tables import Compared, Dose, compare, dose

__all__ = ["Compared", "Dose", "Plot", "Svg", "compare", "dose", "frame", "html"]
