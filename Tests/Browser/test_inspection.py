"""That the inspection of pages finds what it looks for: else a page could be anything."""

from scene.inspection import inspect
from scene.stage import Test

POOR = """<!doctype html><html><head><title>Poor</title></head><body>
<h1>One</h1><h1>Two</h1><h3 id="a">Three</h3><p id="a" style="color:#999;background:#fff">Grey on white</p>
<div style="width:900px">wide</div><button></button><input name="q"><img src="http://tracker.invalid/pixel.gif">
<a href="#" tabindex="-1">Out of reach</a><a href="#" id="dim">Dim</a>
<style>#dim:focus { outline: none }</style><script>console.error("broken"); null.x</script>
<table><tr><td>1</td></tr></table></body></html>"""

FAIR = """<!doctype html><html lang="en"><head><title>Fair</title><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"></head><body><main><h1>One</h1><p>Black on white, and enough of it.</p>
<label>Name <input name="q"></label> <a href="#">Somewhere</a></main></body></html>"""


class Inspection(Test):
    def test_what_is_wrong_with_a_page_is_found(self):
        self.elsewhere.pages["/poor"] = POOR
        found = "\n".join(inspect(self, self.elsewhere.origin + "/poor", "self-poor"))
        for fault in [
            "no language", "2 headings h1", "0 elements main", "there twice: ['a']", "in the page itself",
            "table without headings", "skip a level", "without a name: button", "without a name: textbox",
            "without a name: im", "poor-phone-light: the page is", "contrast 2.8", "third party: http://tracker.invalid",
            "console: broken", "exception: ", "not reached by Tab: <a> Out of reach", "focus can't be seen: <a> Dim",
        ]:
            self.assertIn(fault, found)

    def test_nothing_is_found_where_nothing_is_wrong(self):
        self.elsewhere.pages["/fair"] = FAIR
        self.assertEqual(inspect(self, self.elsewhere.origin + "/fair", "self-fair"), [])

    def test_dialogs_and_weight_are_noticed(self):
        with self.window() as window:
            self.elsewhere.pages["/talks"] = "<!doctype html><title>x</title><script>alert('hello')</script>"
            window.page.goto(self.elsewhere.origin + "/talks")
            self.assertEqual(window.faults, ["dialog: hello"])
        self.elsewhere.pages["/heavy"] = FAIR.replace("Black", "<!--" + "x" * 100_000 + "-->Black")
        self.assertRegex("\n".join(inspect(self, self.elsewhere.origin + "/heavy", "self-heavy")), r"\d+ bytes transferred")
