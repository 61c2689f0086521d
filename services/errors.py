"""Everything that can go wrong, as one tree.

CompanionError
├── ConfigError
├── BadInput
│   ├── TooLarge
│   ├── UnsupportedFile
│   ├── UnknownEvent
│   ├── NoFace
│   ├── FaceTooSmall
│   ├── FaceTurnedAway
│   └── TooLittleSpeech
├── NotAllowed
│   ├── NotSignedIn
│   └── TooManyRequests
├── NotFound
├── StorageError
└── ProviderError
    ├── ProviderRefused
    ├── ProviderBusy
    ├── ProviderUnavailable
    └── ProviderTimeout

Interrupted stands apart: it ends a turn, and is nobody's fault.
The docstring of a class is the sentence that a person reads; ``detail`` is for the log.
"""


class CompanionError(Exception):
    """Something went wrong on our side. Please try again."""

    code = "internal"
    retryable = False
    http_status = 500

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(detail or self.message)

    @property
    def message(self) -> str:
        """The sentence that a person reads."""
        return " ".join((type(self).__doc__ or "").split())


class ConfigError(CompanionError):
    """A setting is missing or wrong; the log says which."""

    code = "config"


class BadInput(CompanionError):
    """That message could not be understood."""

    code = "bad_input"
    http_status = 400

    @property
    def message(self) -> str:
        """What was wrong with the input, for the one who sent it."""
        return f"{super().message} {self.detail}".strip()


class TooLarge(BadInput):
    """That is larger than allowed."""

    code = "too_large"
    http_status = 413


class UnsupportedFile(BadInput):
    """That kind of file is not supported."""

    code = "unsupported_file"
    http_status = 415


class UnknownEvent(BadInput):
    """There is no event of that name."""

    code = "unknown_event"
    http_status = 404


class NoFace(BadInput):
    """There is no face to be found in that picture, so it stays still during the call. Choose a
    photo that shows a face from the front in good light, or one of the drawn companions."""

    code = "no_face"
    http_status = 422


class FaceTooSmall(BadInput):
    """The face in that picture is too small to move, so it stays still during the call. Choose a
    photo taken from nearer, or cut this one to the head and shoulders."""

    code = "face_too_small"
    http_status = 422


class FaceTurnedAway(BadInput):
    """The face in that picture is turned too far away to move, so it stays still during the call.
    Choose a photo that looks towards the camera."""

    code = "face_turned_away"
    http_status = 422


class TooLittleSpeech(BadInput):
    """There is too little speech in that recording. Record at least 15 seconds of one person
    talking, without long pauses, close to the microphone and with no music behind."""

    code = "too_little_speech"
    http_status = 422


class NotAllowed(CompanionError):
    """You are not allowed to do that."""

    code = "not_allowed"
    http_status = 403


class NotSignedIn(NotAllowed):
    """Please open the page first, so that we know who you are."""

    code = "not_signed_in"
    http_status = 401


class TooManyRequests(NotAllowed):
    """That was too much at once. Please wait a moment."""

    code = "too_many_requests"
    retryable = True
    http_status = 429


class NotFound(CompanionError):
    """That does not exist, or is not yours."""

    code = "not_found"
    http_status = 404


class StorageError(CompanionError):
    """What was said could not be saved. The call goes on."""

    code = "storage"
    retryable = True
    http_status = 503


class ProviderError(CompanionError):
    """A service that the call needs failed."""

    code = "provider"
    http_status = 502

    def __init__(self, detail: str = "", *, provider: str = "") -> None:
        super().__init__(detail)
        self.provider = provider


class ProviderRefused(ProviderError):
    """A service declined this request."""

    code = "provider_refused"


class ProviderBusy(ProviderError):
    """A service is busy. Trying again shortly."""

    code = "provider_busy"
    retryable = True
    http_status = 503

    def __init__(
        self, detail: str = "", *, provider: str = "", retry_after_s: float | None = None
    ) -> None:
        super().__init__(detail, provider=provider)
        self.retry_after_s = retry_after_s


class ProviderUnavailable(ProviderError):
    """A service cannot be reached right now."""

    code = "provider_unavailable"
    retryable = True
    http_status = 503


class ProviderTimeout(ProviderError):
    """A service took too long to answer."""

    code = "provider_timeout"
    retryable = True
    http_status = 504


class Interrupted(Exception):
    """The turn was superseded by a newer one."""
