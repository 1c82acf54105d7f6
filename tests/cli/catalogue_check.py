#!/usr/bin/env python3
"""Reads every page of a catalogue as HTML and says what is wrong with it.

usage: catalogue_check.py DIR

Elements are closed in order, ids are there once, every link leads to a page of the catalogue and to an id of it, nothing is asked of
anybody, and styles and scripts are those that the page's own policy allows, by their hash.
"""

import base64
import hashlib
import os
import re
import sys
from html.parser import HTMLParser
from urllib.parse import unquote

VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "path"}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.problems, self.inline = [], [], [], [], []
        self.policy = ""
        self.feed(text)
        self.close()
        if self.open:
            self.problems.append(f"<{self.open[-1]}> is not closed")

    def handle_starttag(self, tag, attrs, closes=False):
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
            if name.startswith("on") or name in ("style", "src", "srcset", "action"):
                self.problems.append(f"<{tag}> has {name}={value!r}")
        attributes = dict(attrs)
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        if tag in ("style", "script"):
            self.inline.append([tag, ""])
        if tag not in VOID and not closes:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs, closes=True)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes another element, line {self.getpos()[0]}")

    def handle_data(self, data):
        if self.open and self.open[-1] in ("style", "script"):
            self.inline[-1][1] += data


def check(folder):
    pages = {}
    for root, _, files in os.walk(folder):
        for name in files:
            path = os.path.join(root, name)
            with open(path, encoding="utf-8") as file:
                pages[os.path.relpath(path, folder)] = file.read()
    parsed = {path: Page(text) for path, text in pages.items()}
    for path, page in sorted(parsed.items()):
        problems = list(page.problems)
        problems += [f"id {one} is there twice" for one in set(page.ids) if page.ids.count(one) > 1]
        if not page.policy.startswith("default-src 'none'"):
            problems.append("no policy")
        for kind, text in page.inline:
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            if f"{kind}-src 'sha256-{digest}'" not in page.policy:
                problems.append(f"its policy does not allow its {kind}")
        for link in page.links:
            if re.match(r"[a-z+.-]+:|//", link):
                problems.append(f"{link} leads elsewhere")
                continue
            target, _, fragment = link.partition("#")
            target = os.path.normpath(os.path.join(os.path.dirname(path), unquote(target))) if target else path
            if target not in parsed:
                problems.append(f"{link} leads nowhere")
            elif fragment and unquote(fragment) not in parsed[target].ids:
                problems.append(f"{link} leads to no place of its page")
        for problem in problems:
            yield f"{path}: {problem}"


def main(arguments):
    problems = list(check(arguments[0]))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
