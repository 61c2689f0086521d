"""What a browser's form, or an SDK's upload, carries."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser

from tests.vendors.server import Request


def read(request: Request) -> dict[str, bytes]:
    """Each field's content, by name. Raises `ValueError` for anything but a multipart form."""
    return {name: content for name, _, content in parts(request)}


def parts(request: Request) -> list[tuple[str, str, bytes]]:
    """(name, file's name, content) of each field, in order. Raises `ValueError` as `read` does."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data; boundary="):
        raise ValueError("not a form")
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    form = BytesParser(policy=policy.HTTP).parsebytes(head + request.body)
    fields = []
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        whole = content if isinstance(content, bytes) else b""
        fields.append((str(name), part.get_filename() or "", whole))
    return fields
