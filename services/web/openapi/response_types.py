"""What routes answer with: the types they are checked by, and the document is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypedDict

from services.domain import JobState, PauseTolerance, RecollectionKind, VoiceKind
from services.storage.accounts import Role
from services.storage.sessions import Kind
from services.storage.voice_records import VoiceState
from services.web.openapi.json_schema import Keyword

Moment = Annotated[str, Keyword("format", "date-time")]
Link = Annotated[str, Keyword("description", "An address on this server.")]


class Error(TypedDict):
    """The code never changes, the message may."""

    code: str
    message: str


class OwnAccount(TypedDict):
    email: str
    role: Role
    has_password: bool
    is_connected: bool


class MyAccount(TypedDict):
    account: OwnAccount


class MaybeAccount(TypedDict):
    """The issuer is what people call it; null when there is none."""

    account: OwnAccount | None
    issuer: str | None


class Session(TypedDict):
    id: str
    kind: Kind
    label: str
    created_at: Moment
    seen_at: Moment
    is_here: bool


class SessionList(TypedDict):
    sessions: Sequence[Session]


class TokensJson(TypedDict):
    """As OAuth 2 names them (RFC 6749, 5.1); expires_in is in seconds."""

    token_type: str
    access_token: str
    expires_in: int
    refresh_token: str


class PeopleJson(TypedDict):
    people: int
    accounts: int
    sessions: int
    calls: int
    calls_now: int


class Failures(TypedDict):
    """The kind is the code of an error."""

    provider: str
    kind: str
    count: int


class FailureList(TypedDict):
    providers: Sequence[Failures]


class Me(TypedDict):
    name: str
    pause_tolerance: PauseTolerance
    keeps_voice: bool
    model: str
    keep_days: int | None
    cost_cap_usd: float | None


class VoiceReceipt(TypedDict):
    """at_vendor is deleted, later or, when no vendor had a copy, empty."""

    label: str
    recordings: int
    vendor: str
    at_vendor: str
    companions: Sequence[str]


class Deleted(TypedDict):
    """How much there was of what."""

    deleted: Mapping[str, int]
    voices: Sequence[VoiceReceipt]


class CompanionJson(TypedDict):
    id: str
    name: str
    persona: str
    voice: str
    portrait_url: Link
    rig_url: Link | None
    greeting: str
    own: bool
    description: str
    boundaries: str
    language: str
    pace: float


class Example(TypedDict):
    said: str
    answer: str


class PersonaJson(TypedDict):
    id: str
    label: str
    description: str
    examples: Sequence[Example]


class VoiceChoice(TypedDict):
    id: str
    label: str
    language: str
    kind: VoiceKind


class Choices(TypedDict):
    """Everyone to call, and what a companion may be made of."""

    companions: Sequence[CompanionJson]
    personas: Sequence[PersonaJson]
    voices: Sequence[VoiceChoice]


class ImportedJson(TypedDict):
    """The notes say, for a person, what is not as it was in the file."""

    companion: CompanionJson
    notes: Sequence[str]


class Callee(TypedDict):
    name: str


class Used(TypedDict):
    capability: str
    provider: str
    model: str
    tokens_in: int
    tokens_out: int
    characters: int
    sound_s: float
    cost_usd: float | None
    about: bool


class Bill(TypedDict):
    """A cost that is null is not known; unpriced says that the sum is a lower bound."""

    cost_usd: float
    about: bool
    unpriced: bool
    cap_usd: float | None
    rows: Sequence[Used]


class CallInBrief(TypedDict):
    id: str
    started_at: Moment
    companion: Callee


class CallJson(CallInBrief):
    """Without an end it goes on, or was cut off with its server."""

    ended_at: Moment | None
    usage: Bill | None


class CallList(TypedDict):
    calls: Sequence[CallJson]


class MessageJson(TypedDict):
    turn: int
    speaker: str
    text: str
    heard_text: str
    interrupted: bool


class CallWithMessages(CallJson):
    messages: Sequence[MessageJson]


class HeardMessage(TypedDict):
    turn: int
    speaker: str
    heard_text: str


class FoundCall(CallInBrief):
    messages: Sequence[HeardMessage]


class FoundCalls(TypedDict):
    calls: Sequence[FoundCall]


class Mood(CallInBrief):
    """How often each emotion was on the companion's face."""

    emotions: Mapping[str, int]


class Moods(TypedDict):
    moods: Sequence[Mood]


class ReceiptJson(TypedDict):
    """The person's own words."""

    call: str
    turn: int
    quote: str
    said_at: Moment


class MemoryJson(TypedDict):
    """state is new, kept or past; with a companion only that one knows it."""

    id: int
    kind: RecollectionKind
    text: str
    state: str
    pinned: bool
    companion: str
    replaced_by: int | None
    receipts: Sequence[ReceiptJson]


class Remembers(TypedDict):
    remembers: bool


class MemoriesJson(Remembers):
    memories: Sequence[MemoryJson]


class CallMemories(TypedDict):
    """What nobody has decided on yet; while it is learning, there may be more."""

    memories: Sequence[MemoryJson]
    learning: bool


class ModelJson(TypedDict):
    id: str
    name: str
    sees: bool
    context_tokens: int


class VendorJson(TypedDict):
    """The error says why there is no newer list."""

    provider: str
    models: Sequence[ModelJson]
    error: Error | None


class Models(TypedDict):
    vendors: Sequence[VendorJson]


class JobJson(TypedDict):
    """Its progress goes from 0 to 1; what the result holds depends on the kind."""

    job: str
    kind: str
    state: JobState
    progress: float
    message: str
    result: NotRequired[Mapping[str, Any]]
    code: NotRequired[str]
    created_at: Moment


class JobsJson(TypedDict):
    jobs: Sequence[JobJson]


class StartedJob(TypedDict):
    job: str
    kind: str
    state: JobState


class Agreement(TypedDict):
    whose: str
    name: str
    agreed_at: Moment


class OwnVoice(TypedDict):
    """voice is what a companion is given to speak with it."""

    id: str
    label: str
    state: VoiceState
    kind: VoiceKind | None
    voice: str | None
    similarity: float | None
    speech_ms: int
    recording_url: Link | None
    excerpt_url: Link | None
    preview_url: Link | None
    consent: Agreement | None
    created_at: Moment


class OwnVoices(TypedDict):
    voices: Sequence[OwnVoice]
    cloner: str | None
    matches: bool


class Sentence(TypedDict):
    sentence: str
    valid_s: int


class Forgotten(TypedDict):
    forgotten: VoiceReceipt


class ErrorAt(Error):
    at: Moment


class Provider(TypedDict):
    """state is closed (well), open (left alone for a while) or half_open (about to be tried)."""

    name: str
    label: str
    configured: bool
    needs: str | None
    healthy: bool
    state: str
    retry_in_s: int
    error: ErrorAt | None
    latency_ms: int | None


class Board(TypedDict):
    """By capability, in the order of its chain."""

    providers: Mapping[str, Sequence[Provider]]


class Readiness(Board):
    status: str


class HealthJson(TypedDict):
    status: str
    checks: Mapping[str, Any]


class PortraitJson(TypedDict):
    """Without a rig it stays still, and the note says why."""

    id: str
    url: Link
    rig_url: Link | None
    width_px: int
    height_px: int
    note: NotRequired[Error]


class Sample(TypedDict):
    voice: str
    url: Link
    duration_ms: int
    speech_ms: int


class Reading(TypedDict):
    voice: str
    transcript: str
    similarity: float
    agreed_at: Moment


class Uploaded(TypedDict):
    """What became of each file."""

    portrait: NotRequired[PortraitJson]
    voice_sample: NotRequired[Sample]
    consent: NotRequired[Reading]


class ReplyJson(TypedDict):
    """As the event ai_response; the audio is a WAV file in base64."""

    turn: int
    text: str
    heard_text: str
    emotion: str
    providers: Mapping[str, str]
    timings_ms: Mapping[str, int]
    interrupted: bool
    usage: Bill
    audio: NotRequired[str]


class Ok(TypedDict):
    ok: bool
