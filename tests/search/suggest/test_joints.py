import re

from hypothesis import example, given
from hypothesis import strategies as st

from indexer.search.suggest.joints import _stands_in

SIGNED = st.text(st.sampled_from("a:b-=_ é网."))


@given(SIGNED.filter(bool), st.lists(SIGNED, max_size=3))
@example("a:b", ["a:b"])
@example("a:b", ["xa:b", "aa:b", "a:bc", "a:b-c", "éa:b"])
@example(":a", ["::a :a"])
def test_signs_stand_in_a_text_where_no_word_and_no_more_of_the_first_goes_on(symbol, texts):
    around = re.compile(rf"(?<![\w{re.escape(symbol[0])}]){re.escape(symbol)}(?!-?\w)", re.ASCII)
    assert _stands_in(symbol, texts) == any(map(around.search, texts))
