"""Publish what a function writes, for tests that need a generation and not what is in it."""

from indexer.index.generations.publish import explain_write_errors, stage


def publish(root, fill, **options):
    """Publish the contents that ``fill`` returns, of what it wrote into the folder that it is given."""
    with stage(root, **options) as staging, explain_write_errors(root):
        return staging.publish(fill(staging.folder))
