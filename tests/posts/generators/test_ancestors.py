import random

import pytest
from lxml import etree

from indexer.posts.generators.html.ancestors import AncestorTest


def grow_tree(draw):
    elements = [etree.Element("a")]
    for _ in range(60):
        elements.append(etree.SubElement(draw.choice(elements), draw.choice("ab")))
    return elements


@pytest.mark.parametrize("seed", range(20))
def test_it_answers_as_a_look_at_all_ancestors_does(seed):
    draw = random.Random(seed)
    elements = grow_tree(draw)
    outermost = draw.choice([None, elements[0], elements[1]])
    test = AncestorTest(lambda each: each.tag == "b", outermost)
    for element in draw.choices(elements, k=100):
        ancestors = [*element.iterancestors()]
        below = ancestors[: ancestors.index(outermost)] if outermost in ancestors else ancestors
        assert test.passes(element) is any(each.tag == "b" for each in below)


def test_each_ancestor_is_looked_at_once_however_deep_a_page_is():
    looked_at = []
    root = etree.Element("a")
    elements = [root]
    for _ in range(500):
        elements.append(etree.SubElement(elements[-1], "a"))
    test = AncestorTest(lambda each: bool(looked_at.append(each)))
    assert not any(test.passes(element) for element in elements)
    assert len(looked_at) == len({*looked_at}) == 500
