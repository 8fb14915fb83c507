"""README is tested: every command it names exists, and every command that exists is named."""

import re

import typer.main
from conftest import PROJECT

from aim.cli import app

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, set[str]]:
    """Every command of the CLI with its options."""
    found = {}
    for name, command in typer.main.get_command(app).commands.items():
        if getattr(command, "invoke_without_command", False):
            found[name] = {option for p in command.params for option in p.opts}
        for inner, leaf in getattr(command, "commands", {"": command}).items():
            found[f"{name} {inner}".strip()] = {option for p in leaf.params for option in p.opts}
    return found


def test_every_command_and_option_in_the_readme_exists() -> None:
    known = commands()
    group = "geography |fetch |sources (?=new|check)"
    named = re.findall(rf"(?:^|`|\\)aim ((?:{group})?[a-z]+)([^`\n#]*)", README, flags=re.MULTILINE)
    assert len(named) > 8
    for command, rest in named:
        assert command in known, f"README names `aim {command}`"
        assert set(re.findall(r"--[a-z-]+", rest)) <= known[command], f"README: aim {command}{rest}"


def test_every_command_stands_in_the_readme_and_has_help() -> None:
    for command in commands():
        assert f"aim {command}" in README
    for command in typer.main.get_command(app).commands.values():
        assert command.help


def test_every_file_and_make_target_named_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets
    for path in re.findall(r"\]\(([^)]+\.png)\)|`((?:aim|boundaries|docs|tests)/[\w/.]+)`", README):
        assert (PROJECT / (path[0] or path[1])).exists(), path


def test_every_settings_file_stands_in_the_readme() -> None:
    for path in (PROJECT / "aim" / "settings").iterdir():
        assert f"`aim/settings/{path.name}`" in README
