"""Every sentence the page and the error answers say. A new interface language is one more file here."""

from search_app.texts.chinese import CHINESE
from search_app.texts.english import ENGLISH
from search_app.texts.shape import Messages, write_count, write_day, write_note, write_period, write_posts, write_syntax
from search_app.texts.traditional import TRADITIONAL

__all__ = ["TEXTS", "Messages", "write_count", "write_day", "write_note", "write_period", "write_posts", "write_syntax"]

TEXTS = {"zh": CHINESE, "zh-Hant": TRADITIONAL, "en": ENGLISH}
