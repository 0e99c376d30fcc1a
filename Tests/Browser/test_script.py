"""The script for landing pages, on a page of another origin."""

import json
import re
import urllib.request

from scene.company import Company, ask
from scene.service import eventually
from scene.stage import Test

PAGE = """<!doctype html><html lang="en"><head><title>Landing</title><link rel="icon" href="data:,">
<script src="{origin}/js/resonance.js" data-key="{key}" {more}></script></head><body><h1>Shoes</h1></body></html>"""
DAY = 24 * 3600 * 1000


class Script(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test = cls()
        cls.company = Company(test.service, name="Shoe Shop", destination=test.elsewhere.origin + "/shoes")
        cls.key = cls.company.public_key()
        cls.ada = cls.company.advocate("ada")
        cls.link = cls.ada["link"]["url"]

        def page(path, more="", key=cls.key):
            test.elsewhere.pages[path] = PAGE.format(origin=test.service.origin, key=key, more=more)

        page("/shoes")
        page("/asks", 'data-consent="required"')
        page("/wrong", key="rsp_" + "0" * 32)
        page("/secret", key=cls.company.key)

    def open(self, window, path="/shoes"):
        window.page.goto(self.elsewhere.origin + path)

    def lead(self, external_id):
        return eventually(lambda: self.company.conversion(f"script:{external_id}"), 5)

    def test_it_is_small_readable_and_cached(self):
        answer = ask("GET", self.service.origin + "/js/resonance.js")
        self.assertEqual(answer.status, 200)
        self.assertLess(len(answer.body), 2000)
        self.assertGreater(answer.body.decode().count("\n"), 30)
        self.assertEqual(answer.headers["Cross-Origin-Resource-Policy"], "cross-origin")
        self.assertEqual(answer.headers["Content-Type"], "text/javascript; charset=utf-8")
        again = ask("GET", self.service.origin + "/js/resonance.js", headers={"If-None-Match": answer.headers["ETag"]})
        self.assertEqual((again.status, again.body), (304, b""))

    def test_the_click_is_known_on_later_pages_and_its_lead_is_credited(self):
        with self.window() as window:
            page = window.page
            page.goto(self.link)
            click = re.search(r"rsn_click=([0-9a-f-]+)", page.url)[1]
            self.open(window)
            self.assertNotIn("rsn_click", page.url)
            self.assertEqual(page.evaluate("resonance.click()"), click)
            self.assertEqual(
                page.evaluate("resonance.convert({ external_id: 'signup-1', email: 'carol@people.example' })"),
                {"external_id": "signup-1"})
            again = page.evaluate("resonance.convert({ external_id: 'signup-1', email: 'mallory@people.example' })")
            self.assertEqual(again, {"external_id": "signup-1"})
            # Without an id of one's own there is one lead a click.
            self.assertEqual(page.evaluate("resonance.convert()"), {"external_id": click})
            # The service sets no cookie on anybody's page.
            self.assertEqual([c["name"] for c in window.context.cookies() if c["name"] != "rsn_visitor"], [])
            self.assertFaultless(window)
        told = self.lead("signup-1")
        self.assertEqual((told["type"], told["amount"], told["click_id"], told["source"]), ("lead", 0, click, "script"))
        self.company.post("/v1/conversions", {
            "external_id": "order-1", "type": "sale", "amount": 4999, "currency": "EUR",
            "customer": {"email": "carol@people.example"}})
        credits = self.company.conversion("order-1")["credits"]
        self.assertEqual([(c["advocate_id"], c["amount"]) for c in credits], [(self.ada["id"], 4999)])

    def test_a_click_of_ninety_days_ago_is_forgotten(self):
        with self.window() as window:
            for days, kept in [(89, True), (91, False)]:
                self.open(window)
                click = "0198b7a4-0000-7000-8000-000000000001"
                window.page.evaluate(
                    "([click, at]) => { localStorage.rsn_click = JSON.stringify({ click, at: Date.now() - at }); }",
                    [click, days * DAY])
                self.open(window)
                self.assertEqual(window.page.evaluate("resonance.click()"), click if kept else None)
                self.assertEqual(window.page.evaluate("'rsn_click' in localStorage"), kept)

    def test_only_what_looks_like_a_click_is_kept(self):
        with self.window() as window:
            for text in ["<script>", "x" * 36, "", "0198b7a4"]:
                window.page.goto(self.elsewhere.origin + "/shoes?rsn_click=" + urllib.request.quote(text))
                self.assertIsNone(window.page.evaluate("resonance.click()"))
                self.assertFalse(window.page.evaluate("'rsn_click' in localStorage"))

    def test_without_storage_it_is_known_on_the_page_it_led_to(self):
        with self.window() as window:
            window.page.add_init_script(
                "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })")
            window.page.goto(self.link)
            self.assertIn(window.page.evaluate("resonance.click()"), window.page.url)
            self.assertFaultless(window)

    def test_whoever_asks_not_to_be_followed_is_not(self):
        asks = [
            "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })",
            "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })",
        ]
        for ask in asks:
            with self.subTest(ask), self.window() as window:
                page = window.page
                page.goto(self.link)
                self.assertTrue(page.evaluate("'rsn_click' in localStorage"))
                page.add_init_script(ask)
                sent = []
                window.context.on("request", lambda request: sent.append(request.method))
                page.goto(self.link)
                # What was kept before is gone, and agreeing changes nothing.
                self.assertEqual(
                    page.evaluate("[resonance.consent(true), resonance.click(), 'rsn_click' in localStorage]"),
                    [None, None, False])
                self.assertIsNone(page.evaluate("resonance.convert({ external_id: 'unwanted' })"))
                self.assertNotIn("POST", sent)
        self.assertIsNone(self.company.conversion("script:unwanted"))

    def test_where_consent_is_asked_for_nothing_is_kept_before_it_is_given_or_after_it_is_withdrawn(self):
        link = self.company.link(self.ada, destination=self.elsewhere.origin + "/asks")["url"]
        with self.window() as window:
            page = window.page
            page.goto(link)
            state = "[resonance.click(), localStorage.length]"
            self.assertEqual(page.evaluate(state), [None, 0])
            self.assertIsNone(page.evaluate("resonance.convert({ external_id: 'too-soon' })"))
            page.evaluate("resonance.consent(true)")
            click, kept = page.evaluate(state)
            self.assertIn(click, page.url)
            self.assertEqual(kept, 1)
            # The next page waits for the answer again, and finds what was kept by it.
            self.open(window, "/asks")
            self.assertEqual(page.evaluate(state), [None, 1])
            page.evaluate("resonance.consent(true)")
            self.assertEqual(page.evaluate(state), [click, 1])
            page.evaluate("resonance.consent(false)")
            self.assertEqual(page.evaluate(state), [None, 0])
            self.assertIsNone(page.evaluate("resonance.convert({ external_id: 'too-late' })"))
            self.assertFaultless(window)
        for external_id in ["too-soon", "too-late"]:
            self.assertIsNone(self.company.conversion(f"script:{external_id}"))

    def test_why_a_lead_was_refused_can_be_read_by_the_page(self):
        refusals = [
            ("/shoes", {"external_id": ""}, "external_id must not be empty."),
            ("/shoes", {"amount": 100}, "amount is not a known field."),
            ("/shoes", {"click_id": "0198b7a4-0000-7000-8000-000000000001"}, "click_id is not a click of this program."),
            ("/wrong", {}, "The API key is not known"),
            ("/secret", {}, "This needs a public key, and the key given is to be kept secret."),
        ]
        with self.window() as window:
            for path, lead, reason in refusals:
                with self.subTest(path=path, lead=lead):
                    self.open(window, path)
                    found = window.page.evaluate(
                        f"resonance.convert({json.dumps(lead)}).then(() => 'taken', (error) => error.message)")
                    self.assertIn(reason, found)
