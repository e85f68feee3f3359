/* The sizes and times of files in one folder. The kernel opens none: it asks for those of a folder that is open. */
#define _XOPEN_SOURCE 700 /* C11 alone has no fstatat */
#define _DARWIN_C_SOURCE  /* what nanoseconds are called there */
#define _FILE_OFFSET_BITS 64
#include "kernel.h"

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/stat.h>
#endif

#if defined(__APPLE__)
#define CHANGED(status) (&(status)->st_mtimespec)
#define RENAMED(status) (&(status)->st_ctimespec)
#else
#define CHANGED(status) (&(status)->st_mtim)
#define RENAMED(status) (&(status)->st_ctim)
#endif

enum { COLUMNS = 4 };

#if !defined(_WIN32)
static const int64_t A_SECOND = 1000000000, LATEST = INT64_MAX / 1000000000 - 1;

/* Tell whether a time has room as nanoseconds since 1970, and what it is. */
static bool read_time(const struct timespec *time, int64_t *out)
{
    int64_t seconds = time->tv_sec;
    if (seconds < -LATEST || seconds > LATEST)
        return false;
    *out = seconds * A_SECOND + time->tv_nsec;
    return true;
}
#endif

/* Tell whether a name is that of a regular file, and if so its size and times: links are not followed. */
static bool read_status(int64_t folder, const char *name, int64_t *size, int64_t *changed, int64_t *renamed)
{
#if defined(_WIN32)
    (void)folder, (void)name, (void)size, (void)changed, (void)renamed;
    return false;
#else
    struct stat status;
    if (fstatat((int)folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
        return false;
    *size = status.st_size;
    return read_time(CHANGED(&status), changed) && read_time(RENAMED(&status), renamed);
#endif
}

/* Read what is known of files in a folder.
 *
 * names: of n files, a 0 behind each. out: int64[4, n], whether each is a regular file with times that have room; its
 * size; when its content last changed, and when anything of it did, in nanoseconds since 1970. folder: its descriptor.
 * Returns n.
 */
KERNEL_API int64_t read_file_status(const char *names, int64_t name_bytes, int64_t *out, int64_t cells, int64_t folder,
                                    kernel_fault *fault)
{
    int64_t files = cells / COLUMNS, begin = 0;
    for (int64_t at = 0; at < files && !fault->code; at++) {
        const char *end = begin < name_bytes ? memchr(names + begin, 0, (size_t)(name_bytes - begin)) : NULL;
        if (end == NULL) {
            fail(fault, KERNEL_OUTSIDE, begin);
            break;
        }
        int64_t *row = out + at;
        row[0] = read_status(folder, names + begin, row + files, row + 2 * files, row + 3 * files);
        begin = end - names + 1;
    }
    return files;
}
