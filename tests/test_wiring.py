import pytest

from services.offload import inline
from services.settings import Settings
from services.wiring import wire

STUBS = dict.fromkeys(
    ["CHAT", "TRANSCRIPTION", "TURN_END", "VOICE_ACTIVITY", "VISION", "MEMORY", "PORTRAITS"], "stub"
)


@pytest.mark.parametrize(
    ("speech", "aligned"),
    [("openai", True), ("gtts", True), ("elevenlabs", False), ("stub", False)],
)
def test_speech_that_brings_no_times_gets_them_from_the_voice_engine(tmp_path, speech, aligned):
    keys = {"OPENAI_API_KEY": "sk-test", "ELEVENLABS_API_KEY": "el-test"}
    settings = Settings.load({**STUBS, **keys, "SPEECH": speech, "DATA_DIR": str(tmp_path)})

    parts = wire(settings, secret_key="secret", offload=inline, tell=lambda job: None)

    assert ("voice" in parts.engines.states()) == aligned
    assert parts.providers.synthesizer.name == speech
    parts.close()
