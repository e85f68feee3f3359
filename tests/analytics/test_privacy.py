import pytest

from indexer.analytics.privacy import keep_query

KEPT = {
    "istio 流量管理": "istio 流量管理",
    "  Ｉstio   流量管理 ": "istio 流量管理",
    "資料庫": "资料库",
    "kubernetes 1.22.17": "kubernetes 1.22.17",
    "k8s-ingress-nginx-controller": "k8s-ingress-nginx-controller",
    "token 是什么": "token 是什么",
    "oauth2 token": "oauth2 token",
    "title:istio -docker": "title:istio -docker",
    "date:2019": "date:2019",
    "ipv4 127.0": "ipv4 127.0",
    "std::vector<int>": "std::vector<int>",
    "密码学": "密码学",
    "404 not found": "404 not found",
}
NOT_KEPT = [
    "",
    "   ",
    "x" * 65,
    "ada.stone@example.org",
    "联系 lin@例子.中国",
    "user:pass@host",
    "https://example.org/private?x=1",
    "138 0013 8000",
    "+86-138-0013-8000",
    "11010519491231002X",
    "6222 0202 0001 1234 567",
    "(010) 6552-9988",
    "192.168.1.1",
    "10.0.0.7:8080",
    "fe80::1ff:fe23:4567:890a",
    "00:1b:44:11:3a:b7",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "123e4567-e89b-12d3-a456-426614174000",
    "ghp_16C7e42F292c6912E7",
    "AKIAIOSFODNN7EXAMPLE",
    "sk-live-4242abcdefgh",
    "eyJhbGciOiJIUzI1NiJ9",
    "password: hunter2",
    "密码：abc",
    "api_key=abc",
    "我的手机号: 1",
    "aB3dE5gH7jK9mN1pQ3sT5",
]


@pytest.mark.parametrize(("text", "kept"), KEPT.items())
def test_what_people_search_for_is_kept_folded(text, kept):
    assert keep_query(text) == kept


@pytest.mark.parametrize("text", NOT_KEPT)
def test_what_may_say_who_somebody_is_or_open_a_door_is_not_kept(text):
    assert keep_query(text) == ""


def test_what_cannot_be_seen_is_left_out():
    assert keep_query("istio\x00\x1b[31m") == "istio [31m"
