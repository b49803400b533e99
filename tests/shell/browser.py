"""A real Chromium without a window, driven over its DevTools pipe: no library and no port."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


def found() -> str | None:
    """The browser of this machine, if it has one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page of a browser of its own; ``heard`` holds every event that it sent."""

    def __init__(self, folder: Path) -> None:
        command, (from_us, self._write), (self._read, to_us) = found(), os.pipe(), os.pipe()
        assert command is not None
        flags = (*FLAGS, *(("--no-sandbox",) if os.geteuid() == 0 else ()))
        inside, outside = os.dup(from_us), os.dup(to_us)  # never 3 or 4 themselves, which the child's ends become

        def ends() -> None:
            os.dup2(inside, 3)
            os.dup2(outside, 4)

        self._process = subprocess.Popen(
            [command, *flags, f"--user-data-dir={folder / 'chromium'}", "about:blank"],
            preexec_fn=ends,  # noqa: PLW1509  two dup2 and no lock: safe whatever threads there are
            pass_fds=(3, 4, inside, outside),
            env={**os.environ, "HOME": str(folder), "DBUS_SESSION_BUS_ADDRESS": "disabled:"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (from_us, to_us, inside, outside):
            os.close(end)
        self._number, self._rest, self._session = 0, b"", ""
        self.heard: list[dict[str, Any]] = []
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self._session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self(f"{domain}.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        os.close(self._write)
        os.close(self._read)

    def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        """What the browser answers to one command."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, file: Path) -> None:
        """Show a file, until it is loaded."""
        before = len(self.heard)
        self("Page.navigate", url=file.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.heard[before:]):
            self._next()

    def width(self, pixels: int, *, dark: bool = False) -> None:
        """Show the page that wide."""
        self("Emulation.setDeviceMetricsOverride", width=pixels, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self("Emulation.setEmulatedMedia", features=[scheme])

    def value(self, expression: str) -> Any:
        """What an expression is in the page."""
        return self("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def pdf(self) -> bytes:
        """The page as it would be printed."""
        return base64.b64decode(self("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            got = os.read(self._read, 1 << 20)
            assert got, "the browser has gone"
            self._rest += got
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if "method" in message:
            self.heard.append(message)
        return message
