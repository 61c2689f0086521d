"""Whatever anybody sends to whichever route: an answer as documented, and never a crash."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests.access.routes import ROUTES
from tests.e2e.server import STUBS, Server, running
from tests.support.patience import hang_s
from tests.web.guests import FILES, KEY, Guest, Hotel, hotel

CASES = int(os.environ.get("FUZZ_CASES", "300"))
"""``FUZZ_CASES=14000 pytest tests/web/test_fuzz.py`` takes some minutes; with ``--junit-xml=FILE``
it tells its numbers."""
ENOUGH = 0.8
"""Share of the cases: some routes take so little that there are not as many."""
MAX_GROWTH_BYTES = 32_000_000
"""While the second half is asked: by then recordings have taken the 70 MB that they take once."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
RATES = ("REQUESTS", "UPLOADS", "SIGN_IN", "CALLS", "MESSAGES", "EVENTS")
ANSWERED_WITHIN_S = hang_s()
STAYS = 50
"""Requests of one guest: some rooms are full by then."""
JSON, FORM = "application/json", "multipart/form-data"
WAYS = st.sampled_from(["cookie", "cookie", "cookie", "token", "token", "nobody"])
AIMS = st.lists(st.booleans(), min_size=20, max_size=20)
IDS = st.sampled_from(["iris", "0" * 32, "1", "-1", "9" * 40, "%00", "..%2f..", "é", "a" * 300])
JUNK = st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=20), max_size=2)
RAW = st.binary(max_size=60) | st.sampled_from(
    [b'{"name": "\\ud800"}', b'{"name": NaN}', b"[" * 9000, b'{"a":' * 9000, b"9" * 5000]
)
MEDIA_TYPES = st.sampled_from([JSON, FORM, f"{FORM}; boundary=x", "text/plain", "a/b; charset=ö"])
PATIENT = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@dataclass
class Fuzz:
    server: Server
    hotel: Hotel
    guest: Guest
    operations: Sequence[APIOperation[Any]]
    statuses: Counter[int] = field(default_factory=Counter)

    def ask(self, case: Case, way: str, aims: Sequence[bool], junk: dict[str, str]) -> None:
        """One request, some of whose ids and fields lead to what there is."""
        there = FILES if case.media_type == FORM else self.guest.things
        case.path_parameters = _aimed(case.path_parameters, self.guest.things, aims[:1] * len(aims))
        case.body = _aimed(case.body, there, aims)
        case.query = {**junk, **dict(case.query or {})}
        case.headers, case.cookies = {}, {}
        response = case.call(headers=self.guest.ways[way], timeout=ANSWERED_WITHIN_S)
        case.validate_response(response, checks=CHECKS)
        if response.status_code < 300 and case.media_type == JSON:
            (declared,) = case.operation.body
            assert declared.is_valid(case.body), f"taken, but undeclared: {case.body}"
        self.count(case.method, response.status_code)

    def count(self, method: str, status: int) -> None:
        """What was deleted or signed out makes room for somebody new."""
        self.statuses[status] += 1
        if method == "DELETE" or status == 401 or self.statuses.total() % STAYS == 0:
            self.guest = self.hotel.welcome()

    def explore(self, operation: APIOperation[Any], cases: int, number: int) -> None:
        """Other cases for each ``number``."""
        modes = [operation.as_strategy(mode) for mode in GenerationMode]

        @seed(number)
        @settings(max_examples=cases, database=None, suppress_health_check=PATIENT)
        @given(case=st.one_of(modes), way=WAYS, aims=AIMS, junk=JUNK)
        def ask(case: Case, way: str, aims: list[bool], junk: dict[str, str]) -> None:
            self.ask(case, way, aims, junk)

        ask()


def _aimed(made_up: Any, there: Mapping[str, Any], aims: Sequence[bool]) -> Any:
    if not isinstance(made_up, dict):
        return made_up
    names = {name for name, is_aimed in zip(sorted(there), aims, strict=False) if is_aimed}
    return {name: there[name] if name in names else value for name, value in made_up.items()}


@pytest.fixture(scope="module")
def fuzz(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzz]:
    rates = {f"RATE_{name}": "100000/second" for name in RATES}
    more = {**STUBS, **rates, "SECRET_KEY": KEY}
    with running(tmp_path_factory.mktemp("fuzz"), more) as server, hotel(server) as guests:
        schema = schemathesis.openapi.from_url(f"{server.url}/api/openapi.json")
        operations = [result.ok() for result in schema.get_all_operations()]
        yield Fuzz(server, guests, guests.welcome(), operations)


@pytest.mark.server
@pytest.mark.timeout(1800)
def test_every_request_is_answered_as_documented(
    fuzz: Fuzz, record_testsuite_property: Callable[[str, object], None]
) -> None:
    web = psutil.Process(fuzz.server.process.pid)
    rounds = []
    for number in range(2):
        for operation in fuzz.operations:
            fuzz.explore(operation, 1 + CASES // len(fuzz.operations) // 2, number)
        rounds.append(web.memory_info().rss)
    record_testsuite_property("answers", dict(fuzz.statuses))
    record_testsuite_property("memory_bytes", rounds)
    assert rounds[1] - rounds[0] < MAX_GROWTH_BYTES
    assert fuzz.statuses.total() >= CASES * ENOUGH
    assert {200, 201, 204, 400, 401, 403, 404} <= fuzz.statuses.keys()


@pytest.mark.server
@settings(max_examples=CASES // 2, database=None, suppress_health_check=PATIENT)
@given(route=st.sampled_from(sorted(ROUTES)), name=IDS, query=JUNK, raw=RAW, kind=MEDIA_TYPES)
def test_no_bytes_crash_a_route(
    fuzz: Fuzz, route: str, name: str, query: dict[str, str], raw: bytes, kind: str
) -> None:
    """Also pages, and what is no JSON at all."""
    method, _, rule = route.partition(" ")
    url = fuzz.server.url + re.sub(r"<[^>]*>", name, rule)
    headers = {**fuzz.guest.ways["cookie"], "Content-Type": kind}
    response = requests.request(
        method,
        url,
        params=query,
        data=raw,
        headers=headers,
        timeout=ANSWERED_WITHIN_S,
        allow_redirects=False,
    )
    assert response.status_code < 500, (route, response.text[:300])
    if response.status_code >= 400 and response.headers["Content-Type"] == JSON:
        assert response.json()["code"]
    fuzz.count(method, response.status_code)


@pytest.mark.server
@pytest.mark.parametrize("route", ["POST /chat", "PATCH /api/me"])
@pytest.mark.parametrize("raw", [b"[" * 9000, b'{"text":' * 5000])
def test_what_is_nested_too_deeply_is_refused(fuzz: Fuzz, route: str, raw: bytes) -> None:
    method, path = route.split()
    headers = {**fuzz.hotel.welcome().ways["cookie"], "Content-Type": JSON}
    response = requests.request(
        method, fuzz.server.url + path, data=raw, headers=headers, timeout=ANSWERED_WITHIN_S
    )
    assert (response.status_code, response.json()["code"]) == (400, "bad_input")


@pytest.mark.server
def test_nothing_crashed_meanwhile(fuzz: Fuzz) -> None:
    assert requests.get(f"{fuzz.server.url}/health", timeout=ANSWERED_WITHIN_S).ok
    assert not re.search("crashed|request failed|Traceback", fuzz.server.logged())
