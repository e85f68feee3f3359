"""The app on the real server, at a free port of this machine."""

import http.client
import threading
from contextlib import contextmanager
from pathlib import Path

from indexer.settings.settings import Settings
from search_app import create_app
from search_app.service.listening import listen, open_port


@contextmanager
def serving(engine, **settings):
    """Serve an engine, and yield a function that asks for an address and returns the response, its body in ``text``."""
    settings = Settings(Path(), Path(), port=0, **settings)
    app = create_app(engine, settings=settings)
    server = listen(app, settings, open_port(settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()

    def ask(address, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=300)
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        response.text = response.read().decode("utf-8", "replace")
        connection.close()
        return response

    ask.port, ask.app = server.effective_port, app
    try:
        yield ask
    finally:
        server.close()
        thread.join(timeout=10)
