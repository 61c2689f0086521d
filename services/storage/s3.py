"""Files in a bucket of S3, or of what speaks like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from services.errors import NotFound, StorageError
from services.storage.stored_files import StoredFile

TIMEOUT_S = 10
ABSENT = ("404", "NoSuchKey")


class Bucket:
    """A bucket; its sockets are green under eventlet, so its work needs no thread."""

    def __init__(self, bucket: str, prefix: str, client: Any) -> None:
        """``client`` is boto3's for S3; ``prefix`` is empty or ends with a slash."""
        self._bucket = bucket
        self._prefix = prefix
        self._client = client

    @classmethod
    def from_url(cls, url: str) -> Bucket:
        """``s3://bucket/prefix?endpoint=https://…&region=…``; keys as boto3 finds them.

        Source: https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html
        """
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        prefix = f"{parts.path.strip('/')}/".lstrip("/")
        client = boto3.client(
            "s3",
            endpoint_url=asked.get("endpoint", [None])[0],
            region_name=asked.get("region", [None])[0],
            config=Config(
                connect_timeout=TIMEOUT_S,
                read_timeout=TIMEOUT_S,
                retries={"max_attempts": 2, "mode": "standard"},
            ),
        )
        return cls(parts.netloc, prefix, client)

    def write(self, name: str, content: bytes) -> None:
        self._ask("put_object", Key=self._prefix + name, Body=content)

    def read(self, name: str) -> bytes:
        found = self._ask("get_object", Key=self._prefix + name)
        try:
            content: bytes = found["Body"].read()
        except (BotoCoreError, OSError) as exc:
            raise StorageError("a blob could not be read") from exc
        return content

    def has(self, name: str) -> bool:
        try:
            self._ask("head_object", Key=self._prefix + name)
        except NotFound:
            return False
        return True

    def files(self, prefix: str) -> Mapping[str, StoredFile]:
        found: dict[str, StoredFile] = {}
        asked: dict[str, str] = {"Prefix": self._prefix + prefix}
        while True:
            page = self._ask("list_objects_v2", **asked)
            for each in page.get("Contents", ()):
                name = each["Key"].removeprefix(self._prefix)
                found[name] = StoredFile(each["Size"], each["LastModified"])
            if not page.get("IsTruncated"):
                return found
            asked["ContinuationToken"] = page["NextContinuationToken"]

    def delete(self, prefix: str) -> None:
        for name in self.files(prefix):
            self._ask("delete_object", Key=self._prefix + name)

    def _ask(self, operation: str, **asked: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(Bucket=self._bucket, **asked)
        except ClientError as exc:
            if exc.response["Error"]["Code"] in ABSENT:
                raise NotFound("blob") from exc
            raise StorageError(f"{operation}: {exc.response['Error']['Code']}") from exc
        except BotoCoreError as exc:
            raise StorageError(f"{operation}: {exc}") from exc
        return answer
