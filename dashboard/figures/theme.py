"""The look in one place: colours of both themes, the fonts, and the template every figure starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.views import View

FONTS = "'Source Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme's colours. Text colours hold 4.5 : 1 on paper and raised, drawing colours 3 : 1 (tested)."""

    paper: str
    raised: str
    ink: str
    muted: str
    rule: str
    """Thin lines that only separate; carries no meaning."""
    accent: str
    """The one accent; in judgements the wished direction, in the score's parts the promoters."""
    adverse: str
    """The unwished direction, the detractors. Orange against teal stays apart for every kind of colour blindness."""
    neutral: str
    """What is neither: passives, reference lines, values that may not be ranked."""
    band: str
    """Fill of an interval or of the range between limits."""
    wash: str
    """Background of the example-bank badge and of notices."""


LIGHT = Palette(
    paper="#FBFAF7",
    raised="#FFFFFF",
    ink="#1A1D21",
    muted="#5A616B",
    rule="#DEDAD2",
    accent="#0B5C6B",
    adverse="#A8431F",
    neutral="#8B8880",
    band="rgba(11,92,107,0.10)",
    wash="#F3EBDD",
)
DARK = Palette(
    paper="#15181B",
    raised="#1B1F23",
    ink="#ECEAE5",
    muted="#A3A9B1",
    rule="#343A40",
    accent="#63BCC6",
    adverse="#EE9467",
    neutral="#7F848B",
    band="rgba(99,188,198,0.14)",
    wash="#33291B",
)


def palette(view: View) -> Palette:
    """The colours of a reader's theme; paper is always light."""
    return DARK if view.theme == "dark" and view.medium != "paper" else LIGHT


def font_px(view: View) -> int:
    """Size of a figure's text in pixels."""
    return 16 if view.is_large else 13


def veiled(colour: str, share: float) -> str:
    """A colour of the palette ("#0B5C6B") through which so much of the paper shows: 0 nothing of it, 1 the colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def layout(view: View, **more: Any) -> dict[str, Any]:
    """A figure's layout: quiet axes, no frame, the theme's colours; ``more`` is laid over it, axis by axis."""
    colours = palette(view)
    axis = {
        "gridcolor": colours.rule,
        "gridwidth": 1,
        "linecolor": colours.rule,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"color": colours.muted},
        "title": {"font": {"color": colours.muted, "size": font_px(view)}, "standoff": 8},
        "automargin": True,
        "fixedrange": True,
    }
    base: dict[str, Any] = {
        "font": {"family": FONTS, "size": font_px(view), "color": colours.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8, "pad": 4},
        "showlegend": False,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"color": colours.muted}},
        "hoverlabel": {
            "bgcolor": colours.raised,
            "bordercolor": colours.rule,
            "font": {"family": FONTS, "size": font_px(view), "color": colours.ink},
            "align": "left",
        },
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours.muted, "activecolor": colours.accent},
        "separators": ".,",
        "dragmode": False,
        "template": "none",
    }
    merged = {**base, **{key: value for key, value in more.items() if not key.startswith(("xaxis", "yaxis"))}}
    for name in {"xaxis", "yaxis", *(key for key in more if key.startswith(("xaxis", "yaxis")))}:
        merged[name] = {**axis, **more.get(name, {})}
        if isinstance(title := merged[name].get("title"), str):
            merged[name]["title"] = {**axis["title"], "text": title}  # type: ignore[dict-item]
    return merged


_CHINESE = {
    "dictionary": {
        "Zoom": "缩放",
        "Pan": "平移",
        "Zoom in": "放大",
        "Zoom out": "缩小",
        "Autoscale": "自动缩放",
        "Reset axes": "重置",
        "Box Select": "框选",
        "Download plot as a PNG": "下载图片",
        "Click to enter X axis title": "",
        "Double-click on legend to isolate one trace": "双击图例只看一项",
    },
    "format": {
        "shortMonths": [f"{month}月" for month in range(1, 13)],
        "months": [f"{month}月" for month in range(1, 13)],
        "date": "%Y-%m-%d",
        "year": "%Y年",
        "month": "%Y年%-m月",
        "dayMonth": "%-m月%-d日",
    },
}


def config(view: View, file_name: str, *, is_selectable: bool = False) -> dict[str, Any]:
    """What the drawing library is told beside the figure: language, no logo, no upload, a picture at double size.

    ``is_selectable`` leaves the button that selects by drawing a box.
    """
    unused = ["zoom", "pan", "zoomIn", "zoomOut", "autoScale", "resetScale", "lasso"]
    told: dict[str, Any] = {
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtonsToRemove": unused if is_selectable else [*unused, "select"],
        "showSendToCloud": False,
        "responsive": True,
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": file_name},
    }
    if view.language == "zh_CN":
        told |= {"locale": "zh-CN", "locales": {"zh-CN": _CHINESE}}
    return told
