"""Fills in a form with Firefox's own PDF viewer, as somebody at a keyboard does.

Firefox runs without a display and is told what to do over Marionette, its own protocol for
tests: JSON on a local port. Needs firefox-esr. Nothing waits longer than LIMIT seconds.
"""

import base64
import json
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

LIMIT = 50
PREFERENCES = """\
user_pref("marionette.port", 0);
user_pref("app.normandy.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
"""
# Keys that are no characters, by WebDriver's codes.
SELECT_ALL = "\ue009a"
BACKSPACE = "\ue003"
OPENED = "return Boolean(PDFViewerApplication.pdfDocument)"
# The page and the id of each field, and of each box with what it stands for.
FIELDS = """
return (async () => {
  const fields = {};
  const pdf = PDFViewerApplication.pdfDocument;
  for (let page = 1; page <= pdf.numPages; page++)
    for (const field of await (await pdf.getPage(page)).getAnnotations())
      if (field.fieldName) {
        const box = field.buttonValue ?? field.exportValue;
        fields[box ? `${field.fieldName} ${box}` : field.fieldName] = [page, field.id];
      }
  return fields;
})();
"""
# The viewer makes the fields of a page that is in view. Until it has, typing on another page
# may scroll back to where the cursor is.
SHOW = """
const [page, annotation] = arguments;
const field = document.querySelector(`[data-element-id='${annotation}']`);
if (!field) document.querySelector(`.page[data-page-number='${page}']`).scrollIntoView();
return Boolean(field);
"""
# What the viewer hands to the dialog that asks where to save: there is nobody to answer it.
CATCH = "PDFViewerApplication.downloadManager.download = data => { window.saved = data }"
SAVED = "return window.saved ? new Uint8Array(window.saved).toBase64() : null"


class FirefoxError(Exception):
    """Says what Firefox did not do."""


class Firefox:
    """A Firefox with a form open in it."""

    def __init__(self, form):
        self.home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.deadline = time.monotonic() + LIMIT
        self.sent, self.unread = 0, b""
        self.socket = None
        profile = Path(self.home.name, "profile")
        profile.mkdir()
        (profile / "user.js").write_text(PREFERENCES)
        self.log = Path(self.home.name, "log").open("w+b")
        try:
            self.process = subprocess.Popen(
                ["firefox-esr", "--headless", "--marionette", "--no-remote", "--profile", profile],
                env=os.environ | {"HOME": self.home.name},
                stdout=self.log,
                stderr=self.log,
            )
        except OSError as fault:
            raise FirefoxError(f"it cannot be started: {fault}") from fault
        try:
            port = self.wait("port", lambda: self.port(profile))
            self.socket = socket.create_connection(("127.0.0.1", port), LIMIT)
            self.receive()
            self.tell("NewSession", capabilities={})
            self.tell("SetTimeouts", script=20_000)
            self.tell("Navigate", url=Path(form).resolve().as_uri())
            self.wait("form", lambda: self.script(OPENED))
            self.fields = self.script(FIELDS)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.socket:
            self.socket.close()
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.home.cleanup()

    def port(self, profile):
        """The port, once Firefox has written down which one it listens on."""
        if self.process.poll() is not None:
            self.log.seek(0)
            said = self.log.read().decode(errors="replace")[-800:]
            raise FirefoxError(f"it ended with {self.process.returncode}: {said}")
        try:
            return int((profile / "MarionetteActivePort").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def left(self, what):
        """The seconds that are left of LIMIT."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise FirefoxError(f"no {what} came in {LIMIT} seconds")
        return seconds

    def wait(self, what, of):
        """What `of` gives as soon as it gives something."""
        while not (given := of()):
            self.left(what)
            time.sleep(0.05)
        return given

    def read(self):
        """Reads more of an answer."""
        self.socket.settimeout(self.left("answer"))
        try:
            more = self.socket.recv(1 << 20)
        except TimeoutError:
            more = b""
        if not more:
            raise FirefoxError("it no longer answers")
        self.unread += more

    def receive(self):
        """Reads a whole message: its length, a colon, JSON."""
        while b":" not in self.unread:
            self.read()
        length, _, self.unread = self.unread.partition(b":")
        while len(self.unread) < int(length):
            self.read()
        message, self.unread = self.unread[: int(length)], self.unread[int(length) :]
        return json.loads(message)

    def tell(self, command, **details):
        """Sends a command; gives its result."""
        self.sent += 1
        message = json.dumps([0, self.sent, f"WebDriver:{command}", details]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, _, fault, result = self.receive()
        if fault:
            raise FirefoxError(f"{command}: {fault['error']}: {fault['message']}")
        return result

    def script(self, script, *args):
        """Runs a script in the viewer's page; gives what it returns."""
        return self.tell("ExecuteScript", script=script, args=args, sandbox=None)["value"]

    def find(self, selector):
        """The element of a CSS selector."""
        found = self.tell("FindElement", using="css selector", value=selector)
        return next(iter(found["value"].values()))

    def field(self, name):
        """The element of a field or of a box, once its page has been in view."""
        if name not in self.fields:
            raise FirefoxError(f"it finds no field {name}")
        page, annotation = self.fields[name]
        self.wait(f"field {name}", lambda: self.script(SHOW, page, annotation))
        return self.find(f"[data-element-id='{annotation}']")

    def type(self, name, text):
        """Types over what is in a field, with the keys that a keyboard sends."""
        field = self.field(name)
        for keys in SELECT_ALL, text or BACKSPACE:
            self.tell("ElementSendKeys", id=field, text=keys)

    def press(self, name, value):
        """Presses a box with the mouse."""
        self.tell("ElementClick", id=self.field(f"{name} {value}"))

    def save(self, path):
        """Presses the viewer's button to save; writes what it saves."""
        self.script(CATCH)
        self.tell("ElementClick", id=self.find("#downloadButton"))
        saved = self.wait("saved file", lambda: self.script(SAVED))
        Path(path).write_bytes(base64.b64decode(saved))


def fill(form, filled, texts, boxes):
    """Fills in a form and saves it: texts and boxes by the names of their fields."""
    with Firefox(form) as firefox:
        for name, text in texts.items():
            firefox.type(name, text)
        for name, value in boxes.items():
            firefox.press(name, value)
        firefox.save(filled)
