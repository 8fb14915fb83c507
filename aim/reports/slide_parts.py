"""What slides are put together from: a deck of 16:9, text, tables, pictures and native charts. Lengths in inches."""

import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from layers.style import LIGHT

SIZE: Final = (13.333, 7.5)
CONTENT_TOP: Final = 1.4
_STEP: Final = 3  # months from one name to the next
_TITLE_ONLY: Final = 5  # of the layouts of python-pptx's own template
_INK, _MUTED, _BAR, _STRONG = (colour[1:].upper() for colour in (LIGHT.ink, LIGHT.muted, LIGHT.bar, LIGHT.bar_strong))
_FIELD: Final = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"  # of slide numbers, as PowerPoint writes them
Values = Mapping[str, Sequence[int | float | None]]


@dataclass(frozen=True)
class Box:
    """Where something lies on a slide."""

    left: float
    top: float
    width: float
    height: float

    def emu(self) -> tuple[Any, ...]:
        """In the units of the file."""
        from pptx.util import Inches

        return tuple(Inches(each) for each in (self.left, self.top, self.width, self.height))


@dataclass
class Deck:
    """Slides that all bear the same mark and foot."""

    slides: Any  # python-pptx is typed in part only
    foot: str
    mark: str

    @classmethod
    def new(cls, *, title: str, foot: str, mark: str, made: str) -> "Deck":
        """An empty deck with its properties; ``made``: the date of the file, ISO 8601."""
        from pptx import Presentation
        from pptx.util import Inches

        slides = Presentation()
        slides.slide_width, slides.slide_height = (Inches(each) for each in SIZE)
        at = datetime.fromisoformat(made).astimezone(UTC).replace(tzinfo=None, microsecond=0)
        properties = slides.core_properties
        properties.title, properties.author, properties.language = title, "Active Intelligence Mapping", "en-GB"
        properties.comments = foot
        properties.last_modified_by, properties.revision = "Active Intelligence Mapping", 1
        properties.created = properties.modified = at
        return cls(slides, foot, mark)

    def add(self, title: str) -> Any:
        """A slide with its title; :meth:`written` puts mark, foot and number after what comes on it."""
        slide = self.slides.slides.add_slide(self.slides.slide_layouts[_TITLE_ONLY])
        heading = slide.shapes.title
        assert heading is not None  # of this layout
        heading.left, heading.top, heading.width, heading.height = Box(0.6, 0.45, 12.1, 0.85).emu()
        heading.text_frame.text = title
        heading.text_frame.word_wrap = True
        _anchor(heading.text_frame, "middle")
        _set(heading.text_frame.paragraphs[0], 32, bold=True)
        return slide

    def written(self) -> bytes:
        """The file, every slide with its mark, foot and number: read aloud after what it shows."""
        for at, slide in enumerate(self.slides.slides, start=1):
            bullets(slide, [self.mark], Box(0.6, 6.68, 12.1, 0.35), size=12, plain=True, bold=True)
            bullets(slide, [self.foot], Box(0.6, 6.95, 11.2, 0.45), size=11, plain=True, colour=_MUTED)
            bullets(slide, [str(at)], Box(11.9, 6.95, 0.8, 0.45), size=11, plain=True, right=True)
            _counted(slide.shapes[-1].text_frame.paragraphs[0])
        file = io.BytesIO()
        self.slides.save(file)
        return file.getvalue()


def bullets(
    slide: Any,
    lines: Sequence[str],
    box: Box,
    *,
    size: float,
    plain: bool = False,
    bold: bool = False,
    right: bool = False,
    colour: str = _INK,
) -> None:
    """Lines of text, with a bullet each unless ``plain``; nothing where there are none."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    if not lines:
        return
    frame = slide.shapes.add_textbox(*box.emu()).text_frame
    frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.text = line
        if not plain:
            _bulleted(paragraph, size)
        paragraph.space_after = Pt(size * 0.35)
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        _set(paragraph, size, bold=bold, colour=colour)


def _bulleted(paragraph: Any, size: float) -> None:
    """A bullet of the program's own: further lines stand under the first, and lists are read aloud as lists."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls
    from pptx.util import Pt

    how, hang = paragraph._p.get_or_add_pPr(), int(Pt(size * 0.85))
    how.set("marL", str(hang))
    how.set("indent", str(-hang))
    how.append(parse_xml(f"<a:buFont {nsdecls('a')} typeface='Arial'/>"))
    how.append(parse_xml(f"<a:buChar {nsdecls('a')} char='•'/>"))


def _counted(paragraph: Any) -> None:
    """Turn the number of a slide into a field: it stays right when slides are moved or left out."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    run = paragraph._p.find(qn("a:r"))
    field = parse_xml(f"<a:fld {nsdecls('a')} id='{_FIELD}' type='slidenum'/>")
    for part in list(run):
        field.append(part)
    paragraph._p.replace(run, field)


def _rgb(colour: str) -> Any:
    from pptx.dml import color

    make: Any = color.RGBColor.from_string
    return make(colour.removeprefix("#").upper())


def _set(paragraph: Any, size: float, *, bold: bool = False, colour: str = _INK) -> None:
    from pptx.enum.lang import MSO_LANGUAGE_ID
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    if paragraph.alignment is None:
        paragraph.alignment = PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = _rgb(colour)
        run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def _anchor(frame: Any, where: str) -> None:
    from pptx.enum.text import MSO_ANCHOR

    frame.vertical_anchor = {"middle": MSO_ANCHOR.MIDDLE, "top": MSO_ANCHOR.TOP}[where]


def table(
    slide: Any,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    box: Box,
    *,
    widths: Sequence[float],
    size: float,
) -> None:
    """A table with a header row, which programs that read aloud know as such; ``widths`` of its columns."""
    from pptx.util import Inches

    left, top, width, height = box.emu()
    made = slide.shapes.add_table(len(rows) + 1, len(head), left, top, width, height).table
    made.first_row, made.horz_banding = True, False
    for at, each in enumerate(widths):
        made.columns[at].width = Inches(each)
    for number, texts in enumerate([head, *rows]):
        for at, text in enumerate(texts):
            cell = made.cell(number, at)
            cell.text = text
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(LIGHT.surface if number else _INK)
            for paragraph in cell.text_frame.paragraphs:
                _set(paragraph, size, bold=not number or at == 0, colour=_INK if number else "FFFFFF")


def picture(slide: Any, content: bytes, box: Box, *, words: str) -> None:
    """A PNG, with what it shows in words."""
    shape = slide.shapes.add_picture(io.BytesIO(content), *box.emu())
    _described(shape, words)


def _described(shape: Any, words: str) -> None:
    """The text that is read aloud for a picture or a chart."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)


# ---- charts ----------------------------------------------------------------------------------------------------------
def points_in_bands(
    slide: Any,
    names: Sequence[str],
    counts: tuple[str, Sequence[int | None]],
    bands: Sequence[tuple[int, int] | None],
    box: Box,
    *,
    words: str,
) -> None:
    """A native chart of a point for each count, labelled, before the pale band of what was expected of it.

    ``counts``: their name and values. The band stands on columns without a fill, as high as its lower end.
    """
    series: dict[str, Sequence[int | None]] = {
        "Expected from": [band and band[0] for band in bands],
        "Expected range": [band and band[1] - band[0] for band in bands],
        counts[0]: counts[1],
    }
    chart = _chart(slide, names, series, box, words=words, stacked=True)
    chart.has_title = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    below, band, _ = plot.series
    below.format.fill.background()
    below.invert_if_negative = False
    _fill(band, _BAR)
    _as_line(chart, 2, _POINT)
    shown = chart.plots[1]
    shown.has_data_labels = True
    _labels(shown.data_labels)
    _right(shown.data_labels)
    _legend(chart)
    _unnamed(chart, 0)


def columns_with_line(
    slide: Any, names: Sequence[str], series: Values, box: Box, *, title: str, words: str, strong: int
) -> None:
    """A native chart: the first series as columns, that numbered ``strong`` in the accent; a second a dashed line."""
    chart = _chart(slide, names, series, box, words=words)
    plot = chart.plots[0]
    plot.gap_width = 35
    _fill(plot.series[0], _BAR)
    point = plot.series[0].points[strong].format.fill
    point.solid()
    point.fore_color.rgb = _rgb(_STRONG)
    _every_third(chart)
    if len(plot.series) > 1:
        _as_line(chart, 1, _DASHED)
    chart.has_title = True
    chart.chart_title.text_frame.text = title
    _set(chart.chart_title.text_frame.paragraphs[0], 14)
    _legend(chart)


def _chart(slide: Any, names: Sequence[str], series: Values, box: Box, *, words: str, stacked: bool = False) -> Any:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    make: Any = CategoryChartData
    data = make()
    data.categories = list(names)
    for name, values in series.items():
        data.add_series(name, list(values))
    kind = XL_CHART_TYPE.COLUMN_STACKED if stacked else XL_CHART_TYPE.COLUMN_CLUSTERED
    shape: Any = slide.shapes.add_chart(kind, *box.emu(), data)
    _described(shape, words)
    chart = shape.chart
    chart.font.size, chart.font.color.rgb = Pt(14), _rgb(_INK)
    axis = chart.value_axis
    axis.minimum_scale, axis.has_major_gridlines = 0, True
    axis.major_gridlines.format.line.color.rgb = _rgb(LIGHT.rule)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0", False
    return chart


def _every_third(chart: Any) -> None:
    """So few names of months that they stand level."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    axis = chart.category_axis
    axis.tick_labels.font.size = chart.font.size
    after = axis._element.find(qn("c:noMultiLvlLbl"))
    for tag in ("tickLblSkip", "tickMarkSkip"):
        after.addprevious(parse_xml(f"<c:{tag} {nsdecls('c')} val='{_STEP}'/>"))


def _labels(labels: Any) -> None:
    from pptx.util import Pt

    labels.show_value, labels.number_format, labels.number_format_is_linked = True, "#,##0", False
    labels.font.size = Pt(12)


def _right(labels: Any) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    labels.position, labels.font.bold = XL_LABEL_POSITION.RIGHT, True


def _fill(series: Any, colour: str) -> None:

    series.format.fill.solid()
    series.format.fill.fore_color.rgb = _rgb(colour)
    series.invert_if_negative = False


def _legend(chart: Any) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION

    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False


def _unnamed(chart: Any, at: int) -> None:
    """Leave the series numbered ``at`` out of the legend: it only holds another up."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    entry = f"<c:legendEntry {nsdecls('c')}><c:idx val='{at}'/><c:delete val='1'/></c:legendEntry>"
    chart.legend._element.find(qn("c:legendPos")).addnext(parse_xml(entry))


# How a series is drawn as a line: its stroke, and its marker.
_DASHED: Final = (
    f"<a:ln w='22225' cap='flat'><a:solidFill><a:srgbClr val='{_INK}'/></a:solidFill>"
    "<a:prstDash val='sysDash'/></a:ln>",
    "<c:symbol val='none'/>",
)
_POINT: Final = (
    "<a:ln w='28575'><a:noFill/></a:ln>",
    f"<c:symbol val='diamond'/><c:size val='14'/><c:spPr><a:solidFill><a:srgbClr val='{_STRONG}'/></a:solidFill>"
    "<a:ln><a:noFill/></a:ln></c:spPr>",
)


def _as_line(chart: Any, at: int, drawn: tuple[str, str]) -> None:
    """Turn the series numbered ``at`` into a line on the same axes: python-pptx makes charts of one kind only."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    columns = chart._chartSpace.chart.plotArea.find(qn("c:barChart"))
    series = columns.findall(qn("c:ser"))[at]
    columns.remove(series)
    for name in ("c:invertIfNegative", "c:spPr"):
        for each in series.findall(qn(name)):
            series.remove(each)
    stroke, marker = drawn
    series.find(qn("c:tx")).addnext(parse_xml(f"<c:spPr {nsdecls('c', 'a')}>{stroke}</c:spPr>"))
    series.find(qn("c:spPr")).addnext(parse_xml(f"<c:marker {nsdecls('c', 'a')}>{marker}</c:marker>"))
    series.append(parse_xml(f"<c:smooth {nsdecls('c')} val='0'/>"))
    line = parse_xml(f"<c:lineChart {nsdecls('c')}><c:grouping val='standard'/><c:varyColors val='0'/></c:lineChart>")
    line.append(series)
    line.append(parse_xml(f"<c:marker {nsdecls('c')} val='1'/>"))
    for axis in columns.findall(qn("c:axId")):
        line.append(deepcopy(axis))
    columns.addnext(line)
