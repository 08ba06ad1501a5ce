"""What a deployment may set, and what it may not."""

import pytest

from chalicelib.settings import Settings


def test_an_empty_environment_is_a_safe_production():
    found = Settings.from_environment({})
    assert (found.stage, found.base_path, found.public_url) == ("production", "/api", "")
    assert found.malware_scan
    assert found.aws_endpoint_url is None


def test_the_base_path_follows_the_public_address():
    assert Settings.from_environment({"PUBLIC_URL": "https://audit.example.org"}).base_path == ""
    assert Settings.from_environment({"PUBLIC_URL": "https://audit.example.org/x/api"}).base_path == "/x/api"
    assert Settings.from_environment({"BASE_PATH": ""}).base_path == ""


def test_a_variable_that_is_set_to_nothing_counts_as_not_set():
    assert Settings.from_environment({"AWS_ENDPOINT_URL": "", "TABLE_NAME": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "audit.example.org"),
        ("PUBLIC_URL", "https://audit.example.org/"),
        ("ASSET_BASE", "//cdn.example.org"),
        ("AWS_ENDPOINT_URL", "localhost:4566"),
        ("BASE_PATH", "api"),
        ("BASE_PATH", "/api/"),
        ("SENDER_EMAIL", "audit"),
        ("LOG_LEVEL", "loud"),
        ("MALWARE_SCAN", "perhaps"),
    ],
)
def test_what_cannot_be_right_is_named_without_its_value(name, value):
    with pytest.raises(ValueError, match=name) as refusal:
        Settings.from_environment({name: value})
    assert value not in str(refusal.value)


def test_everything_wrong_is_named_at_once():
    with pytest.raises(ValueError, match="BASE_PATH, SENDER_EMAIL, MALWARE_SCAN"):
        Settings.from_environment({"BASE_PATH": "x", "SENDER_EMAIL": "x", "MALWARE_SCAN": "x"})
