"""What several commands share."""

from indexer.commands.options import printable


def test_emoji_that_are_joined_stay_joined_on_a_terminal():
    family = "\U0001f469\u200d\U0001f467"
    assert printable(family) == family


def test_escape_sequences_line_ends_and_changes_of_direction_become_spaces():
    assert printable("a\x1b[31m\nb\u202ec") == "a [31m b c"
