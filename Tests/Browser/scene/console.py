"""The console, as somebody uses it who has a key."""


def sign_in(page, origin, key, path="/console"):
    """Goes to a page of the console by way of its door."""
    page.goto(f"{origin}/console/sign-in")
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    if path != "/console":
        page.goto(origin + path)
