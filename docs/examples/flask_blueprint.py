"""Mount the search app in a Flask app of yours, below /find.

``SEARCH_INDEX=var/index flask --app docs/examples/flask_blueprint.py run``
"""

from flask import Flask, url_for
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import indexer
import search_app
from indexer.settings.load import load_settings


def create_app() -> Flask:
    """Create an app with a page of its own, and the search below /find."""
    app = Flask(__name__)
    index = indexer.open(load_settings().index_folder)
    app.register_blueprint(search_app.blueprint(index.engine), url_prefix="/find")

    @app.get("/")
    def home() -> str:
        return f'<h1>Home</h1><a href="{url_for("search.page_search", q="istio")}">Search</a>'

    return app


def create_dispatched_app() -> Flask:
    """The same without Flask's routing: any WSGI app can stand at the root."""
    app = Flask(__name__)
    index = indexer.open(load_settings().index_folder)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/find": search_app.create_app(index.engine)})  # type: ignore[method-assign]
    return app
