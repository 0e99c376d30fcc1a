"""An advocate makes the ready words their own, and shares them. The networks are played by the tests."""

import urllib.parse

from scene.company import Company
from scene.inspection import inspect
from scene.stage import Test

NETWORK = '<!doctype html><html lang="en"><head><title>Network</title><link rel="icon" href="data:,"></head><body></body></html>'
WORDS = "Try this </textarea><script>alert(1)</script>\n{link} & tell me"


class Share(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = cls().service
        cls.company = Company(service, name="Tea Club", joining="closed", share_text="{name} drinks at {program}: {link}!")
        cls.ada = cls.company.advocate("ada", name="Ada Lovelace")

    def shared(self, page, host):
        """What is to be shared on a page of a network."""
        page.wait_for_url(f"https://{host}/**")
        address = urllib.parse.urlsplit(page.url)
        self.assertEqual((address.scheme, address.hostname), ("https", host))
        return urllib.parse.parse_qs(address.query)["text"][0]

    def test_words_are_changed_and_go_along_with_a_link(self):
        for scripts in (True, False):
            with self.subTest(scripts=scripts), self.window(java_script_enabled=scripts) as window:
                asked = []
                for host in ("wa.me", "social.example"):
                    window.context.route(f"https://{host}/**", lambda route: (
                        asked.append(route.request.url), route.fulfill(content_type="text/html", body=NETWORK)))
                page = window.page
                page.goto(self.ada["portal_url"])
                words = page.get_by_label("Your words")
                self.assertEqual(words.input_value(), "Ada drinks at Tea Club: {link}!")
                words.fill(WORDS)
                with window.context.expect_page() as opened:
                    page.get_by_role("button", name="WhatsApp").click()
                start, end = (part.replace("\r\n", "\n") for part in WORDS.split("{link}"))
                link = self.ada["link"]["url"].rpartition("/")[0]
                text = self.shared(opened.value, "wa.me")
                self.assertTrue(text.startswith(start + link) and text.endswith(end), text)

                # Mastodon has many servers, and the words wait until one is named.
                with window.context.expect_page() as opened:
                    page.get_by_role("button", name="Mastodon").click()
                there = opened.value
                there.get_by_label("Server").fill("not a server")
                there.get_by_role("button", name="Go on").click()
                there.get_by_role("alert").wait_for()
                self.assertEqual(there.get_by_label("Server").input_value(), "not a server")
                there.get_by_label("Server").fill("@ada@social.example")
                there.get_by_role("button", name="Go on").click()
                self.assertTrue(self.shared(there, "social.example").startswith(start + link))

                # What left the service is what was to be shared, and nothing else went wrong.
                others = [fault for fault in window.faults if not fault.startswith("third party: ")]
                self.assertEqual([fault for fault in others if "status of 422" not in fault], [])
                self.assertEqual(["third party: " + url for url in asked], [f for f in window.faults if f not in others])
                self.assertEqual(len(asked), 2)

    def test_the_pages_on_the_way(self):
        portal = self.ada["portal_url"].removeprefix(self.service.origin)
        self.assertEqual(inspect(self, portal, "portal-words"), [])
        self.assertEqual(inspect(self, f"{portal}/share/mastodon", "portal-mastodon"), [])

    def test_where_joining_is_closed(self):
        self.assertEqual(inspect(self, f"/join/{self.company.id}", "join-closed"), [])
        with self.window() as window:
            window.page.goto(f"{self.service.origin}/join/{self.company.id}")
            self.assertEqual(window.page.locator("form").count(), 0)
            self.assertIn("closed", window.page.locator("h1").inner_text())
            self.assertFaultless(window)
