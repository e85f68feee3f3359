"""What a recipe is tried with: the recipes as their readme prints them, the installed command, a folder on the web."""

import functools
import http.server
import json
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

RECIPES = Path(__file__).resolve().parents[2] / "data" / "recipes"
README = (RECIPES / "README.md").read_text(encoding="utf-8")
PROGRAM = Path(sys.executable).with_name("search-index")
POST = """---
title: 用 Istio 做金丝雀发布
date: 2020-09-12
---
先让一小部分流量走新版本。

## 准备两个版本

两个 Deployment 的标签都有 app，灰度的那一个另有版本号。
"""


def printed(heading, language):
    """Return the first block of a language that the readme prints under a heading."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.search(rf"^```{language}\n(.*?)^```", section, re.DOTALL | re.MULTILINE)[1]


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def run(*command, cwd=None, **variables):
    """Run a command that must do."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | {name: str(value) for name, value in variables.items()},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def rebuild(site, index):
    return run(PROGRAM, "rebuild", "--index", index, site)


@contextmanager
def service(index, *options):
    """Serve an index as an operator would, at a free port, and yield the address."""
    command = [PROGRAM, "serve", "--index", index, "--port", "0", "--deadline", "60", "--json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield json.loads("".join(takewhile("}\n".__ne__, process.stdout)) + "}")["address"]
        finally:
            process.terminate()


class Folder(http.server.SimpleHTTPRequestHandler):
    policy = ""
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {".html": "text/html; charset=utf-8"}

    def end_headers(self):
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_arguments):
        pass


@contextmanager
def on_the_web(folder):
    """Serve the files of a folder, and yield the address and the handler, whose policy can be set."""
    handler = type("Handler", (Folder,), {})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", handler
    finally:
        server.shutdown()
        server.server_close()
