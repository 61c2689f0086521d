"""The renderer in a real browser: it draws, it does without WebGL2, it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import frames
from benchmarks.looks import BLINK, SMILE, VISEMES
from benchmarks.read_back import read_back, verdicts
from benchmarks.sitters import MISREAD, drawn, photographed
from benchmarks.studio import Look, Sitter, Studio, image_of, studio
from services.portraits.landmarks import Landmarks
from tests import photos

pytestmark = pytest.mark.browser
PORTRAITS = Path(__file__).resolve().parents[2] / "static" / "portraits"
REST, OPEN = ("rest", ""), ("weights", '{"jaw": 1}')
SHUT: Look = ("weights", '{"blinkL": 1, "blinkR": 1}')
ASIDE: Look = ("gaze", '{"x": 1, "y": 0}')
MOVED: Look = ("pose", '{"x": 0.02, "y": 0, "roll": 0.03, "scale": 1.01}')
SEATED = """
  const canvas = document.createElement('canvas');
  canvas.style.width = canvas.style.height = '256px';
  document.body.replaceChildren(canvas);
  const frame = (weights) => (
    { weights, pose: { x: 0, y: 0, roll: 0, scale: 1 }, gaze: { x: 0, y: 0 } });
  const { Renderer } = await import('/static/js/face/render/renderer.js');
  const renderer = await Renderer.of(canvas, picture, rig);
  for (let frame = 0; frame < 8; frame++) await new Promise(requestAnimationFrame);
  const shown = (weights) => { renderer.draw(frame(weights)); return canvas.toDataURL(); };
"""
LOSS = f"""async ([picture, rig]) => {{ {SEATED}
  const before = shown({{}});
  const loss = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
  const heard = (name) => new Promise((resolve) => canvas.addEventListener(name, resolve));
  const lost = heard('webglcontextlost');
  loss.loseContext();
  await lost;
  renderer.draw(frame({{}}));
  const restored = heard('webglcontextrestored');
  setTimeout(() => loss.restoreContext());
  await restored;
  return [before, shown({{}})];
}}"""
HIDING = f"""async ([picture, rig]) => {{ {SEATED}
  const drawn = [];
  const painted = WebGL2RenderingContext.prototype.drawElements;
  WebGL2RenderingContext.prototype.drawElements = function (...how) {{
    drawn.push(document.hidden);
    painted.apply(this, how);
  }};
  for (const hidden of [true, false]) {{
    Object.defineProperty(document, 'hidden', {{ value: hidden, configurable: true }});
    renderer.draw(frame({{ jaw: 1 }}));
  }}
  WebGL2RenderingContext.prototype.drawElements = painted;
  return drawn;
}}"""
FIT = f"""async ([picture, rig]) => {{ {SEATED}
  return canvas.width;
}}"""
PREVIEW = """async ([picture, rig]) => {
  const { Preview } = await import('/static/js/face/preview.js');
  const image = new Image(128, 128);
  image.className = 'preview';
  document.body.replaceChildren(image);
  const preview = new Preview(image);
  let drawn = 0;
  const painted = WebGL2RenderingContext.prototype.drawElements;
  WebGL2RenderingContext.prototype.drawElements = function (...how) {
    drawn += 1;
    painted.apply(this, how);
  };
  const refresh = () => new Promise(requestAnimationFrame);
  const shown = () => document.querySelector('.preview').tagName;
  await preview.show(picture, rig);
  while (drawn === 0) await refresh();
  const alive = shown();
  await preview.show(picture, '');
  drawn = 0;
  for (let frame = 0; frame < 8; frame++) await refresh();
  WebGL2RenderingContext.prototype.drawElements = painted;
  return [alive, shown(), drawn];
}"""
LIVING = """async ([picture, rig]) => {
  let now_ms = 1000;
  performance.now = () => now_ms;
  const { LivingFace } = await import('/static/js/face/living_face.js');
  const face = await LivingFace.of(picture, rig, 'A face');
  face.element.style.width = face.element.style.height = '384px';
  document.body.replaceChildren(face.element);
  for (let frame = 0; frame < 8; frame++) await new Promise(requestAnimationFrame);
  const shown = [];
  for (now_ms of [2000, 4000, 6000]) {
    face.draw({ state: 'hearing', segment: null, at_ms: 0, spectrum: null });
    shown.push(face.element.toDataURL());
  }
  delete performance.now;
  return shown;
}"""


@pytest.fixture
def iris() -> Sitter:
    picture, rig = (PORTRAITS / name for name in ("iris.svg", "iris.json"))
    return Sitter("iris", picture.read_bytes(), "image/svg+xml", rig.read_bytes())


def changed(one: Image.Image, other: Image.Image, box: tuple[float, float, float, float]) -> float:
    """How much differs within a part of the picture, in levels of 255 on average."""
    left, top, right, bottom = (round(share * one.width) for share in box)
    parts = [np.asarray(each.crop((left, top, right, bottom)), float) for each in (one, other)]
    return float(np.abs(parts[0] - parts[1]).mean())


READ = (*(("viseme", name) for name in VISEMES), BLINK, SMILE)
MOUTH, EYES, SHIRT = (0.4, 0.58, 0.6, 0.78), (0.32, 0.42, 0.68, 0.56), (0.3, 0.9, 0.7, 1.0)
BROW = (0.3, 0.2, 0.7, 0.36)


@pytest.fixture(scope="module")
def room() -> Iterator[Studio]:
    with studio() as room:
        yield room


@pytest.mark.parametrize(("webgl", "kind"), [(True, "webgl2"), (False, "2d")])
def test_a_face_moves_where_it_should(iris: Sitter, webgl: bool, kind: str) -> None:
    with studio(webgl=webgl) as room:
        session = room.render(iris, (REST, OPEN, SHUT), 384)
    assert session.kind == kind
    rest, opened, shut = (session.shown[look] for look in (REST, OPEN, SHUT))
    assert changed(rest, opened, MOUTH) > 8
    assert changed(rest, opened, EYES) < 1
    assert changed(rest, shut, EYES) > 8
    assert changed(rest, shut, MOUTH) < 1
    assert changed(rest, opened, SHIRT) < 1


def test_eyes_look_and_heads_move(room: Studio, iris: Sitter) -> None:
    session = room.render(iris, (REST, ASIDE, MOVED), 384)
    rest, aside, moved = (session.shown[look] for look in (REST, ASIDE, MOVED))
    assert changed(rest, aside, EYES) > 2
    assert changed(rest, aside, MOUTH) < 0.1
    assert changed(rest, moved, MOUTH) > 2
    assert changed(rest, moved, (0, 0, 1, 0.02)) < 1


@pytest.mark.parametrize("name", ["grace", "theo"])
def test_another_pass_reads_what_is_drawn(room: Studio, name: str) -> None:
    sitter = drawn(name) if name == "theo" else photographed(photos.grace())
    session = room.render(sitter, (REST, *READ), 512)
    numbers = read_back(Landmarks(), session, MISREAD.get(name, set()))
    held = verdicts(numbers)
    assert len(held) > 5
    assert all(held.values()), numbers


def test_frames_and_what_they_cost_are_counted(room: Studio, iris: Sitter) -> None:
    with closing(room.beside()) as other:
        picture, rig = other.seat(iris)
        drawn_px = other.evaluate(frames.BEGIN, {"picture": picture, "rig": rig, "side": 256})
        speed, memory = frames.speed(other, 0.5), frames.memory(other, 0)
    assert drawn_px == 256
    assert speed["frames_per_s"] > 0
    assert speed["core_percent"] > 0
    assert memory["heap_mb"][-1] > 0


def test_lost_graphics_come_back(room: Studio, iris: Sitter) -> None:
    before, after = room.evaluate(LOSS, room.seat(iris))
    assert before == after
    levels = np.asarray(image_of(after), float)
    assert levels.std() > 20


def test_a_hidden_page_draws_nothing(room: Studio, iris: Sitter) -> None:
    drawn = room.evaluate(HIDING, room.seat(iris))
    assert drawn
    assert set(drawn) == {False}


def test_a_face_is_as_sharp_as_the_screen(room: Studio, iris: Sitter) -> None:
    assert room.evaluate(FIT, room.seat(iris)) == 256
    with closing(room.beside(device_scale_factor=2)) as dense:
        assert dense.evaluate(FIT, dense.seat(iris)) == 512


def test_a_chosen_portrait_is_seen_alive(room: Studio, iris: Sitter) -> None:
    assert room.evaluate(PREVIEW, room.seat(iris)) == ["CANVAS", "IMG", 0]


def test_who_wants_no_motion_sees_none(room: Studio, iris: Sitter) -> None:
    with closing(room.beside(reduced_motion="reduce")) as quiet:
        still, moving = (
            [image_of(url) for url in each.evaluate(LIVING, each.seat(iris))]
            for each in (quiet, room)
        )
    assert max(changed(still[0], other, BROW) for other in still[1:]) == 0
    assert max(changed(moving[0], other, BROW) for other in moving[1:]) > 0.5
