from search_app.service.joined_writes import JoinedWrites


class Sent:
    """A transport that keeps what it is told."""

    def __init__(self):
        self.told = []

    def write(self, data):
        self.told.append(data)

    def close(self):
        self.told.append("closed")

    def is_closing(self):
        return "closed" in self.told


def write(*steps):
    sent = Sent()
    joined = JoinedWrites(sent)
    for step in steps:
        step(joined) if callable(step) else joined.write(step)
    return sent.told


def test_the_head_is_written_with_the_first_piece_and_all_others_as_they_come():
    assert write(b"head", b"a", b"b", JoinedWrites.flush) == [b"heada", b"b"]


def test_a_head_without_a_body_is_written_when_the_answer_ends():
    assert write(b"head", JoinedWrites.flush, JoinedWrites.flush, JoinedWrites.close) == [b"head", "closed"]


def test_nothing_is_lost_where_the_connection_ends():
    assert write(b"head", JoinedWrites.close) == [b"head", "closed"]


def test_it_tells_whether_the_connection_is_closed():
    sent = Sent()
    assert not JoinedWrites(sent).is_closing()
    sent.close()
    assert JoinedWrites(sent).is_closing()
