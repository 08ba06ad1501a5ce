"""Gather what browsers load into assets/, under names that hold a hash of the content.

GOV.UK Frontend comes without the parts reserved for GOV.UK: the GDS Transport font and the crest
(docs/adr/0005). Every page loads one style sheet and one script: GOV.UK's and ours in one file each, because
on a bad line each request costs more than its bytes (docs/adr/0013). Whatever else lies in templates/assets
is served as it is. assets/manifest.json maps each plain name to the hashed one.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
OWN = ROOT / "templates" / "assets"
TARGET = ROOT / "assets"

FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
CREST = re.compile(r"url\([^)]*govuk-crest\.svg\)")
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+)\s*$")
EXPORTS = re.compile(r"export\{([\w,]+)\};\s*$")
IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./([\w-]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let) (\w+))", re.MULTILINE)
COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)


def without_reserved_parts(css: str) -> str:
    """GOV.UK Frontend's compiled CSS in Arial, loading nothing else.

    Raises ValueError when a release has moved what we take out, so that it is never shipped unnoticed.
    """
    css = CREST.sub("none", FONT_FACE.sub("", SOURCE_MAP.sub("", css)))
    css = css.replace("GDS Transport,arial,sans-serif", "Arial,Helvetica,sans-serif")
    if "url(" in css or "GDS Transport" in css:
        raise ValueError("GOV.UK Frontend's CSS still loads a file or names GDS Transport")
    return css


def hashed_name(name: str, content: bytes) -> str:
    """The name with ten characters of its content's SHA-256 before the extension."""
    path = Path(name)
    return f"{path.stem}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}"


def frontend_script(source: str) -> str:
    """GOV.UK Frontend's module as one expression of the bundle, with what it exports.

    Raises ValueError when it no longer ends in a plain list of names.
    """
    source, found = EXPORTS.subn(r"return{\1}", SOURCE_MAP.sub("", source))
    if found != 1:
        raise ValueError("GOV.UK Frontend's script exports in a way that we do not know")
    return f"const {_variable('govuk-frontend')}=(()=>{{{source}}})();\n"


def module(name: str, source: str) -> str:
    """One of our modules as one expression of the bundle. It may import and export functions and constants
    by name, each on a line of its own.
    """
    exported = EXPORT.findall(source)
    source = IMPORT.sub(lambda found: f"const {{ {found[1]} }} = {_variable(found[2])};\n", source)
    source = COMMENT.sub("", EXPORT.sub("", source))
    return f"const {_variable(name)} = (() => {{\n{source}return {{ {', '.join(exported)} }};\n}})();\n"


def in_order(sources: dict[str, str]) -> Iterator[str]:
    """Names of modules, each after those that it imports."""
    seen: list[str] = []

    def visit(name: str) -> None:
        if name in seen or name not in sources:
            return
        for _, wanted in IMPORT.findall(sources[name]):
            visit(wanted)
        seen.append(name)

    for name in sorted(sources):
        visit(name)
    return iter(seen)


def script(frontend: str, sources: dict[str, str]) -> str:
    """Everything that runs on our pages, in one file."""
    ours = [module(name, sources[name]) for name in in_order(sources)]
    return frontend_script(frontend) + "".join(ours)


def _variable(name: str) -> str:
    """Never what a module exports: `const { drafts } = drafts` would shadow what it reads."""
    return f"{name.replace('-', '_')}_module"


def main() -> None:
    """Write every asset, then the manifest, then remove what an earlier run left."""
    TARGET.mkdir(exist_ok=True)
    manifest: dict[str, str] = {}

    def add(name: str, content: bytes) -> None:
        manifest[name] = hashed_name(name, content)
        (TARGET / manifest[name]).write_bytes(content)

    css = without_reserved_parts((FRONTEND / "govuk-frontend.min.css").read_text(encoding="utf-8"))
    styles = [path.read_text(encoding="utf-8") for path in sorted(OWN.glob("*.css"))]
    add("app.css", "".join([css, *styles]).encode())
    scripts = {path.stem: path.read_text(encoding="utf-8") for path in OWN.glob("*.js")}
    frontend = (FRONTEND / "govuk-frontend.min.js").read_text(encoding="utf-8")
    add("app.js", script(frontend, scripts).encode())
    for path in sorted(OWN.glob("*")):
        if path.suffix not in {".css", ".js"}:
            add(path.name, path.read_bytes())

    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for path in TARGET.iterdir():
        if path.name not in {*manifest.values(), "manifest.json"}:
            path.unlink()


if __name__ == "__main__":
    main()
