"""Processes that end with us: the children of `demo`, and the local database's server.

Only the standard library, since the keeper of the local database starts with nothing more.
"""

import ctypes
import os
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # from Linux's prctl.h


def die_with_parent(last_signal: signal.Signals) -> Callable[[], None]:
    """What a child runs before it becomes a program: the kernel sends it `last_signal` when we end.

    However we end, SIGKILL included. For Popen's preexec_fn, from the thread that lives longest.
    """
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, last_signal)
        if os.getppid() != parent:  # it ended before we could ask
            os._exit(1)

    return prepare
