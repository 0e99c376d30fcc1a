"""What somebody does in the console who brings a company's history along."""

from scene.company import Company
from scene.console import sign_in
from scene.stage import Test

PEOPLE = b"""external_id,email,name,recruited_by_external_id
ada,ada@people.example,Ada <b>Lovelace</b>,
grace,grace@people.example,Grace Hopper,ada
nobody,not an address,,
"""


class Imports(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = Company(cls().service, name="Old Shop")

    def upload(self, page, skips_bad):
        sign_in(page, self.service.origin, self.company.key, "/console/work")
        page.get_by_role("link", name="Import a file").click()
        page.get_by_label("What is in it").select_option("people")
        if skips_bad:
            page.get_by_label("Leave out lines that are wrong").check()
        page.locator("input[type=file]").set_input_files(
            {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE})
        page.get_by_role("button", name="Import").click()

    def test_a_file_of_people_is_uploaded_and_its_end_is_told_without_loading_the_page_again(self):
        with self.window() as window:
            page = window.page
            self.upload(page, skips_bad=True)
            page.get_by_text("Done: 3 lines.").wait_for()
            self.assertIn("2 new, 0 known, 1 refused", page.locator("main").inner_text())
            page.reload()
            self.assertIn("Done: 3 lines.", page.locator("main").inner_text())
            self.assertIn("email", page.locator("main table.data").inner_text())
            self.picture(page, "import-done")
            page.goto(self.service.origin + "/console/work")
            self.assertIn("Import of people: people.csv", page.locator("main").inner_text())
            page.goto(self.service.origin + "/console/advocates?q=Lovelace")
            self.assertIn("Ada <b>Lovelace</b>", page.locator("main").inner_text())
            self.assertFaultless(window)

    def test_without_scripts_a_wrong_line_is_named(self):
        with self.window(java_script_enabled=False) as window:
            page = window.page
            self.upload(page, skips_bad=False)
            for _ in range(300):
                if "Stopped" in page.locator("main").inner_text():
                    break
                page.wait_for_timeout(100)
                page.reload()
            self.assertIn("Line 4 is wrong: email", page.locator("main").inner_text())
            self.picture(page, "import-stopped")
