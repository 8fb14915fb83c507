"""Which papers stand behind the tool, and where are they published? Those that everybody asks for are always named."""

from typing import Final

from aim import months
from aim.config import Config
from aim.questions.method_views import Paper

# By the kinds of ``settings/partnership.toml``: what a council, a force and a citizen ask for by name.
_ASKED: Final = {
    "transparency": "Transparency record",
    "data protection": "Data protection impact assessment",
    "equality": "Equality impact assessment",
    "sharing agreement": "Information sharing agreement",
}


def papers(config: Config) -> tuple[Paper, ...]:
    """Each paper of the settings; of the four that are asked for by name one line also where none is entered."""
    held = config.partnership.documents
    found = []
    for kind, what in (*_ASKED.items(), ("other", "Other paper")):
        of_kind = [each for each in held if each.kind == kind]
        for each in of_kind:
            reviewed = f"{each.reviewed.day} {months.short(months.of(each.reviewed))}"
            found.append(Paper(what, each.title, each.url or "", each.owner, reviewed))
        if not of_kind and kind != "other":
            found.append(Paper(what, "", "", "", ""))
    return tuple(found)
