"""Voices of a person's own, as JSON."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, make_response

from services.domain import VoiceKind
from services.errors import BadInput
from services.jobs.forgetting import Forgetting
from services.jobs.jobs import Jobs
from services.security import consent
from services.security.consent import Consent
from services.storage.blobs import Blobs
from services.storage.voice_records import VoiceRecord, VoiceState
from services.storage.voices import Voices
from services.web import fields
from services.web.fields import Check
from services.web.identity import person_id

LABEL_CHARS = 40
JOBS = {VoiceKind.CLONE: "clone_voice", VoiceKind.MATCH: "match_voice"}


def _whose(name: str, value: object) -> str:
    if value not in consent.WHOSE:
        raise BadInput(f"{name} must be one of {', '.join(consent.WHOSE)}.")
    return str(value)


SENTENCE: dict[str, Check] = {"whose": _whose, "name": fields.line(most=LABEL_CHARS)}
MAKING: dict[str, Check] = {
    "kind": fields.one_of(VoiceKind),
    "label": fields.line(most=LABEL_CHARS, least=1),
}
VERDICT: dict[str, Check] = {
    "label": fields.line(most=LABEL_CHARS, least=1),
    "keep": fields.flag,
    "keep_recording": fields.flag,
}


def blueprint(
    voices: Voices,
    blobs: Blobs,
    jobs: Jobs,
    forgetting: Forgetting,
    *,
    cloner: str,
    matches: bool,
) -> Blueprint:
    """``cloner`` names whoever copies voices, empty when nobody does; ``matches``: whether somebody
    matches them.
    """
    pages = Blueprint("voices", __name__, url_prefix="/api/voices")
    kinds = {VoiceKind.CLONE: bool(cloner), VoiceKind.MATCH: matches}
    _add_list(pages, voices, blobs, cloner, matches)
    _add_making(pages, voices, jobs, {kind for kind, there in kinds.items() if there})
    _add_verdicts(pages, voices, blobs, forgetting)
    return pages


def _add_list(pages: Blueprint, voices: Voices, blobs: Blobs, cloner: str, matches: bool) -> None:
    @pages.get("")
    def own() -> Response:
        shown = [_voice(record, blobs) for record in voices.listed(person_id())]
        return jsonify(voices=shown, cloner=cloner or None, matches=matches)


def _add_making(pages: Blueprint, voices: Voices, jobs: Jobs, kinds: Collection[VoiceKind]) -> None:
    @pages.post("/<voice_id>/sentence")
    def sentence(voice_id: str) -> Response:
        person = person_id()
        wish = fields.body(SENTENCE)
        if "whose" not in wish:
            raise BadInput("whose is missing.")
        asked = Consent.asked(person, wish["whose"], wish.get("name", ""), datetime.now(UTC))
        voices.change(person, voice_id, consent=asked.row)
        return jsonify(sentence=asked.sentence, valid_s=consent.VALID.seconds)

    @pages.post("/<voice_id>/make")
    def make(voice_id: str) -> Response:
        person = person_id()
        wish = fields.body(MAKING)
        kind = wish.get("kind", VoiceKind.STOCK)
        if kind not in kinds:
            raise BadInput("kind: voices cannot be made in that way here.")
        record = voices.get(person, voice_id)
        consent.require(record.consent, record.sample_sha256)
        if not record.sample:
            raise BadInput("The recording is gone. Please make a new one.")
        if "label" in wish:
            voices.change(person, voice_id, label=wish["label"])
        job = jobs.start(JOBS[kind], person, person=person, voice=voice_id)
        return make_response(jsonify(job=job.id, kind=job.kind, state=job.state), 202)


def _add_verdicts(pages: Blueprint, voices: Voices, blobs: Blobs, forgetting: Forgetting) -> None:
    @pages.patch("/<voice_id>")
    def judge(voice_id: str) -> Response:
        person = person_id()
        verdict = fields.body(VERDICT)
        record = voices.get(person, voice_id)
        values = {"label": verdict["label"]} if "label" in verdict else {}
        gone: list[str] = []
        if verdict.get("keep"):
            if record.state not in (VoiceState.MADE, VoiceState.KEPT):
                raise BadInput("There is no voice to keep yet.")
            gone = [record.excerpt, *([] if verdict.get("keep_recording") else [record.sample])]
            values |= {"state": VoiceState.KEPT, "excerpt": ""}
            values |= {} if verdict.get("keep_recording") else {"sample": ""}
        changed = voices.change(person, voice_id, **values)
        for blob in filter(None, gone):
            blobs.forget(blob)
        return jsonify(_voice(changed, blobs))

    @pages.delete("/<voice_id>")
    def forget(voice_id: str) -> Response:
        return jsonify(forgotten=forgetting.forget(person_id(), voice_id).row)


def _voice(record: VoiceRecord, blobs: Blobs) -> dict[str, Any]:
    def url(blob: str) -> str | None:
        return blobs.url(blob, record.person_id) if blob else None

    agreed = record.consent if record.consent and record.consent.agreed_at else None
    return {
        "id": record.id,
        "label": record.label,
        "state": record.state,
        "kind": record.kind if record.kind is not VoiceKind.STOCK else None,
        "voice": record.voice_id or None,
        "similarity": round(record.similarity, 2) or None,
        "speech_ms": round(record.speech_s * 1000),
        "recording_url": url(record.sample),
        "excerpt_url": url(record.excerpt),
        "preview_url": url(record.preview),
        "consent": agreed
        and {"whose": agreed.whose, "name": agreed.name, "agreed_at": agreed.agreed_at},
        "created_at": record.created_at.isoformat(),
    }
