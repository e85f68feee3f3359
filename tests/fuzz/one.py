"""Fuzz one target in this process with atheris: ``python -m fuzz.one TARGET [LIBFUZZER-OPTIONS] FOLDER…``."""

import logging
import sys

import atheris

with atheris.instrument_imports(include=["indexer"]):
    from fuzz.targets import TARGETS

if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()
