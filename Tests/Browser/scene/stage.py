"""The one service and the one browser that all tests share."""

import atexit
import signal
import unittest

from .chromium import Chromium
from .elsewhere import Elsewhere
from .service import ROOT, Service

PICTURES = ROOT / ".build-browser"
_made = {}


def _once(name, make):
    if name not in _made:
        _made[name] = make()
        atexit.register(_made[name].stop)
    return _made[name]


def _leave(*_):
    raise SystemExit(143)


signal.signal(signal.SIGTERM, _leave)


class Test(unittest.TestCase):
    """A test with the service, the browser and a site of somebody else at hand."""

    maxDiff = None

    @property
    def service(self):
        return _once("service", Service)

    @property
    def elsewhere(self):
        return _once("elsewhere", Elsewhere)

    @property
    def chromium(self):
        return _once("chromium", Chromium)

    def window(self, **settings):
        """A window for the service's pages and those of the other site."""
        return self.chromium.window(self.service.origin, self.elsewhere.origin, **settings)

    def picture(self, page, name, whole=True):
        """Keeps a picture of a page for whoever wants to look."""
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)

    def assertFaultless(self, window):
        """Nothing went wrong in a window so far."""
        self.assertEqual(window.faults, [])
