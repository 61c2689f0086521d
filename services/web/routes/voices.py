"""Voices of a person's own, as JSON."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import cast

from flask import Blueprint

from services import consent
from services.consent import Consent, ConsentMissing
from services.domain import VoiceKind
from services.errors import BadInput, QueueUnavailable
from services.jobs.jobs import Jobs
from services.jobs.voice_deletion import VoiceDeletion
from services.storage.blobs import Blobs
from services.storage.voice_records import VoiceRecord, VoiceState
from services.storage.voices import Voices
from services.web.identity import person_id
from services.web.openapi import fields, response_types
from services.web.openapi.operations import Begun, Operation, body

LABEL_CHARS = 40
JOBS = {VoiceKind.CLONE: "clone_voice", VoiceKind.MATCH: "match_voice"}


SENTENCE = {"whose": fields.choice(consent.WHOSE), "name": fields.line(most=LABEL_CHARS)}
MAKING = {
    "kind": fields.one_of(VoiceKind),
    "label": fields.line(most=LABEL_CHARS, least=1),
}
VERDICT = {
    "label": fields.line(most=LABEL_CHARS, least=1),
    "keep": fields.flag,
    "keep_recording": fields.flag,
}


def blueprint(
    voices: Voices,
    blobs: Blobs,
    jobs: Jobs,
    forgetting: VoiceDeletion,
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
    def own() -> response_types.OwnVoices:
        """Voices of the person's own, and by what means more can be made."""
        shown = [_voice(record, blobs) for record in voices.listed(person_id())]
        return {"voices": shown, "cloner": cloner or None, "matches": matches}


def _add_making(pages: Blueprint, voices: Voices, jobs: Jobs, kinds: Collection[VoiceKind]) -> None:
    @pages.post("/<voice_id>/sentence")
    @Operation(body=SENTENCE, needs=("whose",))
    def sentence(voice_id: str) -> response_types.Sentence:
        """The sentence that whoever the voice belongs to has to read aloud."""
        person = person_id()
        wish = body()
        asked = Consent.asked(person, wish["whose"], wish.get("name", ""), datetime.now(UTC))
        voices.change(person, voice_id, consent=asked.row)
        return {"sentence": asked.sentence, "valid_s": consent.VALID.seconds}

    @pages.post("/<voice_id>/make")
    @Operation(body=MAKING, refuses=(ConsentMissing, QueueUnavailable))
    def make(voice_id: str) -> Begun[response_types.StartedJob]:
        """Make a voice of a sample whose person has agreed to it."""
        person = person_id()
        wish = body()
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
        return {"job": job.id, "kind": job.kind, "state": job.state}, 202


def _add_verdicts(
    pages: Blueprint, voices: Voices, blobs: Blobs, forgetting: VoiceDeletion
) -> None:
    @pages.patch("/<voice_id>")
    @Operation(body=VERDICT)
    def judge(voice_id: str) -> response_types.OwnVoice:
        """Give it another name, or keep it."""
        person = person_id()
        verdict = body()
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
        return _voice(changed, blobs)

    @pages.delete("/<voice_id>")
    def forget(voice_id: str) -> response_types.Forgotten:
        """Delete it, at its vendor too."""
        receipt = forgetting.forget(person_id(), voice_id)
        return {"forgotten": cast(response_types.VoiceReceipt, receipt.row)}


def _voice(record: VoiceRecord, blobs: Blobs) -> response_types.OwnVoice:
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
        "consent": _agreement(agreed) if agreed else None,
        "created_at": record.created_at.isoformat(),
    }


def _agreement(consent: Consent) -> response_types.Agreement:
    return {"whose": consent.whose, "name": consent.name, "agreed_at": consent.agreed_at}
