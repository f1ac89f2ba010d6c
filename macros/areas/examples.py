"""Files of the example project, shown on pages as they are, with a link to take them away."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any, Final

from macros.schema import Model

__all__ = ["FILES", "REAL_NAMES", "part_of", "register"]

FILES: Final[dict[str, type[Model]]] = {}

REAL_NAMES: Final = {"gitlab-ci.yml": ".gitlab-ci.yml", "pre-commit-config.yml": ".pre-commit-config.yaml"}
"""What files are called in a project. A site does not publish names that begin with a dot."""

_LANGUAGES = {".json": "json", ".py": "python", ".toml": "toml", ".yml": "yaml"}


def _python_part(text: str, name: str) -> str | None:
    for node in ast.parse(text).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
    return None


def _yaml_part(text: str, name: str) -> str | None:
    found = re.search(rf"^{re.escape(name)}:.*\n(?:(?:[ #].*)?\n)*", text, re.MULTILINE)
    return found[0].strip() if found else None


def part_of(path: Path, name: str) -> str:
    """A function or class of a Python file, or an entry of a YAML file, as it stands there.

    Raises ValueError if there is none of this name.
    """
    text = path.read_text(encoding="utf-8")
    part = _python_part(text, name) if path.suffix == ".py" else _yaml_part(text, name)
    if part is None:
        raise ValueError(f"{path.name} has no part {name!r}")
    return part


def register(env: Any) -> None:
    """Add this area's macros to the site."""

    def example_file(name: str, *parts: str, project: str = "spring-calls") -> str:
        """Show a file of an example project, or some functions or entries of it, with its download."""
        path = Path(env.conf["docs_dir"]) / "examples" / project / name
        if not path.is_file():
            known = sorted(file.name for file in path.parent.glob("*"))
            raise ValueError(f"{name!r} is no file of the example {project!r}; known: {', '.join(known)}")
        blank = "\n\n\n" if path.suffix == ".py" else "\n\n"
        code = blank.join(part_of(path, part) for part in parts) or path.read_text(encoding="utf-8").strip()
        title = REAL_NAMES.get(name, name) + (" (part)" if parts else "")
        address = "../" * str(env.page.url).count("/") + f"examples/{project}/{name}"
        return (
            f'```{_LANGUAGES.get(path.suffix, "text")} title="{title}"\n{code}\n```\n\n'
            f'<p class="downloads">Download: <a href="{address}" download="{REAL_NAMES.get(name, name)}">{name}</a></p>'
        )

    env.macro(example_file)
