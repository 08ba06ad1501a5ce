"""Gather what browsers load into assets/, under names that hold a hash of the content.

GOV.UK Frontend comes without the parts reserved for GOV.UK: the GDS Transport font and the crest
(docs/adr/0005). Our own files, templates/assets/*, may name another asset as "./name" and get its hashed
name. assets/manifest.json maps each plain name to the hashed one.
"""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
OWN = ROOT / "templates" / "assets"
TARGET = ROOT / "assets"

FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
CREST = re.compile(r"url\([^)]*govuk-crest\.svg\)")
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+)\s*$")


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


def own_content(path: Path, manifest: dict[str, str]) -> bytes:
    """One of our files; in CSS and JavaScript "./name" becomes the hashed name of an asset already built."""
    if path.suffix not in {".css", ".js"}:
        return path.read_bytes()
    text = path.read_text(encoding="utf-8")
    for name, hashed in manifest.items():
        text = text.replace(f'"./{name}"', f'"./{hashed}"')
    return text.encode()


def main() -> None:
    """Write every asset, then the manifest, then remove what an earlier run left."""
    TARGET.mkdir(exist_ok=True)
    manifest: dict[str, str] = {}

    def add(name: str, content: bytes) -> None:
        manifest[name] = hashed_name(name, content)
        (TARGET / manifest[name]).write_bytes(content)

    css = (FRONTEND / "govuk-frontend.min.css").read_text(encoding="utf-8")
    add("govuk-frontend.css", without_reserved_parts(css).encode())
    # An ES module that exports initAll.
    script = (FRONTEND / "govuk-frontend.min.js").read_text(encoding="utf-8")
    add("govuk-frontend.js", SOURCE_MAP.sub("", script).encode())
    for path in sorted(OWN.glob("*")):
        add(path.name, own_content(path, manifest))

    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for path in TARGET.iterdir():
        if path.name not in {*manifest.values(), "manifest.json"}:
            path.unlink()


if __name__ == "__main__":
    main()
