"""Texts of images that say nothing of what they show."""

import re

from indexer.patterns import compile_later
from indexer.text.markup.prose import collapse

_TYPES = "png|jpe?g|gif|svg|webp|bmp|avif|tiff?|pic"
_SAYS_NOTHING = compile_later(
    rf"""
    (?: \S+ \. (?:{_TYPES})                                    # the name of a file,
      | [0-9a-f]{{16,64}} | [0-9a-f]{{8}} (?:-[0-9a-f]{{4}}){{3}} -[0-9a-f]{{12}}  # or a number of one,
      | (?: img | image | picture | photo | pic | screen[ _-]?shots? | alt (?:[ _-]?text)? | 图片? | 图像 | 截图
          | clean[ ]?shot | snipaste | xnip | jietu | mmexport | wechatimg | clip[ _]?image | pasted[ _-]?image
          | dsc[fn]? | pxl | (?: (?:企业|企業)? 微信 | qq ) (?:图片|圖片|截图|截圖)
          | (?:屏幕|螢幕) (?:截图|截圖|快照) | 截屏 )?           # or what programs call it by,
        [\s\d_.()-]* (?: (?: at | from | 上午 | 下午 ) [\s\d_.-]+ (?:[ap]m)? )? (?:@\dx)? (?:\.(?:{_TYPES}))?
    )
    \s* (?: \| .* )?                                         # and where it is to stand
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def describe_image(text: str) -> str:
    """Return the text of an image as a browser lays it out; empty where it describes nothing.

    That is the name of its file, or what a program called it.
    """
    text = collapse(text)
    return "" if _SAYS_NOTHING.fullmatch(text) else text
