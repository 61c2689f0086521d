import pytest

from services.errors import ConfigError
from services.offload import inline
from services.settings import Settings
from services.wiring.parts import wire

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


@pytest.mark.parametrize(("speech", "cloner"), [("elevenlabs", "elevenlabs"), ("stub", "")])
def test_voices_are_copied_by_those_who_speak_with_them(tmp_path, speech, cloner):
    keys = {"ELEVENLABS_API_KEY": "el-test", "DATA_DIR": str(tmp_path), "SPEECH": speech}
    parts = wire(Settings.load({**STUBS, **keys}), secret_key="s", offload=inline, tell=print)
    assert parts.makers.cloner_name == cloner
    assert (parts.makers.matcher is None) == (speech == "elevenlabs")
    parts.close()
    if not cloner:
        with pytest.raises(ConfigError, match="CLONING: elevenlabs"):
            named = Settings.load({**STUBS, **keys, "CLONING": "elevenlabs"})
            wire(named, secret_key="s", offload=inline, tell=print)
