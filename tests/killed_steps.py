"""Kill or interrupt what writes at each of its steps, counted by Python's audit events: no system call is traced."""

import os
import signal
import sys

CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.link", "os.mkdir", "os.chmod"}
MOST_STEPS = 500
INTERRUPTED = 3


def ends_before(act, kill_at, by=signal.SIGKILL):
    """Act in a child that gets a signal before its step of that number, from 0; return whether it came to the end."""
    child = os.fork()
    if child == 0:
        left = [kill_at]

        def strike(event, args):
            writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
            if event in CHANGES or writes:
                left[0] -= 1
                if left[0] == -1:
                    os.kill(os.getpid(), by)

        sys.addaudithook(strike)
        try:
            act()
        except KeyboardInterrupt:
            os._exit(INTERRUPTED)
        except BaseException:  # noqa: BLE001  a test may not go on in the child
            os._exit(2)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, -by, INTERRUPTED if by == signal.SIGINT else -by}
    return status == 0


def at_each_step(play, stride=1):
    """Yield the outcome of a kill at every step; last of the first that came to the end, as its first value says.

    Args:
        play: Kills at the step of a number.
        stride: 1 for every step, 9 for every ninth.
    """
    for at in range(0, MOST_STEPS, stride):
        outcome = play(at)
        yield outcome
        if outcome[0]:
            return
