"""Made-up extracts of Get Information About Schools, with all the columns that it has."""

import csv
import io

_CODED = (
    "TypeOfEstablishment", "EstablishmentTypeGroup", "EstablishmentStatus", "ReasonEstablishmentOpened",
    "ReasonEstablishmentClosed", "PhaseOfEducation", "Boarders", "OfficialSixthForm", "Gender",
    "ReligiousCharacter", "AdmissionsPolicy", "SpecialClasses", "Trusts", "Federations", "Diocese",
    "TrustSchoolFlag", "OfstedSpecialMeasures", "SEN1", "GOR", "DistrictAdministrative",
    "AdministrativeWard", "ParliamentaryConstituency", "UrbanRural", "GSSLACode", "MSOA", "LSOA",
    "QualityAssuranceBody", "EstablishmentAccredited", "PreviousLA", "RSCRegion",
)  # fmt: skip
_PLAIN = (
    "OpenDate", "CloseDate", "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity", "CensusDate",
    "NumberOfPupils", "NumberOfBoys", "NumberOfGirls", "PercentageFSM", "SchoolSponsorFlag (name)",
    "SchoolSponsors (name)", "FederationFlag (name)", "UKPRN", "FEHEIdentifier",
    "FurtherEducationType (name)", "OfstedLastInsp", "LastChangedDate", "Street", "Locality", "Address3",
    "Town", "County (name)", "Postcode", "SchoolWebsite", "TelephoneNum", "HeadTitle (name)", "HeadFirstName",
    "HeadLastName", "HeadPreferredJobTitle", "BSOInspectorateName (name)", "InspectorateReport",
    "DateOfLastInspectionVisit", "NextInspectionVisit", "TeenMoth (name)", "TeenMothPlaces", "CCF (name)",
    "SENPRU (name)", "EBD (name)", "PlacesPRU", "FTProv (name)", "EdByOther (name)",
    "Section41Approved (name)", "ResourcedProvisionOnRoll", "ResourcedProvisionCapacity", "SenUnitOnRoll",
    "SenUnitCapacity", "Easting", "Northing", "InspectorateName (name)", "BoardingEstablishment (name)",
    "PropsName", "PreviousEstablishmentNumber", "Country (name)", "UPRN", "SiteName", "FSM",
)  # fmt: skip
HEADING = (
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    *(f"{name} ({half})" for name in _CODED for half in ("code", "name")),
    *_PLAIN,
)


def school(**facts: str) -> dict[str, str]:
    """One row: an open primary school of Saltmarsh."""
    return {
        "URN": "100001",
        "LA (code)": "850",
        "LA (name)": "Saltmarsh",
        "EstablishmentNumber": "2001",
        "EstablishmentName": "Avocet Primary School",
        "TypeOfEstablishment (name)": "Community school",
        "EstablishmentStatus (name)": "Open",
        "PhaseOfEducation (name)": "Primary",
        "NumberOfPupils": "412",
        "Street": "1 High Street",
        "Town": "Saltmarsh",
        "Postcode": "SM1 1AA",
        "TelephoneNum": "1632960123",
        **facts,
    }


def written(*schools: dict[str, str], encoding: str = "cp1252", without: str = "") -> bytes:
    heading = [name for name in HEADING if name != without]
    out = io.StringIO()
    writer = csv.DictWriter(
        out, heading, restval="", extrasaction="ignore", quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(schools)
    return out.getvalue().encode(encoding)
