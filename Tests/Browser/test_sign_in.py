"""The door of the console."""

from scene.company import Company
from scene.console import sign_in
from scene.inspection import inspect
from scene.stage import Test


class SignIn(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = Company(cls().service, name="Night Shift")

    def test_the_page_itself(self):
        self.assertEqual(inspect(self, "/console/sign-in", "sign-in"), [])

    def test_a_key_that_is_not_known_is_refused_in_words(self):
        with self.window() as window:
            page = window.page
            page.goto(self.service.origin + "/console/sign-in")
            page.get_by_label("API key").fill("rsk_" + "0" * 32)
            page.keyboard.press("Enter")
            self.assertIn("not known", page.get_by_role("alert").inner_text())
            self.assertEqual(page.get_by_label("API key").get_attribute("aria-invalid"), "true")
            self.assertNotIn("rsn_session", [cookie["name"] for cookie in window.context.cookies()])

    def test_the_session_is_out_of_the_reach_of_scripts_and_other_sites(self):
        with self.window() as window:
            sign_in(window.page, self.service.origin, self.company.key)
            session = {cookie["name"]: cookie for cookie in window.context.cookies()}["rsn_session"]
            self.assertEqual((session["httpOnly"], session["sameSite"], session["path"]), (True, "Lax", "/console"))

    def test_a_form_on_another_site_signs_nobody_in(self):
        self.elsewhere.pages["/trap"] = f"""<!doctype html><title>Trap</title><link rel="icon" href="data:,">
            <form method="post" action="{self.service.origin}/console/sign-in">
            <input name="key" value="{self.company.key}"><button>Win a prize</button></form>"""
        with self.window() as window:
            window.page.goto(self.elsewhere.origin + "/trap")
            window.page.get_by_role("button").click()
            self.assertIn("another site", window.page.locator("main").inner_text())
            self.assertNotIn("rsn_session", [cookie["name"] for cookie in window.context.cookies()])

    def test_the_service_s_admin_key_chooses_a_program(self):
        with self.window() as window:
            page = window.page
            sign_in(page, self.service.origin, self.service.admin_key)
            self.assertTrue(page.url.endswith("/console/programs"))
            self.assertIn("Night Shift", page.locator("main").inner_text())
            self.assertFaultless(window)
            self.assertEqual(inspect(self, "/console/programs", "programs", window.context.cookies()), [])
