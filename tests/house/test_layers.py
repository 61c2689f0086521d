"""Who may use what."""

from __future__ import annotations

import ast

from tests.house.tree import imported, name_of, parsed, product_code


def test_only_settings_reads_the_environment() -> None:
    readers = {name_of(path) for path in product_code() if _reads_environment(parsed(path))}
    assert readers == {"services/settings.py"}


def test_only_app_imports_eventlet() -> None:
    users = {
        name_of(path)
        for path in product_code()
        if any(module.split(".")[0] == "eventlet" for module in imported(parsed(path)))
    }
    assert users == {"app.py"}


def test_only_app_and_web_import_flask() -> None:
    users = {
        name_of(path)
        for path in product_code()
        if any(module.split(".")[0].startswith("flask") for module in imported(parsed(path)))
    }
    assert {user for user in users if not user.startswith("services/web/")} <= {"app.py"}


def test_one_place_opens_models() -> None:
    """8-bit models are wrong on older processors unless each session is told; see there."""
    makers = {name_of(path) for path in product_code() if _opens_models(parsed(path))}
    assert makers == {
        "services/engine/onnx_session.py",
        "services/providers/transcription/moonshine_prepare.py",  # folds constants, runs nothing
    }


def _opens_models(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "InferenceSession"
        for node in ast.walk(tree)
    )


def _reads_environment(tree: ast.Module) -> bool:
    """Telling a library something by ``environ.setdefault`` is no reading."""
    told = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "setdefault"
    ]
    return any(
        isinstance(node, ast.Attribute | ast.Name | ast.alias)
        and getattr(node, "attr", getattr(node, "id", getattr(node, "name", "")))
        in ("environ", "environb", "getenv")
        for node in ast.walk(tree)
        if node not in told
    )
