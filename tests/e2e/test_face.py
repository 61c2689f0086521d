"""The renderer in a real browser: it draws, it does without WebGL2, it comes back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.studio import Look, Sitter, studio

pytestmark = pytest.mark.browser
PORTRAITS = Path(__file__).resolve().parents[2] / "static" / "portraits"
REST, OPEN = ("rest", ""), ("weights", '{"jaw": 1}')
SHUT: Look = ("weights", '{"blinkL": 1, "blinkR": 1}')
ASIDE: Look = ("gaze", '{"x": 1, "y": 0}')
MOVED: Look = ("pose", '{"x": 0.02, "y": 0, "roll": 0.03, "scale": 1.01}')
LOSS = """async ([picture, rig]) => {
  const { Renderer } = await import('/static/js/face/render/renderer.js');
  const canvas = document.createElement('canvas');
  canvas.style.width = canvas.style.height = '256px';
  document.body.replaceChildren(canvas);
  const renderer = await Renderer.of(canvas, picture, rig);
  const rest = { weights: {}, pose: { x: 0, y: 0, roll: 0, scale: 1 }, gaze: { x: 0, y: 0 } };
  await new Promise((resolve) => setTimeout(resolve, 100));
  const shown = () => { renderer.draw(rest); return canvas.toDataURL(); };
  const before = shown();
  const loss = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
  const heard = (name) => new Promise((resolve) => canvas.addEventListener(name, resolve));
  const lost = heard('webglcontextlost');
  loss.loseContext();
  await lost;
  renderer.draw(rest);
  const restored = heard('webglcontextrestored');
  setTimeout(() => loss.restoreContext());
  await restored;
  return [before, shown()];
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


MOUTH, EYES, SHIRT = (0.4, 0.58, 0.6, 0.78), (0.32, 0.42, 0.68, 0.56), (0.3, 0.9, 0.7, 1.0)


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


def test_eyes_look_and_heads_move(iris: Sitter) -> None:
    with studio() as room:
        session = room.render(iris, (REST, ASIDE, MOVED), 384)
    rest, aside, moved = (session.shown[look] for look in (REST, ASIDE, MOVED))
    assert changed(rest, aside, EYES) > 2
    assert changed(rest, aside, MOUTH) < 0.1
    assert changed(rest, moved, MOUTH) > 2
    assert changed(rest, moved, (0, 0, 1, 0.02)) < 1


def test_lost_graphics_come_back(iris: Sitter) -> None:
    with studio() as room:
        room.render(iris, (REST,), 64)
        before, after = room.evaluate(LOSS, ["/iris/picture.svg", "/iris/rig.json"])
    assert before == after
