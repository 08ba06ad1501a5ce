"""The numbers by which an organisation is known elsewhere, and what they look like.

They are checked for their shape alone: whether one is in use, only its own register can tell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scheme:
    """`example` completes the sentence “It looks like …”."""

    id: str
    name: str
    shape: re.Pattern[str]
    example: str


SCHEMES: Mapping[str, Scheme] = {
    scheme.id: scheme
    for scheme in (
        # Ofsted gives early years providers 6 or 7 digits, some with EY in front.
        Scheme("urn", "URN", re.compile(r"\d{5,7}|EY\d{6}"), "123456"),
        Scheme("ods", "ODS code", re.compile(r"[A-Z0-9]{3,10}"), "A81001"),
        # A provider or location of its own; NHS bodies have their ODS code there.
        Scheme("cqc", "CQC number", re.compile(r"1-\d{6,12}|[A-Z0-9]{3,6}"), "1-123456789"),
        # A linked charity has a number after a hyphen; SC and NIC stand for Scotland and Northern Ireland.
        Scheme(
            "charity_number",
            "Charity number",
            re.compile(r"\d{6,7}(-\d{1,3})?|SC\d{6}|NIC\d{6}"),
            "1234567",
        ),
    )
}


def tidy(value: str) -> str:
    """As it is kept and compared."""
    return "".join(value.upper().split())


def well_formed(scheme: str, value: str) -> bool:
    """Whether a tidy value has the shape of its scheme."""
    return value.isascii() and SCHEMES[scheme].shape.fullmatch(value) is not None


def scheme_name(scheme: str) -> str:
    return SCHEMES[scheme].name if scheme in SCHEMES else scheme
