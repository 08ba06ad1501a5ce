"""What differs between deployments, read from the environment once.

The defaults are valid in production and hold no secret. A plain dataclass, because pydantic alone costs
more start-up time than this whole application may take (docs/adr/0009).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

LONGEST_NOTIFY_IDS = 73
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`public_url` is the address people see, base path included, without a slash at the end; "" when the
    web function cannot know it (an API without a domain of its own): it then trusts the Host header.

    `base_path` comes before every path in our links: "" or like "/api". `asset_base` is a full address
    when a CDN serves the assets, else "". `configuration_set` is the SES set whose events come back to us;
    without one, mail is sent and nobody hears what became of it. With a `notify_api_key`, mail goes through
    GOV.UK Notify instead. `oidc_issuer` and what follows are set where
    staff may sign in by OpenID Connect; `oidc_trusts_address` says that every address of this provider is
    verified, also where its tokens do not say so.
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
    notify_api_key: str = ""
    notify_template: str = ""
    notify_reply_to: str = ""
    notify_url: str = "https://api.notifications.service.gov.uk"
    malware_scan: bool = True
    worker_function: str = ""
    render_function: str = ""
    log_level: str = "INFO"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = "your organisation’s account"
    oidc_trusts_address: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises ValueError naming every variable that cannot be right, without its value."""
        found = {field: environment[name] for field, name in _TEXTS.items() if environment.get(name)}
        if "BASE_PATH" in environment:
            found["base_path"] = environment["BASE_PATH"]
        elif "public_url" in found:
            found["base_path"] = urlsplit(found["public_url"]).path
        wrong = sorted(_TEXTS[field] for field, text in found.items() if not _acceptable(field, text))
        scan, trusts = (
            environment.get(name, default).lower()
            for name, default in (("MALWARE_SCAN", "true"), ("OIDC_TRUSTS_ADDRESS", "false"))
        )
        wrong += ["MALWARE_SCAN"] if scan not in ("true", "false") else []
        wrong += ["OIDC_TRUSTS_ADDRESS"] if trusts not in ("true", "false") else []
        if found.get("oidc_issuer") and not found.get("oidc_client_id"):
            wrong.append("OIDC_CLIENT_ID")
        if wrong:
            raise ValueError(f"these environment variables cannot be right: {', '.join(wrong)}")
        return cls(malware_scan=scan == "true", oidc_trusts_address=trusts == "true", **found)


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
    "notify_api_key": "NOTIFY_API_KEY",
    "notify_template": "NOTIFY_TEMPLATE",
    "notify_reply_to": "NOTIFY_REPLY_TO",
    "notify_url": "NOTIFY_URL",
    "worker_function": "WORKER_FUNCTION",
    "render_function": "RENDER_FUNCTION",
    "log_level": "LOG_LEVEL",
    "oidc_issuer": "OIDC_ISSUER",
    "oidc_client_id": "OIDC_CLIENT_ID",
    "oidc_client_secret": "OIDC_CLIENT_SECRET",
    "oidc_name": "OIDC_NAME",
}


def _acceptable(field: str, text: str) -> bool:
    match field:
        case "public_url" | "asset_base" | "aws_endpoint_url" | "notify_url":
            parts = urlsplit(text)
            return parts.scheme in ("http", "https") and bool(parts.netloc) and not text.endswith("/")
        case "oidc_issuer":
            return may_be_an_issuer(text)
        case "base_path":
            return text == "" or (text.startswith("/") and not text.endswith("/"))
        case "notify_api_key":  # a name, the service's id and the key's own, both UUIDs
            return len(text) > LONGEST_NOTIFY_IDS and text.count("-") >= 9
        case "sender_email":
            return "@" in text
        case "log_level":
            return text in LOG_LEVELS
    return True


@cache
def settings() -> Settings:
    """This process's settings."""
    return Settings.from_environment(os.environ)


def may_be_an_issuer(text: str) -> bool:
    """Tokens and codes travel there: https, or this very machine for trying it out."""
    parts = urlsplit(text)
    here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")
    return bool(parts.netloc) and (parts.scheme == "https" or here)
