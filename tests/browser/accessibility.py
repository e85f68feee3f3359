"""What axe, which looks for barriers to visitors with disabilities, says of a page."""

from axe_playwright_python.sync_playwright import Axe


def assert_accessible(page, context=None):
    """Assert that axe finds nothing in a page, or in the elements of a selector."""
    found = Axe().run(page, context=context)
    assert found.response["testEngine"]["name"] == "axe-core"
    nodes = [(rule["id"], node) for rule in found.response["violations"] for node in rule["nodes"]]
    assert [(rule, node["html"], node["failureSummary"]) for rule, node in nodes] == []
