"""Dataclasses that are made fast are those of the standard library."""

import copy
import dataclasses
import inspect
import pickle
from dataclasses import field

import pytest

from indexer.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Book:
    """A book."""

    title: str
    pages: int = 1
    authors: list[str] = field(default_factory=list)

    @property
    def is_long(self):
        """Whether it takes an evening."""
        return self.pages > 100


@dataclasses.dataclass(frozen=True, slots=True)
class Usual:
    """The same, as the standard library makes it."""

    title: str
    pages: int = 1
    authors: list[str] = field(default_factory=list)


def test_they_are_shown_compared_and_copied_as_usual():
    book, usual = Book("红楼梦", 1200), Usual("红楼梦", 1200)
    assert repr(book) == repr(usual).replace("Usual", "Book")
    assert book == Book("红楼梦", 1200, []) != Book("红楼梦", 1200, ["曹雪芹"])
    assert book.__eq__(usual) is NotImplemented
    assert book.is_long
    for made in (pickle.loads(pickle.dumps(book)), copy.copy(book), copy.deepcopy(book), dataclasses.replace(book)):
        assert made == book
    assert dataclasses.asdict(book) == dataclasses.asdict(usual)
    assert dataclasses.replace(book, pages=3) == Book("红楼梦", 3)


def test_each_has_lists_of_its_own():
    Book("a").authors.append("somebody")
    assert Book("a").authors == []


def test_they_have_the_same_members_and_parameters():
    assert list(inspect.signature(Book).parameters) == list(inspect.signature(Usual).parameters)
    assert [Book.__match_args__, Book.__slots__] == [Usual.__match_args__, Usual.__slots__]
    assert not hasattr(Book("a"), "__dict__")
    assert {*dir(Book)} - {"is_long"} == {*dir(Usual)}
    assert Book.__dataclass_params__.frozen
    assert Book.__init__.__qualname__ == "Book.__init__"


@pytest.mark.parametrize(("change", "message"), [
    (lambda book: setattr(book, "pages", 2), "cannot assign to field 'pages'"),
    (lambda book: delattr(book, "pages"), "cannot delete field 'pages'"),
])  # fmt: skip
def test_none_of_them_can_be_changed(change, message):
    for each in (Book("a"), Usual("a")):
        with pytest.raises(dataclasses.FrozenInstanceError, match=message):
            change(each)


def test_they_are_hashed_by_their_fields():
    @dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 0

    assert hash(Point(1)) == hash((1, 0))
    assert {Point(1), Point(1, 0), Point(2)} == {Point(2), Point(1)}
    assert Point.__doc__ == "Point"
    with pytest.raises(TypeError, match="unhashable"):
        hash(Book("a"))


def test_methods_of_the_class_itself_stay():
    @dataclass(frozen=True, slots=True)
    class Named:
        name: str

        def __repr__(self):
            return self.name

        def __hash__(self):
            return 7

    assert (repr(Named("x")), hash(Named("x")), Named("x") == Named("x")) == ("x", 7, True)


def test_what_is_unusual_is_left_to_the_standard_library():
    @dataclass(frozen=True, slots=True)
    class Marked(Book):
        """A book with a mark, which does not count when it is compared."""

        mark: int = field(default=0, compare=False)

    assert Marked("a", 1, [], 3) == Marked("a", 1, [], 4) != Book("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Marked("a").title = "b"

    @dataclass(slots=True)
    class Counter:
        """One that changes."""

        count: int = 0

    counter = Counter()
    counter.count += 1
    assert counter == Counter(1)


def test_a_class_that_is_derived_without_being_a_dataclass_may_have_more():
    class Noted(Book):
        """One with notes."""

    noted = Noted("a")
    noted.note = "lent"
    assert noted.note == "lent"
    with pytest.raises(dataclasses.FrozenInstanceError):
        noted.title = "b"
