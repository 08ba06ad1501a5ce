"""Microburst between our clients and the emulator: failures in AWS's own words, and a list of them."""

import json
import subprocess
import sys
import time
import urllib.request
from typing import Any
from urllib.error import URLError

from infra.emulator.process import HOST, free_port

READY_WITHIN = 20  # seconds
STOPPED_WITHIN = 5


class Microburst:
    """A process of its own on loopback, which `stop` ends. Rules are microburst's: see its README."""

    def __init__(self, upstream: str) -> None:
        self.url = f"http://{HOST}:{free_port()}"
        port = self.url.rsplit(":", 1)[1]
        command = [sys.executable, "-m", "microburst", "--upstream", upstream, "--host", HOST, "--port", port]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + READY_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError("microburst did not start")
            time.sleep(0.05)

    def rules(self, rules: list[dict[str, Any]]) -> None:
        """These and no others from now on."""
        self._ask("POST", "rules", rules)

    def fired(self) -> list[dict[str, Any]]:
        """Every failure that it made, oldest first."""
        found = self._ask("GET", "fired?limit=100000")
        return found if isinstance(found, list) else list(found.get("fired", found.get("events", [])))

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        try:
            self._ask("GET", "health")
        except (URLError, OSError):
            return False
        return True

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        address = f"{self.url}/_microburst/{path}"
        request = urllib.request.Request(address, content, headers, method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.loads(answer.read() or b"null")
