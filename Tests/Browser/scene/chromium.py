"""Chromium, and what happens in it that no page may do."""

import contextlib
import os
import urllib.parse

from playwright.sync_api import sync_playwright

# As a person's browser names itself: what says that it is headless is a bot to the service.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


class Chromium:
    """One browser for all tests; each test has windows of its own in it."""

    def __init__(self):
        self._playwright = sync_playwright().start()
        arguments = [
            # Nothing but this machine has an address: what a page asks of anybody else fails, and is reported.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--no-proxy-server",
            "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
        ]
        try:
            self._browser = self._playwright.chromium.launch(
                executable_path=os.environ["RESONANCE_BROWSER"], chromium_sandbox=os.geteuid() != 0, args=arguments)
        except BaseException:
            self._playwright.stop()
            raise
        self._kept = {}

    def bench(self):
        """An empty page to work on pictures in."""
        if "bench" not in self._kept:
            self._kept["bench"] = self._browser.new_context().new_page()
        return self._kept["bench"]

    def scriptless(self, cookies):
        """A page that runs no scripts, with these cookies and no others."""
        if "scriptless" not in self._kept:
            self._kept["scriptless"] = self._browser.new_context(
                java_script_enabled=False, user_agent=AGENT, locale="en-GB").new_page()
        page = self._kept["scriptless"]
        page.context.clear_cookies()
        page.context.add_cookies(cookies)
        return page

    @contextlib.contextmanager
    def window(self, *origins, viewport=DESKTOP, **settings):
        """A window without a past. Pages of these origins may be loaded in it; anything else they ask for is a fault."""
        context = self._browser.new_context(**{
            "viewport": viewport, "user_agent": AGENT, "locale": "en-GB", "timezone_id": "Europe/Berlin",
            "color_scheme": "light", "reduced_motion": "reduce", **settings})
        context.set_default_timeout(20_000)
        try:
            yield Window(context, origins)
        finally:
            context.close()

    def stop(self):
        self._browser.close()
        self._playwright.stop()


class Window:
    """A tab, and a record of what went wrong in it."""

    def __init__(self, context, origins):
        self.context = context
        self.origins = set(origins)
        # Errors on the console (where violations of the Content-Security-Policy are told too), exceptions, dialogs,
        # and requests to anybody else.
        self.faults = []
        context.on("request", self._requested)
        context.on("page", self._watch)
        self.page = context.new_page()

    def _watch(self, page):
        page.on("console", lambda message: message.type in ("error", "warning") and self.faults.append(
            f"console: {message.text} ({message.location.get('url')})"))
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.on("dialog", self._spoke)

    def _spoke(self, dialog):
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request):
        address = urllib.parse.urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and f"{address.scheme}://{address.netloc}" not in self.origins:
            self.faults.append(f"third party: {request.url}")
