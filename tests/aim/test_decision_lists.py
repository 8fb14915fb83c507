"""What the meeting picks from: the shipped lists, and what an edited one must not say."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from aim import config, ingest
from aim.decision_lists import KINDS, SEND, DecisionLists
from aim.errors import SettingsError
from aim.reading.discussion import LANES, NEW

SHIPPED = config.SHIPPED_SETTINGS / "decisions.toml"


def edited(**changes: Any) -> DecisionLists:
    return DecisionLists.model_validate(tomllib.loads(SHIPPED.read_text(encoding="utf-8")) | changes)


def test_the_shipped_lists_have_a_reason_for_each_kind_and_every_agency_that_sends_data():
    found = config.load(environ={})
    assert found.decisions == edited()
    assert all(found.decisions.reasons_for(kind, lane) for kind in KINDS for lane in LANES)
    risen = {lane for lane in LANES if "More than its own history explains" in found.decisions.reasons_for(SEND, lane)}
    assert risen == {NEW}
    sending = {source.agency for source in ingest.sources(found).values()}
    assert sending <= {each.name for each in found.decisions.agencies}
    assert "decisions" not in found.settings_record()  # no number of a picture depends on them


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"agencies": [{"name": "Police", "roles": ["PC Smith"]}]}, "holds a title with a name: name the role"),
        ({"agencies": [{"name": "Police", "roles": ["ring 01642 248155"]}]}, "a telephone number"),
        ({"agencies": [{"name": "Police", "roles": [" "]}]}, "has no letter"),
        ({"agencies": [{"name": "Police", "roles": ["x" * 61]}]}, "more than 60"),
        ({"agencies": [{"name": "Police", "roles": []}]}, "at least 1"),
        ({"agencies": [{"name": "Fire", "roles": ["Crew"]}] * 2}, "agency 'Fire' stands twice"),
        ({"tactics": [{"title": "Patrol"}] * 2}, "tactic 'Patrol' stands twice"),
        ({"reasons": [{"text": "Late", "kinds": ["Send", "Watch", "Known"]}]}, "no reason is for 'Not now'"),
        ({"reasons": [{"text": "Late", "kinds": [*KINDS], "lanes": ["quietened"]}]}, "for 'Send' in every lane"),
        ({"reasons": [{"text": "Late", "kinds": ["Sent"]}]}, "kinds"),
        ({"reasons": [{"text": "Late", "kinds": [*KINDS], "lanes": ["busy"]}]}, "lanes"),
        ({"days": {"send": 0, "watch": 1, "known": 1}}, "send"),
    ],
)
def test_lists_that_cannot_be_picked_from_are_refused(changes, told):
    with pytest.raises(ValidationError, match=told):
        edited(**changes)


def test_an_edited_list_takes_the_place_of_the_shipped_one_and_its_faults_are_named(tmp_path: Path):
    text = SHIPPED.read_text(encoding="utf-8")
    (tmp_path / "decisions.toml").write_text(text.replace('"Warden team leader"', '"Street team leader"'))
    found = config.load(environ={"AIM_SETTINGS": str(tmp_path)}).decisions
    assert "Street team leader" in {role for each in found.agencies for role in each.roles}
    (tmp_path / "decisions.toml").write_text(text.replace('"Warden team leader"', '"Mrs Jones"'))
    with pytest.raises(SettingsError, match=r"decisions\.toml.*a role of Council holds a title with a name"):
        config.load(environ={"AIM_SETTINGS": str(tmp_path)})
