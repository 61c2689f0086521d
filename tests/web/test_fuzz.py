"""Whatever anybody sends to whichever route: an answer with a code, and never a crash."""

from __future__ import annotations

import os
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CASES = int(os.environ.get("FUZZ_CASES", "400"))
"""``FUZZ_CASES=10000 pytest tests/web/test_fuzz.py`` takes some minutes."""
FIELDS = (
    *("name", "persona", "voice", "portrait", "greeting", "description", "boundaries", "language"),
    *("pace", "pause_tolerance", "keep_days", "model", "cost_cap_usd", "keeps_voice", "sure"),
    *(
        "email",
        "password",
        "old",
        "new",
        "token",
        "refresh_token",
        "label",
        "kind",
        "whose",
        "keep",
    ),
    *("pinned", "state", "text", "remembers", "data", "file"),
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["iris", "en", "../..", "\0", "a" * 5000, "\ud800", "2" * 400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5) | JSON
IDS = st.sampled_from(["iris", "0" * 32, "1", "-1", "9" * 40, "%00", "..%2f..", "é", "a" * 300])
QUERIES = st.dictionaries(st.sampled_from(["q", "memories", "limit", "page"]), st.text(max_size=30))
UNENDING = frozenset({"static", "pages.vendor"})


def doors(app: Flask) -> list[tuple[str, str]]:
    """Method and rule of every route."""
    return sorted(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in UNENDING
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def filled(rule: str, name: str) -> str:
    parts = [name if part.startswith("<") else part for part in rule.split("/")]
    return "/".join(parts)


@pytest.mark.timeout(900)
@settings(
    max_examples=CASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    which=st.integers(0, 10**6),
    name=IDS,
    query=QUERIES,
    body=BODIES,
    raw=st.none() | st.binary(max_size=60),
)
def test_no_request_crashes_a_route(
    app: Flask, alice: FlaskClient, which: int, name: str, query: Any, body: Any, raw: bytes | None
) -> None:
    routes = doors(app)
    method, rule = routes[which % len(routes)]
    sent: dict[str, Any] = {"json": body} if raw is None else {"data": raw}
    try:
        response = alice.open(filled(rule, name), method=method, query_string=query, **sent)
    except UnicodeEncodeError:
        return  # the client itself cannot write that
    assert response.status_code < 500, (method, rule, body, response.get_data()[:300])
    if response.status_code >= 400 and response.is_json:
        assert response.get_json()["code"]
    if response.status_code == 401:
        alice.get("/")
