"""Who is asked: the kinds of organisation within each sector, and how large they are.

Sectors are those of the question sets (services/sectors.py): every kind belongs to one that some question
set asks, so that nobody in the register is left without questions. Section 11 of the Children Act 2004 names
some of these bodies; the others answer because of other law, of a contract, or because they wish to.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`named` says that section 11(1) names it, as legislation.gov.uk printed it in December 2024."""

    id: str
    name: str
    sector: str
    named: bool = False


KINDS: tuple[Kind, ...] = (
    Kind("county_or_unitary", "County, unitary or metropolitan council", "local_authority", named=True),
    Kind("childrens_services", "Children’s services of a council", "local_authority", named=True),
    Kind("adult_services", "Adult social care of a council", "local_authority", named=True),
    Kind("public_health", "Public health of a council", "local_authority", named=True),
    Kind("combined_authority", "Combined authority", "local_authority"),
    Kind("childrens_trust", "Children’s trust that works for a council", "local_authority"),
    Kind("district_or_borough", "District or borough council", "district_council", named=True),
    Kind(
        "leisure_and_culture",
        "Sport, culture or leisure of a district council",
        "district_council",
        named=True,
    ),
    Kind("licensing", "Licensing authority", "district_council", named=True),
    Kind("police_force", "Police force", "police", named=True),
    Kind("police_commissioner", "Police and crime commissioner, or mayor", "police", named=True),
    Kind("transport_police", "British Transport Police", "police", named=True),
    Kind("crime_agency", "National Crime Agency", "police", named=True),
    Kind("nhs_england", "NHS England", "health_trust", named=True),
    Kind("integrated_care_board", "Integrated care board", "health_trust", named=True),
    Kind("nhs_trust", "NHS trust", "health_trust", named=True),
    Kind("foundation_trust", "NHS foundation trust", "health_trust", named=True),
    Kind("special_health_authority", "Special health authority", "health_trust", named=True),
    Kind("ambulance", "Ambulance service", "health_trust", named=True),
    Kind("community_health", "Community or mental health service outside the NHS", "health_trust"),
    Kind("independent_hospital", "Independent hospital", "health_trust"),
    Kind("gp", "GP practice", "primary_care"),
    Kind("dentist", "Dental practice", "primary_care"),
    Kind("pharmacy", "Pharmacy", "primary_care"),
    Kind("optician", "Optician", "primary_care"),
    Kind("urgent_care", "Walk-in, urgent or out-of-hours care", "primary_care"),
    Kind("nursery_school", "Nursery school", "school"),
    Kind("primary_school", "Primary school", "school"),
    Kind("secondary_school", "Secondary school", "school"),
    Kind("all_through_school", "All-through school", "school"),
    Kind("special_school", "Special school", "school"),
    Kind("alternative_provision", "Pupil referral unit or alternative provision", "school"),
    Kind("independent_school", "Independent school", "school"),
    Kind("college", "College or sixth form", "school"),
    Kind("training_provider", "Training provider", "school"),
    Kind("academy_trust", "Academy trust", "school"),
    Kind("other_education", "Other education", "school"),
    Kind("day_nursery", "Day nursery", "early_years"),
    Kind("preschool", "Pre-school or playgroup", "early_years"),
    Kind("childminder", "Childminder", "early_years"),
    Kind("childminder_agency", "Childminder agency", "early_years"),
    Kind("out_of_school_club", "Breakfast, after-school or holiday club", "early_years"),
    Kind("family_hub", "Children’s centre or family hub", "early_years"),
    Kind("probation", "Probation service", "probation_custody", named=True),
    Kind("prison", "Prison", "probation_custody", named=True),
    Kind("young_offender_institution", "Young offender institution", "probation_custody", named=True),
    Kind(
        "secure_training_centre", "Secure training centre or secure college", "probation_custody", named=True
    ),
    Kind("secure_home", "Secure children’s home", "probation_custody"),
    Kind(
        "youth_offending_team", "Youth offending team or youth justice service", "youth_justice", named=True
    ),
    Kind("housing_association", "Housing association", "housing"),
    Kind("supported_housing", "Supported housing or hostel", "housing"),
    Kind("charity", "Charity", "voluntary"),
    Kind("community_group", "Community group or club", "voluntary"),
    Kind("faith", "Faith group or place of worship", "voluntary"),
    Kind("sports_club", "Sports club", "voluntary"),
    Kind("uniformed", "Scouts, guides, cadets and other uniformed groups", "voluntary"),
    Kind("arts", "Music, dance or theatre group", "voluntary"),
    Kind("infrastructure", "Council for voluntary service", "voluntary"),
    Kind("careers", "Careers and support services for young people", "other", named=True),
    Kind("children_home", "Children’s home or supported accommodation", "other"),
    Kind("fostering", "Fostering or adoption agency", "other"),
    Kind("cafcass", "Cafcass", "other"),
    Kind("border_and_asylum", "Border, immigration or asylum service", "other"),
    Kind("fire", "Fire and rescue service", "other"),
    Kind("armed_forces", "Armed forces", "other"),
    Kind("university", "University", "other"),
    Kind("transport", "Transport operator", "other"),
    Kind("business", "Business", "other"),
)
_BY_ID: Mapping[str, Kind] = {kind.id: kind for kind in KINDS}

SIZES: Mapping[str, str] = {"small": "Small", "medium": "Medium", "large": "Large"}
_LARGE, _MEDIUM = 1_000, 200


def kind_of(kind_id: str) -> Kind | None:
    return _BY_ID.get(kind_id)


def kind_name(kind_id: str) -> str:
    """What people read; what a file said where it is none of ours."""
    return _BY_ID[kind_id].name if kind_id in _BY_ID else kind_id


def kinds_in(sector: str) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS if kind.sector == sector)


def find_kind(text: str) -> Kind | None:
    """By its id or its name, however it is written."""
    wanted = _plain(text)
    return next((k for k in KINDS if wanted in (k.id, _plain(k.id), _plain(k.name))), None)


def size_of_school(pupils: int) -> str:
    """A band, since the number of pupils changes with each census and the band seldom."""
    return "large" if pupils >= _LARGE else "medium" if pupils >= _MEDIUM else "small"


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").replace("'", "’").split())
