"""The app on the real server, at a free port of this machine."""

import http.client
import threading
from contextlib import contextmanager

from uvicorn import Server
from web.settings import settings_of

from search_app import create_app
from search_app.service.server import configure, gateway_of, open_port


@contextmanager
def serving(engine, bounds=None, **settings):
    """Serve an engine, and yield a function that asks for an address and returns the response, its body in ``text``.

    Args:
        engine: Answers.
        bounds: Of its connections, where they are not those of the settings.
        settings: Those that are not as by default.
    """
    settings = settings_of(port=0, **settings)
    app = create_app(engine, settings=settings)
    config = configure(settings, lambda: gateway_of(app, settings), bounds)

    def ask(address, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", ask.port, timeout=300)
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        response.text = response.read().decode("utf-8", "replace")
        connection.close()
        return response

    with running(config, settings) as (ask.port, ask.server):
        ask.app, ask.config = app, config
        yield ask


@contextmanager
def running(config, settings):
    """Run a server in a thread of its own, and yield its port and itself."""
    sockets = open_port(settings)
    server = Server(config)
    thread = threading.Thread(target=server.run, args=[sockets], daemon=True)
    thread.start()
    try:
        yield sockets[0].getsockname()[1], server
    finally:
        server.should_exit = server.force_exit = True
        thread.join(timeout=30)
