"""Charts that move: what they say without scripts, how they are used by keyboard, and that they come to rest on what the
server has drawn."""

import re
import urllib.parse

from scene.company import Company
from scene.console import sign_in
from scene.service import eventually
from scene.stage import Test

# Everybody in the picture: whether they are where the server drew them, and shown.
STANDING = """() => [...document.querySelectorAll("svg.ripple .people > *")].map((mark) =>
    [mark.getAttribute("transform") ?? "translate(0,0)", mark.getAttribute("fill-opacity") ?? "1", mark.getAttribute("display")])"""
RESTING = ["translate(0,0)", "1", None]
# Of each row of the preview: whose it is, how long its bars are, and what is written in it.
PREVIEW = """() => [...document.querySelectorAll("#preview table.data tbody tr")].map((row) => [
    row.querySelector("th").textContent, [...row.querySelectorAll(".shift rect")].map((bar) => bar.getAttribute("width")),
    [...row.querySelectorAll("td.num")].map((cell) => cell.textContent)])"""


class Moving(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test = cls()
        company = cls.company = Company(test.service, name="Rope Works", attribution={"model": "linear", "window_days": 30})
        cls.ada = company.advocate("ada", name="Ada Lovelace")
        cls.grace = company.advocate("grace", name="Grace Hopper", recruited_by=cls.ada["id"])
        cls.linus = company.advocate("linus", name="Linus Pauling", recruited_by=cls.grace["id"])
        company.advocate("mary", name="Mary Anning", recruited_by=cls.ada["id"])
        company.post("/v1/people/grace/consents", {"purpose": "named_in_reports", "given": True})
        for number, (sharer, amount) in enumerate([(cls.grace, 9000), (cls.linus, 5000), (cls.ada, 2500)]):
            company.post("/v1/conversions", {
                "external_id": f"rope-{number}", "type": "sale", "amount": amount, "currency": "EUR",
                "code": sharer["link"]["code"], "customer": {"external_id": f"buyer-{number}"}})
        # Carol came by two of them, and bought once.
        for code in [cls.grace["link"]["code"], cls.linus["link"]["code"]]:
            company.post("/v1/conversions", {
                "external_id": f"lead-{code}", "type": "lead", "amount": 0, "currency": "EUR", "code": code,
                "customer": {"external_id": "carol"}})
        company.post("/v1/conversions", {
            "external_id": "rope-carol", "type": "sale", "amount": 10_000, "currency": "EUR",
            "customer": {"external_id": "carol"}})

    def ripple(self, page):
        page.goto(self.ada["portal_url"])
        page.locator("svg.ripple.moves").wait_for()

    def test_a_ripple_is_folded_by_the_keyboard_and_says_so(self):
        with self.window() as window:
            page = window.page
            self.ripple(page)
            says, status = page.locator(".says"), page.locator("figure.ripple [role=status]")
            page.locator("[role=treeitem][tabindex='0']").focus()
            self.assertEqual(says.inner_text(), "You → Grace, who shares too. 4 people behind them.")
            # Mary never agreed to be named.
            page.keyboard.press("ArrowDown")
            self.assertEqual(says.inner_text(), "You → somebody, who shares too.")
            page.keyboard.press("ArrowUp")
            page.keyboard.press("ArrowRight")
            self.assertEqual(says.inner_text(), "You → Grace → somebody, who shares too. 1 person behind them.")
            page.keyboard.press("ArrowLeft")
            page.keyboard.press("Enter")
            grace = page.get_by_role("treeitem", name="Grace, shares too, 4 people behind")
            self.assertEqual(grace.get_attribute("aria-expanded"), "false")
            self.assertEqual(status.text_content(), "4 people behind Grace folded away.")
            self.assertEqual([mark[2] for mark in page.evaluate(STANDING)].count("none"), 4)
            self.picture(page, "moving-ripple-folded")
            page.keyboard.press("ArrowRight")
            self.assertEqual(grace.get_attribute("aria-expanded"), "true")
            self.assertEqual(status.text_content(), "4 people behind Grace shown again.")
            self.assertTrue(all(mark == RESTING for mark in page.evaluate(STANDING)), page.evaluate(STANDING))
            page.get_by_role("button", name="Closer").click()
            self.assertIn("scale(1.6)", page.locator("svg.ripple .view").get_attribute("transform"))
            page.get_by_role("button", name="Whole ripple").click()
            self.assertEqual(page.locator("svg.ripple .view").get_attribute("transform"), "translate(0,0) scale(1)")
            # Nothing it moved was moved by a style in the page; violations of its policy would be faults.
            self.assertEqual(page.locator("figure [style]").count(), 0)
            self.assertFaultless(window)

    def test_it_is_drawn_at_once_where_motion_is_not_liked_and_grows_to_the_same_elsewhere(self):
        with self.window() as window:
            self.ripple(window.page)
            still = window.page.evaluate(STANDING)
            self.assertTrue(still and all(mark == RESTING for mark in still), still)
        with self.window(reduced_motion="no-preference") as window:
            self.ripple(window.page)
            self.assertTrue(eventually(lambda: window.page.evaluate(STANDING) == still), window.page.evaluate(STANDING))
            self.assertFaultless(window)

    def test_a_finger_scrolls_past_a_ripple_and_two_zoom_it(self):
        with self.window(has_touch=True, viewport={"width": 360, "height": 740}) as window:
            page = window.page
            self.ripple(page)
            page.locator("svg.ripple").scroll_into_view_if_needed()
            box = page.locator("svg.ripple").bounding_box()
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            session = page.context.new_cdp_session(page)

            def touch(kind, *points):
                session.send("Input.dispatchTouchEvent", {
                    "type": kind, "touchPoints": [{"x": x + dx, "y": y + dy, "id": place} for place, (dx, dy) in enumerate(points)]})

            touch("touchStart", (-20, 0), (20, 0))
            for reach in [30, 40, 60]:
                touch("touchMove", (-reach, 0), (reach, 0))
            touch("touchEnd")
            self.assertIn("scale(3)", page.locator("svg.ripple .view").get_attribute("transform"))
            page.get_by_role("button", name="Whole ripple").click()
            before = page.evaluate("scrollY")
            touch("touchStart", (0, 0))
            for way in range(20, 160, 20):
                touch("touchMove", (0, way))
            touch("touchEnd")
            self.assertTrue(eventually(lambda: page.evaluate("scrollY") < before))
            self.assertEqual(page.locator("svg.ripple .view").get_attribute("transform"), "translate(0,0) scale(1)")
            self.assertFaultless(window)

    def test_the_console_s_tree_is_folded_and_is_a_file(self):
        with self.window() as window:
            page = window.page
            sign_in(page, self.service.origin, self.company.key, f"/console/advocates/{self.ada['id']}")
            toggle = page.get_by_role("button", name="Those whom Grace Hopper brought in")
            linus = page.locator("svg.tree").get_by_role("link", name="Linus Pauling")
            self.assertTrue(linus.is_visible())
            toggle.focus()
            page.keyboard.press("Enter")
            self.assertEqual(toggle.get_attribute("aria-expanded"), "false")
            self.assertFalse(linus.is_visible())
            page.keyboard.press("Space")
            self.assertTrue(linus.is_visible())
            file = window.context.request.get(f"{self.service.origin}/console/advocates/{self.ada['id']}/ripple.csv").text()
            rows = [re.sub(r"\d{4}-\d\d-\d\dT[^,]*", "time", line).split(",") for line in file.split("\r\n")[1:-1]]
            self.assertEqual([[row[1], row[2], row[4], row[6]] for row in rows], [
                ["Grace Hopper", "1", "Ada Lovelace", "1"], ["Linus Pauling", "2", "Grace Hopper", "0"],
                ["Mary Anning", "1", "Ada Lovelace", "0"]])
            self.assertFaultless(window)

    def test_a_day_of_a_chart_is_found_by_the_keyboard(self):
        with self.window() as window:
            page = window.page
            sign_in(page, self.service.origin, self.company.key)
            chart = page.get_by_role("slider", name="Revenue in EUR by kind of credit")
            chart.focus()
            today = chart.get_attribute("aria-valuetext")
            self.assertRegex(today, r"^\d+ \w+ \d+: Direct €265\.00, Exposure €0\.00, Chain €0\.00, Unattributed €0\.00$")
            tip = page.locator("figure.chart .tip").first
            # What is shown says what is read out.
            self.assertEqual(re.sub(r"[:, ]", "", today), re.sub(r"[:, ]", "", tip.text_content()))
            self.picture(page, "moving-chart-day")
            page.keyboard.press("ArrowLeft")
            self.assertRegex(chart.get_attribute("aria-valuetext"), r"Direct €0\.00")
            page.keyboard.press("Home")
            self.assertEqual(chart.get_attribute("aria-valuenow"), "1")
            page.keyboard.press("Escape")
            self.assertFalse(tip.is_visible())
            # The table below says the same.
            page.get_by_text("The figures").first.click()
            last = page.locator("figure.chart table").first.locator("tbody tr").last
            self.assertEqual(re.sub(r"\s", "", last.inner_text()), re.sub(r"Direct|Exposure|Chain|Unattributed|[:, ]", "", today))
            self.assertFaultless(window)

    def test_the_preview_s_bars_come_to_rest_where_the_server_draws_them(self):
        for motion in ["no-preference", "reduce"]:
            with self.subTest(motion), self.window(reduced_motion=motion) as window:
                page = window.page
                sign_in(page, self.service.origin, self.company.key, "/console/attribution")
                before = page.evaluate(PREVIEW)
                self.assertTrue(before)
                page.locator("select[name=model]").select_option("last_touch")
                status = page.locator("#preview-status")
                self.assertTrue(eventually(lambda: "On the latest" in status.text_content()))
                moved = page.evaluate(PREVIEW)
                self.assertNotEqual(moved, before)
                query = urllib.parse.urlencode({"model": "last_touch", "window_days": 30, "half_life_days": page.locator("#half-life").input_value()})
                said = page.locator("#preview [data-summary]").inner_text()
                self.assertEqual(status.text_content(), said)
                page.goto(f"{self.service.origin}/console/attribution?{query}")
                self.assertEqual(moved, page.evaluate(PREVIEW))
                self.assertFaultless(window)

    def test_without_scripts_all_the_numbers_are_there(self):
        with self.window(java_script_enabled=False) as window:
            page = window.page
            page.goto(self.ada["portal_url"])
            page.get_by_text("In words").click()
            words = page.locator("main").inner_text()
            for part in ["You brought in 2 people who share too, and they brought in 1 more.", "Grace and 1 other – sharing too"]:
                self.assertIn(part, words)
            self.assertEqual(page.locator("svg.ripple .people > *").count(), 3 + 4)
            sign_in(page, self.service.origin, self.company.key)
            page.get_by_text("The figures").first.click()
            self.assertIn("€265.00", page.locator("figure.chart table").first.inner_text())
            page.goto(f"{self.service.origin}/console/attribution?model=last_touch")
            self.assertIn("On the latest 4 conversions", page.locator("#preview").inner_text())
            self.assertFaultless(window)

    def test_d3_is_kept_and_comes_only_where_something_moves(self):
        with self.window() as window:
            page = window.page
            sign_in(page, self.service.origin, self.company.key)
            address = page.locator("script[src*='/assets/d3.js']").get_attribute("src")
            self.assertRegex(address, r"^/assets/d3\.js\?v=[0-9a-f]{16}$")
            answer = window.context.request.get(self.service.origin + address)
            self.assertIn("immutable", answer.headers["cache-control"])
            page.goto(f"{self.service.origin}/console/settings")
            self.assertEqual(page.locator("script[src*='/assets/d3.js']").count(), 0)
