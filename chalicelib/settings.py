"""What differs between deployments, read from the environment once.

The defaults are valid in production and hold no secret. A plain dataclass, because pydantic alone costs
more start-up time than this whole application may take (docs/adr/0009).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`public_url` is the address people see, base path included, without a slash at the end; "" when the
    web function cannot know it (an API without a domain of its own): it then trusts the Host header.

    `base_path` comes before every path in our links: "" or like "/api". `asset_base` is a full address
    when a CDN serves the assets, else "". `configuration_set` is the SES set whose events come back to us;
    without one, mail is sent and nobody hears what became of it.
    """

    stage: str = "production"
    table_name: str = "compact-audit"
    bucket_name: str = "compact-audit-evidence"
    public_url: str = ""
    base_path: str = "/api"
    asset_base: str = ""
    aws_endpoint_url: str | None = None
    region: str = "eu-west-2"
    sender_email: str = "no-reply@example.org"
    configuration_set: str = ""
    malware_scan: bool = True
    worker_function: str = ""
    render_function: str = ""
    log_level: str = "INFO"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises ValueError naming every variable that cannot be right, without its value."""
        found = {field: environment[name] for field, name in _TEXTS.items() if environment.get(name)}
        if "BASE_PATH" in environment:
            found["base_path"] = environment["BASE_PATH"]
        elif "public_url" in found:
            found["base_path"] = urlsplit(found["public_url"]).path
        wrong = sorted(_TEXTS[field] for field, text in found.items() if not _acceptable(field, text))
        scan = environment.get("MALWARE_SCAN", "true").lower()
        if scan not in ("true", "false"):
            wrong.append("MALWARE_SCAN")
        if wrong:
            raise ValueError(f"these environment variables cannot be right: {', '.join(wrong)}")
        return cls(malware_scan=scan == "true", **found)


_TEXTS = {
    "stage": "STAGE",
    "table_name": "TABLE_NAME",
    "bucket_name": "BUCKET_NAME",
    "public_url": "PUBLIC_URL",
    "base_path": "BASE_PATH",
    "asset_base": "ASSET_BASE",
    "aws_endpoint_url": "AWS_ENDPOINT_URL",
    "region": "AWS_REGION",
    "sender_email": "SENDER_EMAIL",
    "configuration_set": "CONFIGURATION_SET",
    "worker_function": "WORKER_FUNCTION",
    "render_function": "RENDER_FUNCTION",
    "log_level": "LOG_LEVEL",
}


def _acceptable(field: str, text: str) -> bool:
    match field:
        case "public_url" | "asset_base" | "aws_endpoint_url":
            parts = urlsplit(text)
            return parts.scheme in ("http", "https") and bool(parts.netloc) and not text.endswith("/")
        case "base_path":
            return text == "" or (text.startswith("/") and not text.endswith("/"))
        case "sender_email":
            return "@" in text
        case "log_level":
            return text in LOG_LEVELS
    return True


@cache
def settings() -> Settings:
    """This process's settings."""
    return Settings.from_environment(os.environ)
