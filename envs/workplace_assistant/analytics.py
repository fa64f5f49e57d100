"""Visits of the company's site: look-ups, counts by day, and plots that are recorded by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import named
from ..tool import Tool
from .dates import When, canonical
from .replies import Declined, need, need_choice
from .schema import PLOTS, VISITS, quoted

if TYPE_CHECKING:
    from .database import Database

_VALUES = (
    "total_visits",
    "session_duration_seconds",
    "user_engaged",
    "visits_direct",
    "visits_referral",
    "visits_search_engine",
    "visits_social_media",
)
_PLOT_TYPES = ("bar", "line", "scatter", "histogram")
_TRUTH = {"true": True, "false": False}


def get_visitor_information_by_id(db: Database, /, visitor_id: str) -> list[dict[str, Any]]:
    """List the visits of one visitor.

    Args:
        visitor_id: The id of the visitor.
    """
    need(visitor_id=visitor_id)
    found = db.query(f"{VISITS.select} WHERE visitor_id = ? ORDER BY 1", (visitor_id,)).fetchall()
    if not found:
        raise Declined(f"There is no visitor with the id {named(visitor_id)}.")
    visits: list[dict[str, Any]] = [
        dict(zip(VISITS.columns, values, strict=True)) for _, *values in found
    ]
    for visit in visits:
        engaged = visit["user_engaged"]
        visit["user_engaged"] = _TRUTH.get((engaged or "").lower(), engaged)
    return visits


def create_plot(
    db: Database, /, time_min: When, time_max: When, value_to_plot: str, plot_type: str
) -> str:
    """Plot a figure of the visits over a range of days; returns the path of the plot.

    Args:
        time_min: The first day of the range, YYYY-MM-DD.
        time_max: The last day of the range, YYYY-MM-DD.
        value_to_plot: What to plot: 'total_visits', 'session_duration_seconds', 'user_engaged',
            'visits_direct', 'visits_referral', 'visits_search_engine' or 'visits_social_media'.
        plot_type: How to plot it: 'bar', 'line', 'scatter' or 'histogram'.
    """
    need(time_min=time_min, time_max=time_max, value_to_plot=value_to_plot, plot_type=plot_type)
    need_choice("value to plot", value_to_plot, _VALUES)
    need_choice("plot type", plot_type, _PLOT_TYPES)
    path = f"plots/{time_min}_{time_max}_{value_to_plot}_{plot_type}.png"
    db.insert(PLOTS, {"file_path": path})
    return path


def total_visits_count(
    db: Database, /, time_min: When | None = None, time_max: When | None = None
) -> dict[str, int]:
    """Count the visits of every day in a range.

    Args:
        time_min: The first day to include, YYYY-MM-DD.
        time_max: The last day to include, YYYY-MM-DD.
    """
    return _by_day(db, "count(*)", time_min, time_max)


def engaged_users_count(
    db: Database, /, time_min: When | None = None, time_max: When | None = None
) -> dict[str, int]:
    """Count the engaged visitors of every day in a range.

    Args:
        time_min: The first day to include, YYYY-MM-DD.
        time_max: The last day to include, YYYY-MM-DD.
    """
    engaged = "count(CASE WHEN user_engaged = 'true' COLLATE NOCASE THEN 1 END)"
    return _by_day(db, engaged, time_min, time_max)


def traffic_source_count(
    db: Database,
    /,
    time_min: When | None = None,
    time_max: When | None = None,
    traffic_source: str = "",
) -> dict[str, int]:
    """Count the visits of every day in a range that came from one source, or from all sources.

    Args:
        time_min: The first day to include, YYYY-MM-DD.
        time_max: The last day to include, YYYY-MM-DD.
        traffic_source: The source to count: 'direct', 'referral', 'search engine' or
            'social media'; all of them when left out.
    """
    if not traffic_source:
        return _by_day(db, "count(*)", time_min, time_max)
    figure = "count(CASE traffic_source WHEN ? THEN 1 END)"
    return _by_day(db, figure, time_min, time_max, traffic_source)


def get_average_session_duration(
    db: Database, /, time_min: When | None = None, time_max: When | None = None
) -> dict[str, float]:
    """Average the duration of the visits of every day in a range, in seconds.

    Args:
        time_min: The first day to include, YYYY-MM-DD.
        time_max: The last day to include, YYYY-MM-DD.
    """
    return _by_day(db, "avg(CAST(session_duration_seconds AS REAL))", time_min, time_max)


def _by_day(
    db: Database, figure: str, time_min: str | None, time_max: str | None, *values: str
) -> dict[str, Any]:
    """Compute a figure (SQL of this module) for every day within the bounds, compared as text."""
    clauses, bounds = ["date_of_visit IS NOT NULL"], []
    for bound, sign in ((time_min, ">="), (time_max, "<=")):
        if bound:
            clauses.append(f"date_of_visit {sign} ?")
            bounds.append(_text_bound(bound))
    statement = (
        f"SELECT date_of_visit, {figure} FROM {quoted(VISITS.name)}"  # noqa: S608 - all text is this module's
        f" WHERE {' AND '.join(clauses)} GROUP BY 1 ORDER BY 1"
    )
    return dict(db.query(statement, (*values, *bounds)).fetchall())


def _text_bound(bound: str) -> str:
    """Bring a bound to the form of the data, whose days carry no time."""
    moment = canonical(bound) or bound
    return moment if ":" in bound else moment[:10]


TOOLS = tuple(
    Tool.from_function(function, name=f"analytics_{function.__name__}")
    for function in (
        get_visitor_information_by_id,
        create_plot,
        total_visits_count,
        engaged_users_count,
        traffic_source_count,
        get_average_session_duration,
    )
)
