"""What somebody does in the console when a delivery went astray."""

from scene.company import Company, Stripe
from scene.console import sign_in
from scene.service import eventually
from scene.stage import Test


class Operate(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = Company(cls().service, name="Shoe Repair")

    def test_a_parked_delivery_is_found_replayed_and_lands(self):
        stripe = Stripe(self.company)
        stripe.sell("pi_shoe", 10_000, None)
        self.assertTrue(eventually(lambda: self.company.conversion("pi_shoe")))
        self.company.post("/v1/conversions/pi_shoe/reversals", {
            "external_id": "by-hand", "amount": 6000, "reason": "refund"})
        # More is disputed than is left: somebody has to look at it.
        stripe.tell("evt_dispute", "charge.dispute.created", {
            "id": "dp_1", "object": "dispute", "payment_intent": "pi_shoe", "charge": "ch_shoe", "amount": 10_000,
            "currency": "eur", "reason": "fraudulent", "status": "needs_response"})
        parked = lambda: self.company.get("/v1/inbox?status=parked")["data"]
        self.assertEqual(len(eventually(parked)), 1)

        with self.window() as window:
            page = window.page
            sign_in(page, self.service.origin, self.company.key, "/console/webhooks/inbox")
            page.get_by_label("State").select_option("parked")
            page.get_by_role("button", name="Search").or_(page.get_by_role("button", name="Show")).first.click()
            self.picture(page, "operate-parked")
            page.get_by_role("link", name="charge.dispute.created").click()
            self.assertIn("40.00 EUR is left", page.get_by_role("alert").inner_text())
            delivery = page.url

            # The refund by hand was a mistake. Without it, the delivery can be used.
            self.company.post("/v1/conversions/pi_shoe/reversals/by-hand/void", {"reason": "mistake"})
            page.get_by_role("button", name="Replay").click()

            def landed():
                page.goto(delivery)
                return page.locator("h1").get_by_text("applied").count() == 1

            self.assertTrue(eventually(landed), page.locator("main").inner_text())
            self.picture(page, "operate-landed")
            self.assertFaultless(window)
        self.assertEqual(self.company.conversion("pi_shoe")["net"], 0)
        self.assertEqual(parked(), [])

    def test_an_event_that_was_not_taken_is_sent_again(self):
        self.elsewhere.status = 500
        endpoint = self.company.post("/v1/endpoints", {
            "url": self.elsewhere.origin + "/hooks", "events": ["conversion.created"]})
        self.company.post(f"/v1/endpoints/{endpoint['id']}/test")
        with self.window() as window:
            page = window.page
            sign_in(page, self.service.origin, self.company.key, "/console/webhooks/sent")
            page.get_by_role("link", name="endpoint.test").first.click()
            address = page.url

            def says(text):
                page.goto(address)
                return text in page.locator("main").inner_text()

            self.assertTrue(eventually(lambda: says("500")), page.locator("main").inner_text())
            self.elsewhere.status = 200
            page.get_by_role("button", name="Send again").click()
            self.assertTrue(eventually(lambda: says("delivered")), page.locator("main").inner_text())
            self.assertFaultless(window)
        self.assertGreaterEqual(len(self.elsewhere.posted), 2)

    def test_a_key_that_may_only_read_is_offered_nothing_that_changes_anything(self):
        key = self.service.run("keys", "create", "--program", self.company.id, "--role", "read")
        with self.window() as window:
            sign_in(window.page, self.service.origin, key)
            for path in ["/console/webhooks", "/console/webhooks/inbox", "/console/settings"]:
                window.page.goto(self.service.origin + path)
                buttons = window.page.locator("main form[method=post] button")
                self.assertEqual(buttons.all_inner_texts(), [], path)
