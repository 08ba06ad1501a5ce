"""Marram: a partnership for these tests alone, with one small organisation for each journey."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from chalicelib.domain.register_file import COLUMNS
from tests.e2e.system import ROOT, System

COORDINATOR = "coordinator@marram.example.org"
REVIEWER = "reviewer@marram.example.org"
COLOUR, LOGO = "#7a2e1d", ROOT / "infra" / "demonstration" / "logo.png"
INVITATION = "please send by"
APPROVAL = "Please read and approve"
RECEIPT = "Received"

# One for each test that writes, so that none waits for another.
ORGANISATIONS = {
    "whole": "Sea Holly Youth Club",
    "plain": "Thrift Street Singers",
    "small": "Samphire Toddlers",
    "phone": "Eelgrass Embroiderers",
    "clash": "Sandwort Swimmers",
    "tabs": "Bindweed Boxing",
    "tabs2": "Bindweed Badminton",
    "tabs3": "Bindweed Bowls",
    "odd": "Sea Rocket Scouts",
    "twice": "Saltwort Sailing",
    "back": "Scurvygrass Scrabble",
    "pack": "Cudweed Cubs",
    "files": "Glasswort Gardeners",
    "links": "Kale Corner Club",
    "quiet": "Orache Orchestra",
    "kept": "Yarrow Yachting",
    "keyboard": "Plantain Painters",
    "display": "Thrift Theatre",
    "team": "Tamarisk Theatre",
    "handed": "Hare’s-tail Harriers",
    "alone": "Sea Kale Sketchers",
    "paper": "Madder Mariners",
    "paper2": "Fescue Fencers",
    "telephone": "Sea Lavender Singers",
}


@dataclass(frozen=True)
class Marram:
    """Its cycle is open, and invitations are on their way."""

    system: System
    cycle: str
    due: date

    def lead(self, key: str) -> str:
        return f"lead@{key}.example.org"

    def invitation(self, key: str) -> str:
        """The link in this organisation's invitation."""
        return self.system.link_for(self.lead(key), INVITATION)


def register(file: Path) -> None:
    """Writes the CSV that staff would import."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        sheet = csv.DictWriter(opened, COLUMNS)
        sheet.writeheader()
        for number, (key, name) in enumerate(ORGANISATIONS.items()):
            sheet.writerow(
                {
                    "name": name,
                    "sector": "voluntary",
                    "charity_number": f"990{number:04}",
                    "contact_name": f"Lee {name.split()[0]}",
                    "contact_email": f"lead@{key}.example.org",
                    "contact_role": "lead",
                    "contact_phone": "01632 960500",
                }
            )


def found(system: System, today: date) -> Marram:
    """Adds the partnership, its staff and its organisations, and opens a cycle that began yesterday."""
    system.operate(
        *("partnership", "add", "marram", "--name", "Marram Safeguarding Partnership"),
        *("--help-name", "Dune Reedmace", "--help-phone", "01632 960200"),
        *("--help-email", "help@marram.example.org", "--child-at-risk-phone", "01632 960299"),
        *("--sender-email", "audit@marram.example.org"),
    )
    system.operate("partnership", "brand", "marram", "--colour", COLOUR, "--logo", str(LOGO))
    for role, email in (("coordinator", COORDINATOR), ("reviewer", REVIEWER)):
        system.operate("staff", "add", "marram", "--name", f"Dune {role}", "--email", email, "--role", role)
    register(system.folder / "register.csv")
    system.operate("organisations", "import", "marram", str(system.folder / "register.csv"))
    due = today + timedelta(days=28)
    cycle = system.operate(
        *("cycle", "open", "marram", "--name", "Self-assessment of the tests", "--sector", "voluntary"),
        *("--opens", f"{today - timedelta(days=1)}", "--due", f"{due}"),
        *("--closes", f"{due + timedelta(days=14)}"),
    )
    system.command("tick")
    return Marram(system, cycle, due)
