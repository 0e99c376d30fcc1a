"""Every page of the console that a link leads to, found by following them."""

import re

from scene.company import Company, Stripe
from scene.console import START, crawl, shape, sign_in
from scene.inspection import inspect
from scene.service import eventually
from scene.stage import Test


class Console(Test):
    def test_every_page_with_the_sample_program(self):
        self.service.run("demo")
        company = Company.known_by(self.service, (self.service.data / "sample.key").read_text().strip())
        stripe = Stripe(company)
        stripe.sell("pi_sample", 2500, None)
        endpoint = company.post("/v1/endpoints", {"url": self.elsewhere.origin + "/hooks", "events": ["credit.changed"]})
        company.post(f"/v1/endpoints/{endpoint['id']}/test")
        company.post("/v1/runs", {"model": "linear"})
        self.assertTrue(eventually(lambda: company.conversion("pi_sample")))
        self.inspect_all(company.key, "console")

    def test_every_section_of_a_program_that_has_nothing_yet(self):
        self.inspect_all(Company(self.service, name="Opening Soon").key, "console-empty", START)

    def inspect_all(self, key, name, only=None):
        with self.window() as window:
            sign_in(window.page, self.service.origin, key)
            cookies = window.context.cookies()
            pages, broken = crawl(window.context.request, self.service.origin)
        with self.subTest("links that lead nowhere"):
            self.assertEqual(broken, [])
        # Reports are one page, which says of each what there is to say.
        reports = [path for path in pages if path.startswith("/console/reports/")]
        for path in [path for path in pages if path not in reports[1:] and (only is None or path in only)]:
            with self.subTest(path):
                picture = re.sub(r"[^a-z0-9]+", "-", shape(path).removeprefix("/console")).strip("-") or "overview"
                self.assertEqual(inspect(self, path, f"{name}-{picture}", cookies), [])
