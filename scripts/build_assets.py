"""Gather what browsers load into assets/, under names that hold a hash of the content.

GOV.UK Frontend comes without the parts reserved for GOV.UK: the GDS Transport font and the crest
(docs/adr/0005). Every page loads one style sheet and one script: GOV.UK's and ours in one file each, because
on a bad line each request costs more than its bytes (docs/adr/0013). Whatever else lies in templates/assets
is served as it is. assets/manifest.json maps each plain name to the hashed one.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
OWN = ROOT / "templates" / "assets"
TARGET = ROOT / "assets"

FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
CREST = re.compile(r"url\([^)]*govuk-crest\.svg\)")
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+)\s*$")

# What no page of ours has, and a quarter of the style sheet.
LEFT_OUT = (
    *("accordion", "breadcrumbs", "cookie-banner", "feedback", "file-upload-button", "generic-header"),
    *("header", "language-navigation", "pagination", "password-input", "phase-banner"),
    *("service-navigation", "tabs"),
)
OF_LEFT_OUT = re.compile(rf"\.govuk-(?:js-)?(?:{'|'.join(LEFT_OUT)})(?![a-z]|-[a-z])")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
EMPTY_GROUP = re.compile(r"@(?:media|supports)[^{}]*\{\}")

COMPONENTS = (
    "button",
    "character-count",
    "error-summary",
    "exit-this-page",
    "notification-banner",
    "skip-link",
)

IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./([\w-]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class) (\w+))", re.MULTILINE)
THEIR_IMPORT = re.compile(r"^import \{ [\w, ]+ \} from '([./\w-]+)';\n", re.MULTILINE)
THEIR_EXPORT = re.compile(r"^export \{ ([\w, ]+) \};\n", re.MULTILINE)
LEFT = re.compile(r"^(import|export)\b", re.MULTILINE)
BLOCK_COMMENT = re.compile(r"^\s*/\*\*.*?\*/\n", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"^\s*//.*\n?", re.MULTILINE)
INDENT = re.compile(r"^ +", re.MULTILINE)


def without_reserved_parts(css: str) -> str:
    """GOV.UK Frontend's compiled CSS in Arial, loading nothing else.

    Raises ValueError when a release has moved what we take out, so that it is never shipped unnoticed.
    """
    css = CREST.sub("none", FONT_FACE.sub("", SOURCE_MAP.sub("", css)))
    css = css.replace("GDS Transport,arial,sans-serif", "Arial,Helvetica,sans-serif")
    if "url(" in css or "GDS Transport" in css:
        raise ValueError("GOV.UK Frontend's CSS still loads a file or names GDS Transport")
    return css


def without_unused_parts(css: str) -> str:
    """Compiled CSS without the rules for LEFT_OUT: one that is for others too stays for them."""

    def kept(rule: re.Match[str]) -> str:
        selectors = [s for s in rule[1].split(",") if not OF_LEFT_OUT.search(s)]
        return f"{','.join(selectors)}{{{rule[2]}}}" if selectors else ""

    return EMPTY_GROUP.sub("", RULE.sub(kept, css))


def hashed_name(name: str, content: bytes) -> str:
    """The name with ten characters of its content's SHA-256 before the extension."""
    path = Path(name)
    return f"{path.stem}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}"


def bundle(frontend: Path, sources: Mapping[str, str], names: Sequence[str] = COMPONENTS) -> str:
    """Everything that runs on our pages as one script: GOV.UK Frontend's components that pages use, and ours.
    `frontend` is the folder of its modules; `sources`: name of ours → its text. Ours import and export
    functions, constants and classes by name, each on a line of its own.

    Raises ValueError for a module that imports or exports in a way that we do not know.
    """
    whole = components(frontend, names) + "".join(module(name, sources[name]) for name in in_order(sources))
    if found := LEFT.search(whole):
        raise ValueError(f"a script would still {found[1]} something when all are one")
    return whole


def components(root: Path, names: Sequence[str]) -> str:
    """These of GOV.UK Frontend's components as one expression, over the modules that they share."""
    shared: dict[Path, str] = {}

    def without_imports(path: Path) -> str:
        source = path.read_text(encoding="utf-8")
        for wanted in THEIR_IMPORT.findall(source):
            gather((path.parent / wanted).resolve())
        return smaller(THEIR_IMPORT.sub("", source))

    def gather(path: Path) -> None:
        if path not in shared:
            shared[path] = ""  # they import each other in a circle, by functions alone
            source = without_imports(path)
            del shared[path]
            shared[path] = THEIR_EXPORT.sub("", source)

    own = [without_imports(root / "components" / name / f"{name}.mjs") for name in names]
    handed_on = [THEIR_EXPORT.sub(r"found = { ...found, \1 };", source) for source in own]
    blocks = "".join(f"{{\n{source}\n}}\n" for source in handed_on)
    inside = f"{''.join(shared.values())}let found = {{}};\n{blocks}"
    return f"const govuk_frontend_module = (() => {{\n{inside}return found;\n}})();\n"


def module(name: str, source: str) -> str:
    """One of our modules as one expression."""
    exported = ", ".join(EXPORT.findall(source))
    source = IMPORT.sub(lambda found: f"const {{ {found[1]} }} = {_variable(found[2])};\n", source)
    inside = smaller(EXPORT.sub("", source))
    return f"const {_variable(name)} = (() => {{\n{inside}return {{ {exported} }};\n}})();\n"


def in_order(sources: Mapping[str, str]) -> Iterator[str]:
    """Names of modules, each after those that it imports."""
    seen: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in sources and name not in seen:
            for _, wanted in IMPORT.findall(sources[name]):
                visit(wanted)
            seen[name] = None

    for name in sorted(sources):
        visit(name)
    return iter(seen)


def smaller(source: str) -> str:
    """Without comments and indentation. It may hold no template literal of several lines."""
    return INDENT.sub("", COMMENT.sub("", BLOCK_COMMENT.sub("", source)))


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

    compiled = (FRONTEND / "govuk-frontend.min.css").read_text(encoding="utf-8")
    css = without_unused_parts(without_reserved_parts(compiled))
    styles = [path.read_text(encoding="utf-8") for path in sorted(OWN.glob("*.css"))]
    add("app.css", "".join([css, *styles]).encode())
    scripts = {path.stem: path.read_text(encoding="utf-8") for path in OWN.glob("*.js")}
    add("app.js", bundle(FRONTEND, scripts).encode())
    for path in sorted(OWN.glob("*")):
        if path.suffix not in {".css", ".js"}:
            add(path.name, path.read_bytes())

    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for path in TARGET.iterdir():
        if path.name not in {*manifest.values(), "manifest.json"}:
            path.unlink()


if __name__ == "__main__":
    main()
