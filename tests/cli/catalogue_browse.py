#!/usr/bin/env python3
"""Opens a catalogue in headless Chromium and uses it: light and dark, on a phone and on a desk, with the keyboard alone.

usage: catalogue_browse.py CHROMIUM DIR QUERY

Prints what is wrong. Speaks the DevTools protocol over pipes, so nothing listens on a port.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


class Browser:
    def __init__(self, program, profile):
        to_browser, write = os.pipe()
        read, from_browser = os.pipe()

        def give_pipes():  # the protocol is spoken on 3 and 4
            taken = (os.dup(to_browser), os.dup(from_browser))
            high = tuple(os.dup2(one, 100 + i) for i, one in enumerate(taken))
            for i, one in enumerate(high):
                os.dup2(one, 3 + i)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={profile}"],
            preexec_fn=give_pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.write, self.read = os.fdopen(write, "wb", 0), os.fdopen(read, "rb")
        self.last, self.session, self.events, self.rest = 0, None, [], b""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(domain + ".enable")

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.read.fileno(), 1 << 16)
            if not more:
                raise RuntimeError("the browser has ended")
            self.rest += more
        one, _, self.rest = self.rest.partition(b"\0")
        return json.loads(one)

    def call(self, method, **parameters):
        self.last += 1
        request = {"id": self.last, "method": method, "params": parameters}
        if self.session and not method.startswith("Target."):
            request["sessionId"] = self.session
        self.write.write(json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, url):
        self.events.clear()
        self.call("Page.navigate", url=url)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message())

    def ask(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def press(self, key, code=None, text=""):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=code or key, text=text if kind == "keyDown" else "",
                      windowsVirtualKeyCode={"Tab": 9, "Enter": 13, "Escape": 27, "/": 191}[key])


def visit(browser, url, problems, width, scheme):
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=844, deviceScaleFactor=1, mobile=width < 500)
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open(url)
    name = f"{url.split('/')[-1]}, {width} wide, {scheme}"
    for event in browser.events:
        asked = event.get("params", {}).get("request", {}).get("url", "")
        if event.get("method") == "Network.requestWillBeSent" and asked.split("#")[0] != url.split("#")[0]:
            problems.append(f"{name}: asks for {asked}")
        if event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
            problems.append(f"{name}: {json.dumps(event['params'])[:300]}")
    if browser.ask("document.scrollingElement.scrollWidth > innerWidth"):
        problems.append(f"{name}: is wider than the screen")
    dark = browser.ask("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 128")
    if dark != (scheme == "dark"):
        problems.append(f"{name}: has the colours of the other scheme")
    # WCAG 2 AA: 4.5 to 1 for texts, of every colour there is.
    worst = browser.ask("""(() => {
      const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map((c) => { c /= 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; });
        return .2126 * r + .7152 * g + .0722 * b;
      };
      const under = (element) => {
        for (; element; element = element.parentElement) {
          const colour = getComputedStyle(element).backgroundColor;
          if (!colour.startsWith("rgba(0, 0, 0, 0")) return colour;
        }
      };
      let worst = [21, ""];
      for (const element of document.querySelectorAll("body *:not(svg *)")) {
        if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
        const [a, b] = [light(getComputedStyle(element).color), light(under(element))];
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (ratio < worst[0]) worst = [ratio, element.outerHTML.slice(0, 80)];
      }
      return worst;
    })()""")
    if worst[0] < 4.5:
        problems.append(f"{name}: a contrast of {worst[0]:.2f} in {worst[1]}")


def use(browser, index, query, problems):
    def expect(condition, what):
        if not condition:
            problems.append(what)

    shown = "document.querySelectorAll('.entries > li:not([hidden])').length"
    browser.open(index)
    browser.press("Tab")
    expect(browser.ask("document.activeElement.className") == "skip", "the first Tab does not lead to the skip link")
    expect(browser.ask("document.activeElement.getBoundingClientRect().left >= 0"), "the skip link is not seen with the focus")
    browser.press("Enter", text="\r")
    expect(browser.ask("document.activeElement.id") == "content", "the skip link does not lead to the content")
    browser.press("/", code="Slash", text="/")
    expect(browser.ask("document.activeElement.id") == "query", "/ does not lead to the search")
    before = browser.ask(shown)
    browser.call("Input.insertText", text=query)
    expect(0 < browser.ask(shown) < before, f"a search for {query} shows {browser.ask(shown)} of {before}")
    expect("found" in browser.ask("document.getElementById('found').textContent"), "nobody is told how many were found")
    browser.press("Escape")
    expect(browser.ask(shown) == before, "Escape does not end a search")
    browser.call("Input.insertText", text="no such thing at all")
    expect(browser.ask("document.getElementById('found').textContent") == "nothing found", "nothing is found without a word")
    browser.press("Escape")
    unseen = browser.ask("""[...document.querySelectorAll("a, input, summary, [tabindex]")].filter((one) => {
      one.focus({focusVisible: true});
      return one !== document.activeElement || (one.id !== "content" && getComputedStyle(one).outlineStyle === "none");
    }).map((one) => one.outerHTML.slice(0, 80))""")
    expect(not unseen, f"the focus is not seen on {unseen}")
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(index)
    expect(browser.ask(shown) == before, "without scripts not everything is there")
    expect(browser.ask("document.getElementById('search').hidden"), "without scripts a search is offered")
    browser.call("Emulation.setScriptExecutionDisabled", value=False)


def main(arguments):
    program, folder, query = arguments
    problems = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        pages = sorted(Path(folder).resolve().rglob("*.html"))
        for i, page in enumerate(pages):
            for width, scheme in ((390, "light"), (1280, "dark")) if i % 2 else ((390, "dark"), (1280, "light")):
                visit(browser, page.as_uri(), problems, width, scheme)
        use(browser, (Path(folder).resolve() / "index.html").as_uri(), query, problems)
        browser.call("Browser.close")
        browser.process.wait()
    for problem in problems:
        print(problem)
    print(f"{len(pages)} pages")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
