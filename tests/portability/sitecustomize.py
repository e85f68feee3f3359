"""Make this interpreter, and those that it starts, look like macOS: without ``/proc`` and ``posix_fallocate``."""

import builtins
import errno
import fcntl
import io
import os
import sys
import sysconfig

sysconfig.get_config_vars()  # whose file is named after the real platform
sys.platform = "darwin"
del os.posix_fallocate
fcntl.F_FULLFSYNC = 51

real_open, real_fcntl = io.open, fcntl.fcntl


def open_but_proc(file, *args, **kwargs):
    if str(file).startswith("/proc/"):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", file)
    return real_open(file, *args, **kwargs)


def flush_or_fcntl(descriptor, command, argument=0):
    return os.fsync(descriptor) if command == fcntl.F_FULLFSYNC else real_fcntl(descriptor, command, argument)


io.open = builtins.open = open_but_proc
fcntl.fcntl = flush_or_fcntl
