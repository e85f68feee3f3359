"""What a watch says: a line for each thing that happened, for people or for programs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Level(IntEnum):
    """How much it matters."""

    DETAIL = 0
    NEWS = 1
    WRONG = 2


@dataclass(slots=True)
class Journal:
    """Writes lines that begin with the time.

    Attributes:
        write: Takes a line, without its end.
        now: Returns the time, aware.
        lowest: What matters less is not written.
        as_json: Whether each line is a JSON object with ``time``, ``event``, ``message``, and what belongs to the
            event.
    """

    write: Callable[[str], None]
    now: Callable[[], datetime]
    lowest: Level = Level.NEWS
    as_json: bool = False

    def tell(self, event: str, message: str, level: Level = Level.NEWS, **values: object) -> None:
        """Write a line.

        Args:
            event: One word for it, for programs.
            message: For people; a further line of it becomes a line of its own.
            level: How much it matters.
            values: More for programs.
        """
        if level < self.lowest:
            return
        time = self.now().isoformat(timespec="milliseconds")
        if self.as_json:
            self._write_object({"time": time, "event": event, "message": message, **values})
        else:
            for line in message.splitlines():
                self.write(f"{time} {line}")

    def _write_object(self, values: Mapping[str, object]) -> None:
        self.write(json.dumps(values, ensure_ascii=False))
