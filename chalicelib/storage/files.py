"""The evidence bucket. Browsers post to it and fetch from it directly, by forms and links we sign."""

import base64
import hashlib
from contextlib import AbstractContextManager, closing
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import IO, Any

from botocore.exceptions import ClientError

from chalicelib.services.ports import StoredFile, UploadForm

FORM_LASTS = 3600  # seconds: long enough to find the file
LINK_LASTS = 60  # seconds: the browser follows it at once
UPLOAD_TYPE = "application/octet-stream"  # what a file is, we find out ourselves after it has arrived
NAME_FIELD = "x-amz-meta-name"
# The bucket replaces this, in any field of a form, by what the file is called where it comes from.
NAME_OF_FILE = "${filename}"
SCAN_TAG = "GuardDutyMalwareScanStatus"


class BucketFiles:
    """Keeps `services.ports.Files` over S3."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, content: bytes, content_type: str) -> None:
        checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
        self._client.put_object(
            Bucket=self._bucket, Key=key, Body=content, ContentType=content_type, ChecksumSHA256=checksum
        )

    def get(self, key: str, version_id: str = "") -> bytes:
        found = self._client.get_object(Bucket=self._bucket, Key=key, **_version(version_id))
        content: bytes = found["Body"].read()
        return content

    def stream(self, key: str) -> AbstractContextManager[IO[bytes]]:
        found: IO[bytes] = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        return closing(found)

    def head(self, key: str) -> StoredFile | None:
        try:
            found = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise
        return StoredFile(
            size=found["ContentLength"],
            content_type=found["ContentType"],
            version_id=found.get("VersionId", ""),
            name=_name_of(found.get("Metadata", {}).get("name", "")),
        )

    def verdict(self, key: str, version_id: str) -> str:
        found = self._client.get_object_tagging(Bucket=self._bucket, Key=key, **_version(version_id))
        return next((tag["Value"] for tag in found["TagSet"] if tag["Key"] == SCAN_TAG), "")

    def upload_form(self, key: str, *, return_to: str, limit: int) -> UploadForm:
        after = {"success_action_redirect": return_to} if return_to else {"success_action_status": "204"}
        fields = {**after, "Content-Type": UPLOAD_TYPE}
        conditions = [{name: value} for name, value in fields.items()]
        form = self._client.generate_presigned_post(
            self._bucket,
            key,
            Fields={**fields, NAME_FIELD: NAME_OF_FILE},
            Conditions=[
                *conditions,
                ["starts-with", f"${NAME_FIELD}", ""],
                ["content-length-range", 0, limit],  # an empty file has words of ours
            ],
            ExpiresIn=FORM_LASTS,
        )
        return UploadForm(form["url"], form["fields"])

    def download_url(self, key: str, file_name: str, content_type: str, version_id: str = "") -> str:
        url: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentType": content_type,
                "ResponseContentDisposition": f'attachment; filename="{_plain_name(file_name)}"',
                **_version(version_id),
            },
            ExpiresIn=LINK_LASTS,
        )
        return url

    def delete(self, key: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=key)

    def purge(self, prefix: str) -> None:
        pages = self._client.get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            doomed = [
                {"Key": each["Key"], "VersionId": each["VersionId"]}
                for each in found
                if prefix.endswith("/") or each["Key"] == prefix
            ]
            if doomed:
                answer = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": doomed, "Quiet": True}
                )
                if answer.get("Errors"):
                    raise OSError(f"{len(answer['Errors'])} versions could not be deleted")

    def address(self) -> str:
        place = {"Bucket": self._bucket, "Key": "-"}
        url: str = self._client.generate_presigned_url("get_object", Params=place)
        return url.partition("?")[0].removesuffix("/-")


def _version(version_id: str) -> dict[str, str]:
    return {"VersionId": version_id} if version_id else {}


def _name_of(header: str) -> str:
    """A file's name from metadata, where anything but ASCII comes back as "=?UTF-8?B?…?=" from S3, and
    from others as UTF-8 that was read as Latin-1.
    """
    if header == NAME_OF_FILE:
        return ""
    try:
        return str(make_header(decode_header(header))) if header.isascii() else _as_utf_8(header)
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return header


def _as_utf_8(text: str) -> str:
    return text.encode("latin-1").decode()


def _plain_name(name: str) -> str:
    """A file name that no header and no shell can read as anything else."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "-" for c in name)[:120]
