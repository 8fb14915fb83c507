"""What is being done and what was done: the jobs of the server, alike in every tab."""

from collections.abc import Sequence
from typing import Any

from dash import html

from aim.pages import jobs
from aim.pages.data_address import Place, address
from aim.pages.data_parts import stated
from aim.pages.jobs import Job
from aim.pages.parts import link, unseen

SHOWN = 5
# The box of the form; what ingest calls by its option on the command line is called so here.
SMALLER = "Take it even if a month has under half the rows held now"
_BY_OPTION = {
    "load it with --accept-smaller": f"send it again with “{SMALLER}” ticked",
    "are left out with --only and the months to take": "are best taken out of the file first",
}
_MEGABYTE = 1_000_000
_TITLES = {jobs.UPLOAD: "", jobs.UNDO: "Undo of "}


def board(recent: Sequence[Job]) -> list[Any]:
    """The newest jobs; a screen reader is told when one changes its state, not of every step of its progress."""
    if not recent:
        return []
    news = f"{_title(recent[0])}: {recent[0].state}"
    return [
        html.H2("Under way and done"),
        html.Div(unseen(news), role="status"),
        html.Ul([html.Li(_job(job), className=f"job job--{job.state}") for job in recent[:SHOWN]], className="jobs"),
    ]


def _title(job: Job) -> str:
    return f"{_TITLES[job.kind]}{job.subject}"


def _job(job: Job) -> list[Any]:
    head = html.Div([html.Strong(_title(job)), stated(job.state)], className="job-head")
    if not job.over:
        return [head, *_progress(job)]
    if job.state == jobs.DONE:
        return [head, html.Ul([html.Li(_step(step)) for step in job.steps], className="lines")]
    why = html.Ul([html.Li(_said_here(fault, job.subject)) for fault in job.faults], className="lines")
    return [head, why, *([html.P("Nothing was changed.", className="aside")] if job.state == jobs.REFUSED else [])]


def _said_here(fault: str, subject: str) -> list[Any]:
    """``fault`` under the file that it is of, with what ingest calls by its option in the words of the form."""
    for option, words in _BY_OPTION.items():
        fault = fault.replace(option, words)
    head, named, rest = fault.partition(f"{subject}: ")
    if named and not head:  # its name stands above already
        fault = rest[:1].upper() + rest[1:]
    return [html.Code(part) if at % 2 else part for at, part in enumerate(fault.split("`")) if part]


def _step(step: jobs.Step) -> list[Any]:
    return [step.words] + ([" ", link("Open the load", address(Place(step.load)))] if step.load else [])


def _progress(job: Job) -> list[Any]:
    words = progress_words(job)
    if not job.total:
        return [html.P(words, className="aside")]
    bar = html.Progress(value=str(job.done), max=str(job.total), **{"aria-label": f"{_title(job)}, {job.state}"})
    return [bar, html.P(words, className="aside")]


def progress_words(job: Job) -> str:
    """``3.2 of 40.0 MB sent``, ``12 of 36 months counted``."""
    if job.state == jobs.WAITING:
        return job.text or "waits for its turn"
    if job.kind == jobs.UNDO and job.state == jobs.READING:
        return "putting back what stood before"
    if job.state == jobs.BUILDING:
        return f"{job.done} of {job.total} months counted" if job.total else "the picture is being built"
    amount = f"{job.done / _MEGABYTE:,.1f} of {job.total / _MEGABYTE:,.1f} MB"
    if job.state == jobs.SENDING:
        return f"{amount} sent"
    return f"{amount} read{': ' + job.text if job.text else ''}" if job.total else "reading"
