import pytest

from indexer.posts.language import choose_language, detect_language, normalise_language


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-CN", "zh"), ("zh_Hans", "zh"), ("zh-tw", "zh"), ("ZH", "zh"), ("cn", "zh"), ("chinese", "zh"),
        ("简体中文", "zh"), ("en-us", "en"), ("en_GB.UTF-8", "en"), ("English", "en"), ("jp", "ja"), ("fil", "fil"),
        (False, "no"), ("go", ""), ("python", ""), ("", ""), (None, ""), (["zh"], ""), (7, ""),
    ],
)  # fmt: skip
def test_a_tag_becomes_two_or_three_letters(tag, expected):
    assert normalise_language(tag) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Envoy 是一个高性能的 proxy，Istio 用它做 sidecar。", "zh"),
        ("用 kubectl apply 部署 Deployment 和 Service", "zh"),
        ("如何用\n```yaml\n" + "apiVersion: v1\nkind: Pod\nmetadata: name\n" * 50 + "```\n部署", "zh"),
        ("如何用\n{% codeblock lang:js %}\n" + "const proxy = require service\n" * 30 + "{% endcodeblock %}", "zh"),
        ("如何用\n{% highlight js %}\n" + "const proxy = require service\n" * 50, "zh"),
        ("给开发者的教程\n\n" + "goroutine channel select " * 3 + "简单说", "zh"),
        ("A guide for developers\n\n" + "goroutine channel select " * 3 + "简单说", "en"),
        ("给开发者的教程\n\n" + "Not translated so far, as nobody had time. " * 10, "en"),
        ("<!-- The English original stands here, long and in full. -->\n\n概要", "zh"),
        ("[点这里](https://example.org/a/long/address/in/english/words)", "zh"),
        ("The word 服务网格 means service mesh in Chinese, as every reader of this page knows.", "en"),
        ("これは日本語の文章です。漢字も使います。", "ja"),
        ("日本的「の」很常见，这是一篇关于日语的中文文章，里面只有一个假名。", "zh"),
        ("한국어로 쓴 글입니다", "ko"),
        ("Это написано по-русски", "ru"),
        ("1 + 1 = 2", "en"),
        ("", "en"),
    ],
)
def test_language_is_told_by_script(text, expected):
    assert detect_language(text) == expected


@pytest.mark.parametrize(
    "unit", ["<!--", "`", "```\n", "~~~\n```\n", "龘", "a", "[", "](", "<", "{{", "http://", " \n"]
)
def test_a_long_row_of_one_sign_is_judged_at_once(unit):
    # A pattern whose time grows with the square of the text would need many minutes here.
    assert detect_language(unit * 300_000)


@pytest.mark.parametrize(
    ("told", "text", "language"),
    [
        ("fa", "راهنمای شروع کار با ویت‌پرس", "fa"),
        ("", "راهنمای شروع کار با ویت‌پرس", "ar"),
        ("uk", "Сервісна мережа керує трафіком", "uk"),
        ("ru", "Сервисная сеть управляет трафиком", "ru"),
        ("fa", "Сервисная сеть управляет трафиком", "ru"),
        ("fa", "not translated yet", "en"),
    ],
)
def test_of_languages_in_the_same_letters_the_site_tells_which(told, text, language):
    assert choose_language(told, text) == language


def test_less_chinese_does_where_the_site_is_chinese():
    text = "Go\n\n" + "goroutine channel select " * 3 + "简单说明"
    assert [choose_language(told, text) for told in ("", "en", "zh")] == ["en", "en", "zh"]


@pytest.mark.parametrize("comment", ["<!-- {} -->", "<!--> {} -->", "<!-- <!-- {} -->", "<!-- {} "])
def test_what_stands_in_a_comment_does_not_count(comment):
    assert detect_language("A title\n\nSome words of prose\n" + comment.format("服务网格" * 20)) == "en"


@pytest.mark.parametrize("comment", ["<!-- a --> {} ", "<!-- a --> {} <!-- b -->", "--> {}"])
def test_what_stands_beside_a_comment_counts(comment):
    assert detect_language("A title\n\nSome words of prose\n" + comment.format("服务网格" * 20)) == "zh"


@pytest.mark.parametrize("character", ["𠀀", "㐀", "豈", "中"])
def test_rare_characters_are_chinese_too(character):
    assert detect_language(f"{character * 20}\n\n{character * 20}") == "zh"
