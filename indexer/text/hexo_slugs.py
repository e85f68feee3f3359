"""How Hexo turns titles and headings into parts of an address.

Source:
    hexo-util 4.0 ``slugize.ts`` and ``escape_diacritic.ts``.
"""

import re

_LATIN = (
    "A:ÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦȺḀẠẢẤẦẨẪẬẮẰẲẴẶⒶⱯＡ AA:Ꜳ AE:ÆǢǼ AO:Ꜵ AU:Ꜷ AV:ꜸꜺ AY:Ꜽ B:ƁƂɃḂḄḆⒷＢ C:ÇĆĈĊČƇȻḈⒸꜾＣ "
    "D:ĎĐƉƊƋḊḌḎḐḒⒹꝹＤ DZ:ǄǱ Dz:ǅǲ E:ÈÉÊËĒĔĖĘĚƎƐȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆⒺＥ F:ƑḞⒻꝻＦ G:ĜĞĠĢƓǤǦǴḠⒼꝽꝾꞠＧ H:ĤĦȞḢḤḦḨḪⒽⱧⱵꞍＨ "
    "I:ÌÍÎÏĨĪĬĮİƗǏȈȊḬḮỈỊⒾＩ J:ĴɈⒿＪ K:ĶƘǨḰḲḴⓀⱩꝀꝂꝄꞢＫ L:ĹĻĽĿŁȽḶḸḺḼⓁⱠⱢꝆꝈꞀＬ LJ:Ǉ Lj:ǈ M:ƜḾṀṂⓂⱮＭ N:ÑŃŅŇƝǸȠṄṆṈṊⓃꞐꞤＮ "
    "NJ:Ǌ Nj:ǋ O:ÒÓÔÕÖØŌŎŐƆƟƠǑǪǬǾȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢⓄꝊꝌＯ OE:\x8cŒ OI:Ƣ OO:Ꝏ OU:Ȣ P:ƤṔṖⓅⱣꝐꝒꝔＰ Q:ɊⓆꝖꝘＱ "
    "R:ŔŖŘȐȒɌṘṚṜṞⓇⱤꝚꞂꞦＲ S:ŚŜŞŠȘṠṢṤṦṨẞⓈⱾꞄꞨＳ T:ŢŤŦƬƮȚȾṪṬṮṰⓉꞆＴ TZ:Ꜩ U:ÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖɄṲṴṶṸṺỤỦỨỪỬỮỰⓊＵ "
    "V:ƲɅṼṾⓋꝞＶ VY:Ꝡ W:ŴẀẂẄẆẈⓌⱲＷ X:ẊẌⓍＸ Y:ÝŶŸƳȲɎẎỲỴỶỸỾⓎＹ Z:ŹŻŽƵȤẐẒẔⓏⱫⱿꝢＺ "
    "a:àáâãäåāăąǎǟǡǻȁȃȧɐḁẚạảấầẩẫậắằẳẵặⓐⱥａ aa:ꜳ ae:æǣǽ ao:ꜵ au:ꜷ av:ꜹꜻ ay:ꜽ b:ƀƃɓḃḅḇⓑｂ c:çćĉċčƈȼḉↄⓒꜿｃ "
    "d:ďđƌɖɗḋḍḏḑḓⓓꝺｄ dz:ǆǳ e:èéêëēĕėęěǝȅȇȩɇɛḕḗḙḛḝẹẻẽếềểễệⓔｅ f:ƒḟⓕꝼｆ g:ĝğġģǥǧǵɠᵹḡⓖꝿꞡｇ h:ĥħȟɥḣḥḧḩḫẖⓗⱨⱶｈ hv:ƕ "
    "i:ìíîïĩīĭįıǐȉȋɨḭḯỉịⓘｉ j:ĵǰɉⓙｊ k:ķƙǩḱḳḵⓚⱪꝁꝃꝅꞣｋ l:ĺļľŀłſƚɫḷḹḻḽⓛⱡꝇꝉꞁｌ lj:ǉ m:ɯɱḿṁṃⓜｍ n:ñńņňŉƞǹɲṅṇṉṋⓝꞑꞥｎ "
    "nj:ǌ o:òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱɔɵṍṏṑṓọỏốồổỗộớờởỡợⓞꝋꝍｏ oe:\x9cœ oi:ƣ oo:ꝏ ou:ȣ p:ƥᵽṕṗⓟꝑꝓꝕｐ q:ɋⓠꝗꝙｑ "
    "r:ŕŗřȑȓɍɽṙṛṝṟⓡꝛꞃꞧｒ s:ßśŝşšșȿṡṣṥṧṩẛⓢꞅꞩｓ t:ţťŧƭțʈṫṭṯṱẗⓣⱦꞇｔ tz:ꜩ u:ùúûüũūŭůűųưǔǖǘǚǜȕȗʉṳṵṷṹṻụủứừửữựⓤｕ "
    "v:ʋʌṽṿⓥꝟｖ vy:ꝡ w:ŵẁẃẅẇẉẘⓦⱳｗ x:ẋẍⓧｘ y:ýÿŷƴȳɏẏẙỳỵỷỹỿⓨｙ z:źżžƶȥɀẑẓẕⓩⱬꝣｚ"
)
"""What Hexo writes for letters beyond ASCII, and behind each colon these letters; all others stay as they are."""
_PLAIN = str.maketrans({
    letter: plain for plain, _, letters in (group.partition(":") for group in _LATIN.split(" ")) for letter in letters
})  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x1f]")
_SPECIAL = re.compile(r"(?:[^\S\x85]|[\ufeff~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/])+")
"""White space as JavaScript has it, and signs."""


def hexo_slug(text: str, transform: int = 0) -> str:
    """Make a part of an address as Hexo's ``slugize`` does; Chinese stays Chinese, Latin letters lose their accents.

    Args:
        text: A title, a name or a heading.
        transform: 1 for lower case, 2 for upper case, as ``filename_case`` says.
    """
    slug = _SPECIAL.sub("-", _CONTROLS.sub("", text.translate(_PLAIN))).strip("-")
    return {1: slug.lower(), 2: slug.upper()}.get(transform, slug)
