"""From somebody's link to the first credit: as people do it, each in a browser of their own."""

import re

from scene.company import Company, Stripe
from scene.console import sign_in
from scene.inspection import inspect
from scene.service import eventually
from scene.stage import Test


class Join(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test = cls()
        test.elsewhere.pages["/cakes"] = """<!doctype html><html lang="en"><head><title>Cakes</title>
            <link rel="icon" href="data:,"></head><body><h1>Cakes</h1></body></html>"""
        cls.company = Company(test.service, name="Cake Club", destination=test.elsewhere.origin + "/cakes")
        cls.ada = cls.company.advocate("ada", name="Ada Lovelace")

    def join(self, page, name, email):
        page.goto(f"{self.service.origin}/join/{self.company.id}")
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Your e-mail").fill(email)
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Get my link").click()
        page.wait_for_url("**/a/**")

    def test_somebody_joins_through_a_link_shares_their_own_and_is_credited(self):
        stripe = Stripe(self.company)
        with self.window() as grace, self.window() as carol:
            page = grace.page
            page.goto(self.ada["link"]["url"])
            self.assertEqual(page.locator("h1").inner_text(), "Cakes")
            self.join(page, "Grace Hopper", "grace@people.example")
            portal = page.url.partition("?")[0]
            self.assertIn("Grace Hopper", page.locator("h1").inner_text())
            self.assertIn("Nothing yet", page.locator("main").inner_text())

            grace.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.service.origin)
            page.get_by_role("button", name="Copy link").click()
            page.get_by_text("Copied").wait_for()
            link = page.evaluate("navigator.clipboard.readText()")
            self.assertEqual(link, page.locator("#link").input_value())
            self.assertTrue(link.startswith(self.service.origin + "/r/"), link)

            carol.page.goto(link)
            self.assertTrue(carol.page.url.startswith(self.elsewhere.origin + "/cakes?"))
            click = re.search(r"rsn_click=([0-9a-f-]+)", carol.page.url)[1]
            self.assertEqual(stripe.sell("pi_cake", 4999, click).status, 200)
            self.assertTrue(eventually(lambda: self.company.conversion("pi_cake")))

            def shown():
                page.goto(portal)
                return "€49.99" in page.locator("main").inner_text()

            self.assertTrue(eventually(shown), page.locator("main").inner_text())
            # Whoever bought is a dot: nobody asked them.
            self.assertNotIn("carol", page.content().lower())
            self.assertFaultless(grace)
            self.assertFaultless(carol)

        advocates = self.company.get("/v1/advocates")["data"]
        hopper = next(advocate for advocate in advocates if advocate["name"] == "Grace Hopper")
        self.assertEqual(hopper["recruited_by"], self.ada["id"])
        credits = self.company.conversion("pi_cake")["credits"]
        self.assertEqual([(c["advocate_id"], c["kind"], c["amount"]) for c in credits], [(hopper["id"], "direct", 4999)])

        with self.window() as operations:
            page = operations.page
            sign_in(page, self.service.origin, self.company.key, "/console/advocates")
            self.assertRegex(page.get_by_role("row").filter(has_text="Grace Hopper").inner_text(), "49.99")
            page.get_by_role("link", name="Grace Hopper").first.click()
            self.assertIn("49.99", page.locator("main").inner_text())
            # "Why this number": down to the one sale.
            page.goto(f"{self.service.origin}/console/conversions")
            page.get_by_role("link", name="pi_cake").first.click()
            self.assertIn("Grace Hopper", page.locator("main").inner_text())
            self.assertFaultless(operations)
        self.assertEqual(inspect(self, portal.removeprefix(self.service.origin), "portal"), [])

    def test_the_page_where_one_joins(self):
        self.assertEqual(inspect(self, f"/join/{self.company.id}", "join"), [])

    def test_an_advocate_s_page_before_anything_came_of_it(self):
        portal = self.ada["portal_url"].removeprefix(self.service.origin)
        self.assertEqual(inspect(self, portal, "portal-empty"), [])
        self.assertEqual(inspect(self, portal + "/leave", "portal-leave"), [])

    def test_what_is_missing_is_said_and_what_was_typed_stays(self):
        with self.window() as window:
            page = window.page
            page.goto(f"{self.service.origin}/join/{self.company.id}")
            page.get_by_label("Your name").fill("Radia")
            page.get_by_role("button", name="Get my link").click()
            self.assertGreaterEqual(page.get_by_role("alert").count(), 1)
            self.assertEqual(page.get_by_label("Your name").input_value(), "Radia")

    def test_an_address_that_is_nobody_s_tells_nothing(self):
        with self.window() as window:
            answer = window.page.goto(f"{self.service.origin}/a/{'x' * 40}")
            self.assertEqual(answer.status, 404)
            self.assertEqual(window.page.locator("h1").count(), 1)

    def test_qr_codes_can_be_kept(self):
        with self.window() as window:
            for name, kind, start in [("qr.svg", "image/svg+xml", b"<svg"), ("qr.png", "image/png", b"\x89PNG")]:
                answer = window.context.request.get(f"{self.ada['portal_url']}/{name}")
                self.assertEqual(answer.status, 200)
                self.assertTrue(answer.headers["content-type"].startswith(kind))
                self.assertIn(start, answer.body()[:200])
