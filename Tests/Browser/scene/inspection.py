"""What every page has to be, whatever it says: fast, legible, usable by keyboard and by ear, and quiet."""

import base64
import pathlib

from .chromium import DESKTOP, PHONE

_folder = pathlib.Path(__file__).parent
_script = {file.stem: file.read_text() for file in _folder.glob("*.js")}
# What counts as a control for a screen reader: each has to say what it is for.
_controls = {
    "button", "link", "textbox", "searchbox", "combobox", "listbox", "checkbox", "radio", "switch", "slider",
    "spinbutton", "tab", "menuitem", "image", "img", "ColorWell", "Date", "DisclosureTriangle", "PopUpButton"}
MOST_BYTES = 100_000
MOST_STEPS = 30


def inspect(test, path, name, cookies=None, status=200):
    """Opens a page, of the service where only a path is given, and returns all that is wrong with it. Pictures of it are
    kept under `name`."""
    address = path if path.startswith("http") else test.service.origin + path
    faults = []
    with test.window() as window:
        if cookies:
            window.context.add_cookies(cookies)
        page = window.page
        transfers = _watch_transfers(page)
        answer = page.goto(address)
        # What scripts add, they add at once.
        page.wait_for_timeout(200)
        if answer.status != status:
            return [f"it is answered with {answer.status}"]
        faults += _basics(page) + _transferred(transfers)
        faults += [f"without a name: {what}" for what in _nameless(page)]
        # What was loaded stays; the style changes. Colours are those of the scheme at any width.
        faults += _layout(test, page, f"{name}-desktop-light") + _poor_contrast(test, page, "light")
        page.emulate_media(color_scheme="dark")
        faults += _layout(test, page, f"{name}-desktop-dark")
        page.set_viewport_size(PHONE)
        faults += _layout(test, page, f"{name}-phone-dark") + _poor_contrast(test, page, "dark")
        page.emulate_media(color_scheme="light")
        faults += _layout(test, page, f"{name}-phone-light")
        page.set_viewport_size(DESKTOP)
        faults += _keyboard(page)
        heading = page.locator("h1").first.inner_text()
        # That a page which says something went wrong has such a status is told on the console.
        faults += [fault for fault in window.faults if not (status >= 400 and f"status of {status}" in fault)]
    return faults + _scriptless(test, address, cookies, heading)


def _basics(page):
    facts = page.evaluate("""() => ({
        lang: document.documentElement.lang, title: document.title, h1: document.querySelectorAll("h1").length,
        main: document.querySelectorAll("main").length, inline: document.querySelectorAll("[style], style").length,
        scripts: [...document.scripts].filter((s) => !s.src && s.type !== "application/json").length,
        twice: [...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i),
        levels: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((h) => h.checkVisibility()).map((h) => +h.tagName[1]),
        tables: [...document.querySelectorAll("table")].filter((t) => !t.querySelector("th")).length,
    })""")
    faults = []
    if not facts["lang"]:
        faults.append("no language")
    if not facts["title"].strip():
        faults.append("no title")
    if facts["h1"] != 1:
        faults.append(f"{facts['h1']} headings h1")
    if facts["main"] != 1:
        faults.append(f"{facts['main']} elements main")
    if facts["twice"]:
        faults.append(f"ids that are there twice: {facts['twice']}")
    if facts["inline"] or facts["scripts"]:
        faults.append("styles or scripts in the page itself")
    if facts["tables"]:
        faults.append("a table without headings")
    if any(after > before + 1 for before, after in zip(facts["levels"], facts["levels"][1:])):
        faults.append(f"headings that skip a level: {facts['levels']}")
    return faults


def _watch_transfers(page):
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    addresses, sizes = {}, {}
    session.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    return addresses, sizes


def _transferred(transfers):
    addresses, sizes = transfers
    total = sum(size for request, size in sizes.items() if "/assets/d3" not in addresses.get(request, ""))
    return [f"{total} bytes transferred"] if total >= MOST_BYTES else []


def _nameless(page):
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    found = []
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        role = node.get("role", {}).get("value")
        if node.get("ignored") or role not in _controls or node.get("name", {}).get("value", "").strip():
            continue
        element = session.send("DOM.describeNode", {"backendNodeId": node["backendDOMNodeId"]})["node"]
        found.append(f"{role} <{element['nodeName'].lower()} {' '.join(element.get('attributes', []))[:80]}>")
    session.send("Accessibility.disable")
    session.detach()
    return found


def _layout(test, page, name):
    test.picture(page, name)
    return [f"{name}: {fault}" for fault in page.evaluate(_script["layout"])]


def _poor_contrast(test, page, scheme):
    texts = page.evaluate(_script["texts"])
    # A stylesheet made by a script is not of the page, so that its Content-Security-Policy has nothing to say of it.
    page.evaluate("""() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`*, *::before, *::after, *::placeholder { color: transparent !important;
          -webkit-text-fill-color: transparent !important; text-shadow: none !important; caret-color: transparent !important;
          text-decoration-color: transparent !important; transition: none !important }
          svg text, svg tspan { fill: transparent !important; stroke: none !important }`);
        document.adoptedStyleSheets = [sheet];
    }""")
    picture = page.screenshot(full_page=True)
    page.evaluate("() => { document.adoptedStyleSheets = []; }")
    poor = test.chromium.bench().evaluate(_script["contrast"], [base64.b64encode(picture).decode(), texts])
    return [f"{scheme}: contrast {what}" for what in poor]


def _keyboard(page):
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    wanted = {mark: what for mark, what in page.evaluate(_script["stops"])}
    page.evaluate(_script["focus"])
    # The lines of a long table are alike: its first controls are walked through, and of the rest it is asked whether
    # they would come. What scrolls by itself takes the focus too, so that there are more places than controls.
    for _ in range(min(len(wanted) + 5, MOST_STEPS)):
        page.keyboard.press("Tab")
    reached = dict(page.evaluate("() => { rsnTryRest(); return [...rsnReached]; }"))
    return [
        f"the focus can't be seen: {what}" if mark in reached else f"not reached by Tab: {what}"
        for mark, what in wanted.items() if not reached.get(mark)]


def _scriptless(test, address, cookies, heading):
    page = test.chromium.scriptless(cookies or [])
    page.goto(address)
    if page.locator("h1").first.inner_text() != heading:
        return ["without scripts it has another heading"]
    main = page.locator("main")
    if main.count() and len(main.first.inner_text()) < len(heading) + 10:
        return ["without scripts it says nothing"]
    return []
