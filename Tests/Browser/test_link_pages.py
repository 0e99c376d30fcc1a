"""What people see whose link leads nowhere."""

import datetime

from scene.company import Company
from scene.inspection import inspect
from scene.stage import Test


class LinkPages(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test = cls()
        cls.company = Company(test.service, destination=test.elsewhere.origin + "/shop")
        cls.ada = cls.company.advocate("ada")

    def test_a_code_that_nobody_has(self):
        self.assertEqual(inspect(self, "/r/nobody-has-this", "link-unknown", status=404), [])

    def test_a_link_that_was_switched_off(self):
        link = self.company.link(self.ada, code="switched-off")
        self.company.patch(f"/v1/links/{link['id']}", {"disabled": True})
        self.assertEqual(inspect(self, "/r/switched-off", "link-disabled", status=410), [])

    def test_a_link_whose_time_is_up(self):
        yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
        self.company.link(self.ada, code="expired", expires_at=yesterday.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.assertEqual(inspect(self, "/r/expired", "link-expired", status=410), [])
