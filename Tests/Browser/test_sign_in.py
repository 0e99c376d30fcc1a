"""The door of the console."""

from scene.company import Company
from scene.inspection import inspect
from scene.stage import Test


class SignIn(Test):
    def test_the_page_itself(self):
        self.assertEqual(inspect(self, "/console/sign-in", "sign-in"), [])

    def test_a_page_behind_the_door_leads_to_it_and_back(self):
        pass
