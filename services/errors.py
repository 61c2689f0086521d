"""Everything that can go wrong, as one tree.

CompanionError
├── ConfigError
├── BadInput
│   ├── TooLarge
│   ├── UnsupportedFile
│   ├── UnknownEvent
│   ├── NoFace
│   ├── FaceTooSmall
│   ├── WeakPassword
│   ├── AlreadyTaken
│   ├── FaceTurnedAway
│   └── TooLittleSpeech
├── NotAllowed
│   ├── NotSignedIn
│   │   └── SignedOut
│   ├── WrongPassword
│   ├── NotFromHere
│   └── TooManyRequests
├── NotFound
├── StorageError
├── JobInterrupted
├── QueueUnavailable
└── ProviderError
    ├── ProviderRefused
    │   ├── KeyRefused
    │   ├── QuotaUsedUp
    │   └── ContentDeclined
    ├── ProviderBusy
    ├── ProviderUnavailable
    ├── ProviderTimeout
    └── NobodyLeft

Interrupted stands apart: it ends a turn, and is nobody's fault.
The docstring of a class is the sentence that a person reads; ``detail`` is for the log.
"""


class CompanionError(Exception):
    """Something went wrong on our side. Please try again."""

    code = "internal"
    http_status = 500
    retry_after_s: float | None = None

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


class WeakPassword(BadInput):
    """That password would be guessed."""

    code = "weak_password"


class AlreadyTaken(BadInput):
    """That belongs to another account already."""

    code = "already_taken"
    http_status = 409


class NotAllowed(CompanionError):
    """You are not allowed to do that."""

    code = "not_allowed"
    http_status = 403


class NotSignedIn(NotAllowed):
    """Please open the page first, so that we know who you are."""

    code = "not_signed_in"
    http_status = 401


class SignedOut(NotSignedIn):
    """You have been signed out here. Please sign in again."""

    code = "signed_out"


class WrongPassword(NotAllowed):
    """That e-mail and that password do not belong together."""

    code = "wrong_password"


class NotFromHere(NotAllowed):
    """That was asked for by another website, and so it was not done."""

    code = "not_from_here"


class TooManyRequests(NotAllowed):
    """That was too much at once. Please wait a moment."""

    code = "too_many_requests"
    http_status = 429

    def __init__(self, detail: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class NotFound(CompanionError):
    """That does not exist, or is not yours."""

    code = "not_found"
    http_status = 404


class StorageError(CompanionError):
    """What was said could not be saved. The call goes on."""

    code = "storage"
    http_status = 503


class JobInterrupted(CompanionError):
    """The server restarted before this was finished. Please start it again."""

    code = "job_interrupted"


class QueueUnavailable(CompanionError):
    """This cannot be started right now. Please try again in a moment."""

    code = "queue_unavailable"
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


class KeyRefused(ProviderRefused):
    """A service does not accept its key. Whoever runs this has to set the right one."""

    code = "provider_key"


class QuotaUsedUp(ProviderRefused):
    """What was paid for at a service is used up. Whoever runs this has to top it up."""

    code = "provider_quota"


class ContentDeclined(ProviderRefused):
    """A service does not make that: its rules do not allow the picture or the words."""

    code = "content_declined"


class ProviderBusy(ProviderError):
    """A service is busy. Trying again shortly."""

    code = "provider_busy"
    http_status = 503

    def __init__(
        self, detail: str = "", *, provider: str = "", retry_after_s: float | None = None
    ) -> None:
        super().__init__(detail, provider=provider)
        self.retry_after_s = retry_after_s


class ProviderUnavailable(ProviderError):
    """A service cannot be reached right now."""

    code = "provider_unavailable"
    http_status = 503


class ProviderTimeout(ProviderError):
    """A service took too long to answer."""

    code = "provider_timeout"
    http_status = 504


class NobodyLeft(ProviderError):
    """Of the services that could do this none answers right now."""

    code = "provider_nobody"
    http_status = 503


class Interrupted(Exception):
    """The turn was superseded by a newer one."""
