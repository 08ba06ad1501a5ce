"""Every page that the web tests get, kept for what looks at many at once. One of each shape is enough."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

TEXT = re.compile(r">[^<]*<")
VALUES = re.compile(r'(?<=[ "])(value|href|action|content|src|id|for|aria-\w+|data-\w+)="[^"]*"')


@dataclass
class Collected:
    """Pages by their shape: the elements and attributes, whatever they say."""

    folder: Path
    shapes: dict[str, Path] = field(default_factory=dict)

    def add(self, path: str, body: str) -> None:
        """Writes the page to the folder, unless one of its shape is there."""
        shape = hashlib.sha256(VALUES.sub(r"\1", TEXT.sub("><", body)).encode()).hexdigest()[:12]
        if shape not in self.shapes:
            name = re.sub(r"[^\w-]+", "_", path.partition("?")[0])[:80]
            self.shapes[shape] = self.folder / f"{name}.{shape}.html"
            self.shapes[shape].write_text(body, encoding="utf-8")
