"""Native charts of a slide, which a bank can open, recolour and edit: line, bar and scatter, with intervals as bars."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import xlsxwriter
from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from dashboard.figures.theme import LIGHT
from dashboard.reports.model import Chart, Line

MOST_TICKS = 6
MOST_STEPS = 7
_STEPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6, 1e9)
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def colour(written: str) -> RGBColor:
    """A colour of the palette as slides take it."""
    return RGBColor(*bytes.fromhex(written.lstrip("#")))


def add_chart(
    slide: Any,
    chart: Chart,
    box: tuple[int, int, int, int],
    *,
    fonts: tuple[str, str],
    language: str,
    alt: str,
    size_pt: float = 10.5,
) -> Any:
    """The chart in a box (left, top, width, height in EMU); ``fonts`` for Latin letters and for Chinese; ``alt`` is
    read to who does not see it."""
    kinds = {
        "line": XL_CHART_TYPE.LINE_MARKERS,
        "bar": XL_CHART_TYPE.BAR_CLUSTERED,
        "scatter": XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS,
    }
    frame = slide.shapes.add_chart(kinds[chart.kind], *(Emu(each) for each in box), _data(chart))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    drawn = frame.chart
    drawn.has_title = False
    drawn.font.size = Pt(size_pt)
    drawn.font.name = fonts[0]
    drawn.font.color.rgb = colour(LIGHT.muted)
    drawn.has_legend = len(chart.lines) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
    _axes(drawn, chart, size_pt, language)
    for line, series in zip(chart.lines, drawn.plots[0].series, strict=True):
        _dress(series, line, chart)
    if chart.kind == "bar":
        _bars(drawn, chart, size_pt)
    _name_east_asian(drawn, fonts[1])
    return frame


def number_format(chart: Chart) -> str:
    """How a sheet writes the chart's numbers."""
    places = "." + "0" * chart.decimals if chart.decimals else ""
    return f'#,##0{places}"%"' if chart.is_pct else f"#,##0{places}"


def _of_texts(data: Any, book: Any) -> Any:
    """The library's chart data with a workbook in which a text stays a text: the library would write a unit that is
    called like a formula as one, and it would run where a bank opens the chart's numbers."""

    @contextmanager
    def opened(_: Any, file: Any) -> Iterator[tuple[Any, Any]]:
        told = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, told) as written:
            yield written, written.add_worksheet()

    plain = type(book.__name__, (book,), {"_open_worksheet": opened})
    return type(data.__name__, (data,), {"_workbook_writer": property(plain)})


_Categories, _Points = _of_texts(CategoryChartData, CategoryWorkbookWriter), _of_texts(XyChartData, XyWorkbookWriter)


def _data(chart: Chart) -> Any:
    if chart.kind == "scatter":
        points = _Points(number_format=number_format(chart))
        for line in chart.lines:
            series = points.add_series(line.name)
            for place, value in zip(chart.places, line.values, strict=True):
                if value is not None:
                    series.add_data_point(place, value)
        return points
    data = _Categories(number_format=number_format(chart))
    data.categories = [place if isinstance(place, date) else str(place) for place in chart.places]
    for line in chart.lines:
        data.add_series(line.name, line.values)
    return data


def _axes(drawn: Any, chart: Chart, size_pt: float, language: str) -> None:
    values, places = drawn.value_axis, drawn.category_axis
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = colour(LIGHT.rule)
    values.major_gridlines.format.line.width = Pt(0.5)
    values.format.line.fill.background()
    values.tick_labels.number_format = number_format(chart) if not _is_whole(chart) else _whole(chart)
    values.tick_labels.number_format_is_linked = False
    places.format.line.color.rgb = colour(LIGHT.rule)
    places.has_major_gridlines = False
    places.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for axis, title in ((values, chart.axis), (places, chart.place_axis)):
        axis.has_title = bool(title)
        if title:
            axis.axis_title.text_frame.text = title
            run = axis.axis_title.text_frame.paragraphs[0].runs[0]
            run.font.size, run.font.bold = Pt(size_pt), False
            run.font.color.rgb = colour(LIGHT.muted)
    if chart.kind == "line":
        _months(places, len(chart.places), language)
    if chart.kind == "bar":
        places.reverse_order = True
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    if chart.kind == "scatter":
        values.minimum_scale, values.maximum_scale = 0, 100
        places.minimum_scale = 0
        places.tick_labels.number_format, places.tick_labels.number_format_is_linked = "0", False
    _scale(values, chart)


def _months(places: Any, many: int, language: str) -> None:
    """An axis of months with as many labels as can be read: 2026年7月, Jul 2026."""
    places.tick_labels.number_format = 'yyyy"年"m"月"' if language == "zh_CN" else "mmm yyyy"
    places.tick_labels.number_format_is_linked = False
    step = next((step for step in (1, 2, 3, 6, 12) if many / step <= MOST_TICKS), 24)
    for name, value in (("baseTimeUnit", "months"), ("majorUnit", str(step)), ("majorTimeUnit", "months")):
        for old in places._element.findall(f"{{{_C}}}{name}"):
            places._element.remove(old)
        element = etree.Element(f"{{{_C}}}{name}")
        element.set("val", value)
        _insert(places._element, element, ("minorUnit", "minorTimeUnit", "extLst"))


def _is_whole(chart: Chart) -> bool:
    """Whether ticks need no decimals: shares and scores run over whole numbers, rates under ten do not."""
    shown = [abs(value) for line in chart.lines for value in line.values if value is not None]
    return max(shown, default=0.0) >= 10


def _whole(chart: Chart) -> str:
    return '0"%"' if chart.is_pct else "#,##0"


def _scale(values: Any, chart: Chart) -> None:
    """Bars begin at 0 and leave room for their intervals, which no program counts in by itself; a line runs over what
    it shows, so that its scatter can be seen."""
    if chart.kind == "scatter":
        return
    sides = [each for line in chart.lines for each in (line.values, line.low, line.high)]
    shown = [value for side in sides for value in side if value is not None]
    if chart.kind == "bar":
        shown.append(0.0)
    lowest, highest = min(shown), max(shown)
    reach = max(highest - lowest, 0.1)
    step = next(step for step in _STEPS if reach / step <= MOST_STEPS)
    values.minimum_scale = (lowest // step) * step
    values.maximum_scale = (highest // step + 1) * step
    values.major_unit = step
    if chart.kind == "bar" and chart.is_pct:
        values.maximum_scale = min(values.maximum_scale, 100)


def _dress(series: Any, line: Line, chart: Chart) -> None:
    """Values in the accent; centre and limits as thin lines; what is marked in the adverse colour."""
    if chart.kind == "bar":
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour(LIGHT.accent)
        series.invert_if_negative = False
        for at in chart.marked:
            fill = series.points[at].format.fill
            fill.solid()
            fill.fore_color.rgb = colour(LIGHT.adverse)
        if line.low:
            _intervals(series, line)
        return
    series.smooth = False
    pen = series.format.line
    pen.width = Pt(2.25 if line.role == "value" else 1.0)
    pen.color.rgb = colour(LIGHT.accent if line.role == "value" else LIGHT.neutral)
    if line.role == "limit":
        pen.dash_style = MSO_LINE.DASH
    if chart.kind == "scatter":
        return
    if line.role != "value":
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 6
    _paint(series.marker, LIGHT.accent)
    for at in chart.marked:
        marker = series.points[at].marker
        marker.style, marker.size = XL_MARKER_STYLE.DIAMOND, 11
        _paint(marker, LIGHT.adverse)


def _paint(marker: Any, written: str) -> None:
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = colour(written)
    marker.format.line.color.rgb = colour(written)


def _bars(drawn: Any, chart: Chart, size_pt: float) -> None:
    plot = drawn.plots[0]
    plot.gap_width, plot.vary_by_categories = 55, False
    if chart.lines[0].low:
        return
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = number_format(chart), False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = Pt(size_pt)


def _intervals(series: Any, line: Line) -> None:
    """The 95 % intervals as error bars with their own length on either side of each bar's end."""
    element = series._element
    bars = etree.Element(f"{{{_C}}}errBars")
    for name, told in (("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0")):
        etree.SubElement(bars, f"{{{_C}}}{name}").set("val", told)
    for name, ends in (("plus", line.high), ("minus", line.low)):
        side = etree.SubElement(etree.SubElement(bars, f"{{{_C}}}{name}"), f"{{{_C}}}numLit")
        etree.SubElement(side, f"{{{_C}}}formatCode").text = "General"
        etree.SubElement(side, f"{{{_C}}}ptCount").set("val", str(len(ends)))
        for at, (end, value) in enumerate(zip(ends, line.values, strict=True)):
            point = etree.SubElement(side, f"{{{_C}}}pt")
            point.set("idx", str(at))
            length = abs(end - value) if end is not None and value is not None else 0.0
            etree.SubElement(point, f"{{{_C}}}v").text = repr(float(length))
    pen = etree.fromstring(
        f'<c:spPr xmlns:c="{_C}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ln w="15875">'
        f'<a:solidFill><a:srgbClr val="{LIGHT.ink.lstrip("#")}"/></a:solidFill></a:ln></c:spPr>'
    )
    bars.append(pen)
    _insert(element, bars, ("cat", "val", "shape", "extLst"))


def _insert(parent: Any, child: Any, before: tuple[str, ...]) -> None:
    """The child at its place in the schema: before the first of these, else last."""
    for name in before:
        found = parent.find(f"{{{_C}}}{name}")
        if found is not None:
            found.addprevious(child)
            return
    parent.append(child)


def _name_east_asian(drawn: Any, font: str) -> None:
    """The font for Chinese beside the one for Latin letters, wherever the chart names one."""
    for latin in drawn._chartSpace.iter(qn("a:latin")):
        following = latin.getnext()
        if following is None or following.tag != qn("a:ea"):
            latin.addnext(etree.Element(qn("a:ea"), typeface=font))
