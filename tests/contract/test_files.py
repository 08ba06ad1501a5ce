"""The bucket: forms that browsers post to it, links that fetch from it, and what it says of a file.

moto takes any form, so the policy document itself is looked at; the emulator refuses what breaks it.
"""

import base64
import http.client
import json
import uuid
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config

from chalicelib.storage.files import SCAN_TAG, BucketFiles
from infra.emulator import process

# As bootstrap.py makes it.
CONFIG = Config(signature_version="s3v4", s3={"addressing_style": "path"})
BACK = "https://audit.example.org/api/r/K7P-2QX/evidence/1/uploaded?for=S01-01"
LIMIT = 1000


@pytest.fixture
def emulator_bucket(emulator_stores):
    """The bucket of the real template, with the account of the emulator: moto puts another in its place."""
    url, stores = emulator_stores
    account = {
        "aws_access_key_id": process.CLIENT_ENVIRONMENT["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": process.CLIENT_ENVIRONMENT["AWS_SECRET_ACCESS_KEY"],
    }
    return boto3.client("s3", endpoint_url=url, config=CONFIG, **account), stores.bucket


@pytest.fixture(params=["moto", "emulator"])
def bucket(request):
    """A client and the name of a bucket that keeps versions."""
    if request.param == "emulator":
        return request.getfixturevalue("emulator_bucket")
    request.getfixturevalue("moto_client")
    client = boto3.client("s3", config=CONFIG)
    if not client.list_buckets()["Buckets"]:
        client.create_bucket(
            Bucket="files", CreateBucketConfiguration={"LocationConstraint": client.meta.region_name}
        )
        client.put_bucket_versioning(Bucket="files", VersioningConfiguration={"Status": "Enabled"})
    return client, "files"


@pytest.fixture
def files(bucket):
    return BucketFiles(*bucket)


@pytest.fixture
def key():
    return f"evidence/org001/{uuid.uuid4().hex}"


def posted(form, content, name, **changes):
    """What a browser sends from the form, and what it gets: status, headers, body."""
    boundary = uuid.uuid4().hex
    fields = {**form.fields, **changes}
    lines = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    ]
    lines.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = "".join(lines).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    address = urlsplit(form.url)
    connection = http.client.HTTPConnection(address.hostname, address.port)
    try:
        kind = f"multipart/form-data; boundary={boundary}"
        connection.request("POST", address.path, body, {"Content-Type": kind})
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read()
    finally:
        connection.close()


# --- on both


def test_what_was_put_comes_back(files, key):
    assert files.head(key) is None
    files.put(key, b"first", "text/plain")
    first = files.head(key)
    assert (first.size, first.content_type, first.name) == (5, "text/plain", "")
    files.put(key, b"the second", "text/plain")
    assert files.get(key) == b"the second"
    assert files.get(key, first.version_id) == b"first"
    files.delete(key)
    assert files.head(key) is None
    assert files.get(key, first.version_id) == b"first"


def test_links_and_forms_begin_with_its_address(files, key):
    files.put(key, b"first", "text/plain")
    assert files.download_url(key, "a.txt", "text/plain").startswith(f"{files.address()}/{key}?")
    assert files.upload_form(key, return_to=BACK, limit=LIMIT).url.rstrip("/") == files.address()


def test_a_verdict_belongs_to_one_version(bucket, files, key):
    client, name = bucket
    files.put(key, b"clean", "text/plain")
    first = files.head(key).version_id
    tags = {"TagSet": [{"Key": SCAN_TAG, "Value": "NO_THREATS_FOUND"}]}
    client.put_object_tagging(Bucket=name, Key=key, VersionId=first, Tagging=tags)
    files.put(key, b"unknown", "text/plain")
    assert files.verdict(key, first) == "NO_THREATS_FOUND"
    assert files.verdict(key, files.head(key).version_id) == ""


@pytest.mark.parametrize("name", ["polisi diogelu ŵ.pdf", "plain.pdf"])
def test_a_name_survives_the_way_through_metadata(bucket, files, key, name):
    """Headers hold ASCII: S3 gives other names back as encoded words."""
    from email.header import Header

    client, bucket_name = bucket
    encoded = name if name.isascii() else Header(name, "utf-8", maxlinelen=998).encode()
    client.put_object(Bucket=bucket_name, Key=key, Body=b"x", Metadata={"name": encoded})
    assert files.head(key).name == name


def test_a_name_that_nobody_filled_in_is_none(bucket, files, key):
    client, name = bucket
    client.put_object(Bucket=name, Key=key, Body=b"x", Metadata={"name": "${filename}"})
    assert files.head(key).name == ""


def test_the_policy_fixes_everything_but_the_name(bucket, files, key):
    _, name = bucket
    form = files.upload_form(key, return_to=BACK, limit=LIMIT)
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    conditions = policy["conditions"]
    assert ["content-length-range", 0, LIMIT] in conditions
    assert ["starts-with", "$x-amz-meta-name", ""] in conditions
    for fixed in (
        {"bucket": name},
        {"key": key},
        {"Content-Type": "application/octet-stream"},
        {"success_action_redirect": BACK},
    ):
        assert fixed in conditions
    loose = [c for c in conditions if isinstance(c, list) and c[0] not in ("eq", "content-length-range")]
    assert loose == [["starts-with", "$x-amz-meta-name", ""]]
    assert set(form.fields) <= {
        "key", "Content-Type", "success_action_redirect", "x-amz-meta-name", "policy",
        "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("policy.pdf", "policy.pdf"),
        ('a"b\r\nX-Evil: 1.pdf', "a-b--X-Evil- 1.pdf"),
        ("polisi ŵ.pdf", "polisi -.pdf"),
        ("../../x.pdf", "..-..-x.pdf"),
    ],
)
def test_a_download_is_an_attachment_under_a_plain_name(files, key, name, kept):
    query = parse_qs(urlsplit(files.download_url(key, name, "application/pdf", "v1")).query)
    assert query["response-content-disposition"] == [f'attachment; filename="{kept}"']
    assert query["response-content-type"] == ["application/pdf"]
    assert query["versionId"] == ["v1"]
    assert query["X-Amz-Expires"] == ["60"]


# --- what only the emulator does as S3 does


@pytest.fixture
def emulator_files(emulator_bucket):
    return BucketFiles(*emulator_bucket)


def test_a_script_gets_an_answer_that_it_may_read(emulator_files, key):
    form = emulator_files.upload_form(key, return_to="", limit=LIMIT)
    status, _, body = posted(form, b"%PDF-1.7", "our policy.pdf")
    assert (status, body) == (204, b"")
    assert emulator_files.head(key).size == 8


def test_a_posted_file_leads_back_to_us_and_brings_its_name(emulator_files, key):
    form = emulator_files.upload_form(key, return_to=BACK, limit=LIMIT)
    status, headers, _ = posted(form, b"%PDF-1.7", "ein polisi ŵ.pdf")
    assert status == 303
    assert headers["Location"].startswith(BACK + "&")
    found = emulator_files.head(key)
    assert (found.size, found.name, found.content_type) == (8, "ein polisi ŵ.pdf", "application/octet-stream")
    assert found.version_id


@pytest.mark.parametrize(
    ("content", "changes", "code"),
    [
        (b"a" * (LIMIT + 1), {}, b"EntityTooLarge"),
        (b"a", {"key": "evidence/org002/theirs"}, b"AccessDenied"),
        (b"a", {"Content-Type": "text/html"}, b"AccessDenied"),
        (b"a", {"success_action_redirect": "https://evil.example.org"}, b"AccessDenied"),
        (b"a", {"acl": "public-read"}, b"AccessDenied"),
    ],
)
def test_a_form_that_was_changed_is_refused(emulator_files, key, content, changes, code):
    form = emulator_files.upload_form(key, return_to=BACK, limit=LIMIT)
    status, _, body = posted(form, content, "policy.pdf", **changes)
    assert status in (400, 403)
    assert code in body
    assert emulator_files.head(key) is None


def fetched(address):
    """What a browser gets from a link: status, headers, body."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read()
    finally:
        connection.close()


def test_a_link_fetches_an_attachment(emulator_files, key):
    emulator_files.put(key, b"first", "text/html")
    status, headers, body = fetched(emulator_files.download_url(key, "policy.pdf", "application/pdf"))
    assert (status, body) == (200, b"first"), body
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="policy.pdf"'


def test_a_link_fetches_exactly_one_version(emulator_files, key):
    """The emulator leaves out the file's name here, which S3 does not."""
    emulator_files.put(key, b"first", "text/html")
    version = emulator_files.head(key).version_id
    emulator_files.put(key, b"second", "text/html")
    link = emulator_files.download_url(key, "policy.pdf", "application/pdf", version)
    assert fetched(link)[2] == b"first"


def test_a_file_is_read_as_it_comes(bucket):
    client, name = bucket
    files = BucketFiles(client, name)
    files.put("imports/p/streamed.csv", b"x" * 70_000, "text/csv")
    with files.stream("imports/p/streamed.csv") as body:
        assert (len(body.read(10)), len(body.read())) == (10, 69_990)


def test_purging_leaves_no_version_of_what_is_below_and_all_of_what_is_beside(files, bucket):
    client, name = bucket
    below = f"copies/{uuid.uuid4().hex}/"
    beside = below[:-1] + "x/1"
    for content in (b"one", b"two"):
        for key in (f"{below}1", f"{below}deep/2", beside):
            files.put(key, content, "text/plain")
    files.delete(f"{below}1")  # which only hides it
    files.purge(below)
    left = client.list_object_versions(Bucket=name, Prefix=below[:-1])
    assert [v["Key"] for v in left["Versions"]] == [beside, beside]
    assert left.get("DeleteMarkers", []) == []
    files.purge(below[:-1])  # no key of that name, only one that begins so
    assert files.head(beside) is not None
    files.purge(beside)
    assert "Versions" not in client.list_object_versions(Bucket=name, Prefix=below[:-1])
    files.purge(below)
