"""Values as JSON."""

import json

import orjson


def write_json(value: object) -> bytes:
    """Write a value as JSON in UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes a question mark."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
