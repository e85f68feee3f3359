import pytest
from growth import grows_in_proportion

from indexer.text.markup.image_description import describe_image


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "img", "Image", "image.png", "image | left", "image.png | left | 720x481.18", "图片", "截图 2",
        "istio-class-diagram.jpg", "image-20190729175507376", "3", "screen_shot_2019-04-18_at_6_03_38_pm",
        "Screenshot 2020-01-01 at 10.20.30", "WechatIMG55", "541650584531_.pic", "微信图片_20200101",
        "CleanShot 2024-05-06 at 10.20.30@2x", "屏幕快照 2018-09-09 下午9.41.00", "Snipaste_2020-01-01_10-20-30",
        "Screenshot from 2020-01-01 10-20-30", "9e107d9d372bb6826bd81d3542a419d6",
        "123e4567-e89b-12d3-a456-426614174000",
    ],
)  # fmt: skip
def test_the_name_of_a_file_describes_nothing(text):
    assert describe_image(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "pencil icon",
        "图 1. 架构",
        "架构图",
        "C++",
        "12 种模式",
        "1.2 release",
        "image of istio",
        "微信图片上传",
        "from 2020 on",
    ],
)
def test_words_describe_an_image(text):
    assert describe_image(f" {text} ") == text


@pytest.mark.parametrize("piece", ["1", "1 ", "a.", "image ", ".png", "| "])
def test_long_texts_take_time_by_their_length(piece):
    assert grows_in_proportion(lambda count: describe_image(piece * count + "\0"), 12_500)
