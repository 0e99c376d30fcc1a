"""Whatever people call themselves and their things: it is text, and nothing else."""

import re
import urllib.parse

from scene.company import Company, StandardSender
from scene.console import crawl, sign_in
from scene.stage import Test

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</title></textarea></style></script><script>alert(1)</script>",
    "{{name}} {{{csrf}}} {{#rows}}x{{/rows}} {{> page}}",
    "${7*7} <%= 7*7 %> #{7*7}",
    "&lt;b&gt; &amp; &#x3c;i&#x3e;",
    # A quotation mark with a combining accent is one character to Swift, and an end of the attribute to a browser.
    "\"\u0301 onmouseover=alert(1) x=\"\u0301",
    "javascript:alert(1)//",
    "\u202eesrever\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f3f4\u200d\u2620\ufe0f e\u0301\u0327",
    "Wolfeschlegelsteinhausenbergerdorff" * 5,
    "--><!--[if]> ]]> <![CDATA[",
]
INJECTED = """() => [...document.querySelectorAll("*")].filter((element) =>
    element.matches("img[src=x], iframe, object, embed, base, script:not([src])") ||
    element.matches("a[href^='javascript:'], form[action^='javascript:']") ||
    [...element.attributes].some((attribute) => attribute.name.startsWith("on"))).map((element) => element.outerHTML)"""


class Markup(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test = cls()
        cls.company = Company(
            test.service, name=HOSTILE[3], destination=test.elsewhere.origin + "/fuzz?a=%22%3E%3Cscript%3E")
        test.elsewhere.pages["/fuzz"] = "<!doctype html><link rel='icon' href='data:,'><h1>Shop</h1>"
        sender = StandardSender(cls.company, name=HOSTILE[1])
        cls.company.post("/v1/endpoints", {
            "url": test.elsewhere.origin + "/hooks?q=%3Cb%3E'", "events": ["conversion.created"], "description": HOSTILE[2]})
        # One of a kind that nobody knows, and one that is about nothing there is.
        sender.tell(HOSTILE[1], HOSTILE[0], {"text": HOSTILE[3]})
        sender.tell(HOSTILE[4], "conversion.reversed", {
            "conversion_external_id": HOSTILE[1], "external_id": HOSTILE[2], "amount": 1, "reason": "refund"})
        cls.advocates = []
        for number, text in enumerate(HOSTILE):
            advocate = cls.company.advocate(f"{number} {text}"[:255], name=text[:200])
            cls.company.link(advocate, campaign=text[:100], channel=text[:100])
            cls.company.post("/v1/conversions", {
                "external_id": f"{number} {text}"[:255], "type": "sale", "amount": 1000, "currency": "EUR",
                "code": advocate["link"]["code"], "customer": {"external_id": f"customer {text}"[:255]}})
            cls.advocates.append((text[:200], advocate))

    def assertInert(self, window, place):
        self.assertEqual(window.page.evaluate(INJECTED), [], place)
        self.assertEqual(window.faults, [], place)

    @staticmethod
    def words(text):
        return re.sub(r"\s+", " ", text or "")

    def test_in_the_console(self):
        with self.window() as window:
            sign_in(window.page, self.service.origin, self.company.key)
            seen = ""
            for path in crawl(window.context.request, self.service.origin)[0]:
                window.page.goto(self.service.origin + path)
                self.assertInert(window, path)
                seen += self.words(window.page.locator("body").text_content())
            for text, _ in self.advocates:
                self.assertIn(self.words(text), seen)

    def test_on_an_advocate_s_page(self):
        with self.window() as window:
            for text, advocate in self.advocates:
                window.page.goto(advocate["portal_url"])
                self.assertInert(window, text)
                self.assertIn(self.words(text), self.words(window.page.locator("h1").text_content()))
            # The longest name breaks its line.
            longest = max(self.advocates, key=lambda pair: len(pair[0]))[1]
            window.page.set_viewport_size({"width": 360, "height": 740})
            window.page.goto(longest["portal_url"])
            self.assertLessEqual(window.page.evaluate("document.documentElement.scrollWidth"), 360)

    def test_what_is_typed_into_the_form_to_join(self):
        for text in HOSTILE[:5]:
            with self.subTest(text), self.window() as window:
                page = window.page
                page.goto(f"{self.service.origin}/join/{self.company.id}")
                self.assertInert(window, "join")
                page.get_by_label("Your name").fill(text)
                page.get_by_label("Your e-mail").fill("no e-mail " + text)
                page.get_by_role("button", name="Get my link").click()
                page.get_by_role("alert").first.wait_for()
                self.assertEqual(page.get_by_label("Your name").input_value(), text)
                self.assertEqual(page.evaluate(INJECTED), [])

    def test_what_is_typed_into_searches_and_addresses(self):
        with self.window() as window:
            page = window.page
            sign_in(page, self.service.origin, self.company.key)
            for place in ["/console/advocates", "/console/webhooks/inbox", "/console/webhooks/sent"]:
                page.goto(self.service.origin + place)
                for text in HOSTILE[:4]:
                    box = page.locator("main input[type=search], main form[method=get] input:not([type=hidden])").first
                    box.fill(text)
                    box.press("Enter")
                    page.wait_for_load_state()
                    self.assertInert(window, place)
                    self.assertEqual(page.locator("main form[method=get] input:not([type=hidden])").first.input_value(), text)

    def test_where_the_door_leads_to(self):
        for target in ["javascript:alert(1)", "//evil.invalid/", "https://evil.invalid/", "/\\evil.invalid", "/console/../r/x", "/console/%2E./r/x"]:
            with self.subTest(target), self.window() as window:
                page = window.page
                page.goto(f"{self.service.origin}/console/sign-in?next={urllib.parse.quote(target)}")
                page.get_by_label("API key").fill(self.company.key)
                page.keyboard.press("Enter")
                page.wait_for_url(lambda url: "/sign-in" not in url)
                self.assertTrue(page.url.startswith(self.service.origin + "/console"), page.url)
                self.assertInert(window, target)
