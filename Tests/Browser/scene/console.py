"""The console, as somebody uses it who has a key."""

import html
import re
import urllib.parse

START = ["/console", "/console/advocates", "/console/attribution", "/console/graph", "/console/webhooks", "/console/settings"]


def sign_in(page, origin, key, path="/console"):
    """Goes to a page of the console by way of its door."""
    page.goto(f"{origin}/console/sign-in")
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    if path != "/console":
        page.goto(origin + path)


def crawl(client, origin):
    """Follows every link in the console, one for each shape of path: the pages they lead to, and those that lead to
    anything but an answer of 200."""
    found, pages, broken, waiting = set(), [], [], list(START)
    while waiting:
        path = waiting.pop(0)
        if shape(path) in found:
            continue
        found.add(shape(path))
        answer = client.get(origin + path, max_redirects=0)
        if answer.status != 200:
            broken.append(f"{path}: {answer.status}")
        if answer.status != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        pages.append(path)
        for href in re.findall(r'<a\b[^>]*?\bhref="([^"]*)"', answer.text()):
            target = urllib.parse.urljoin(origin + path, html.unescape(href))
            if target.startswith(origin + "/console"):
                waiting.append(target.removeprefix(origin).partition("#")[0])
    return pages, broken


def shape(path):
    """A path with what names one thing left out, and its query."""
    path = path.partition("?")[0]
    return "/".join(re.sub(r"^(?=.*\d)[\w.~%:-]{12,}$", "one", part) for part in path.split("/"))
