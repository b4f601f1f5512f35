/* Records, in order, what a process does to the files under one folder.

   A seccomp filter turns each system call that changes files into a signal; its handler makes the
   call itself and appends a record to a log. Interposing on the C library would not be enough:
   some of the renames are made by code that calls the kernel directly. The simulated disk is made
   from the log alone (power_loss.py), so the real one is never waited for.

   A record: kind (1 byte), length of its text (4), inode (8), offset (8), length of its data (8),
   little-endian; then the text (a path; two with a NUL between them for a rename) and the data. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define RESULT(context) ((context)->uc_mcontext.gregs[REG_RAX])
#define ARGUMENT(context, n) ((context)->uc_mcontext.gregs[ARGUMENTS[n]])
static const int ARGUMENTS[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8};
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define RESULT(context) ((context)->uc_mcontext.regs[0])
#define ARGUMENT(context, n) ((context)->uc_mcontext.regs[n])
#else
#error "only x86-64 and arm64 are known"
#endif

#define PASS 0x67777061 /* a sixth argument, which none of these calls has: let it through */

static const int WATCHED[] = {
    SYS_openat, SYS_write, SYS_pwrite64, SYS_writev, SYS_ftruncate, SYS_fsync, SYS_fdatasync,
    SYS_renameat2, SYS_unlinkat, SYS_mkdirat,
#ifdef SYS_renameat
    SYS_renameat,
#endif
#ifdef SYS_open
    SYS_open, SYS_creat, SYS_rename, SYS_unlink, SYS_mkdir, SYS_rmdir,
#endif
    /* Refused, so that the caller falls back on those above: */
    SYS_fallocate, SYS_copy_file_range, SYS_sendfile, SYS_pwritev, SYS_pwritev2, SYS_truncate,
    SYS_linkat, SYS_splice,
#ifdef SYS_link
    SYS_link,
#endif
};
#define COUNT (sizeof WATCHED / sizeof WATCHED[0])

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static int log_file = -1;

static long pass(long number, long a, long b, long c, long d, long e)
{
    long result = syscall(number, a, b, c, d, e, PASS);
    return result < 0 ? -errno : result;
}

static void append(const void *data, size_t length)
{
    while (length > 0) {
        long written = pass(SYS_write, log_file, (long)data, (long)length, 0, 0);
        if (written < 0)
            _exit(70); /* a log with a gap proves nothing */
        data = (const char *)data + written;
        length -= (size_t)written;
    }
}

static void begin_record(char kind, const char *text, uint32_t length, uint64_t inode,
                         uint64_t offset, uint64_t data_length)
{
    struct __attribute__((packed)) {
        char kind;
        uint32_t text_length;
        uint64_t inode, offset, data_length;
    } head = {kind, length, inode, offset, data_length};
    append(&head, sizeof head);
    append(text, length);
}

static void record(char kind, const char *path, uint64_t inode, uint64_t offset)
{
    begin_record(kind, path, (uint32_t)strlen(path), inode, offset, 0);
}

static int watched(const char *path)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

/* The path behind a descriptor; empty where there is none. */
static void path_of(int descriptor, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
}

static void absolute(int base, const char *name, char *path)
{
    if (name[0] == '/')
        path[0] = 0;
    else if (base == AT_FDCWD)
        path[getcwd(path, PATH_MAX) ? strlen(path) : 0] = 0;
    else
        path_of(base, path);
    size_t length = strlen(path);
    snprintf(path + length, PATH_MAX - length, "%s%s", name[0] == '/' ? "" : "/", name);
}

static long on_open(int base, const char *name, int flags, int mode)
{
    char path[PATH_MAX];
    struct stat before, after;
    absolute(base, name, path);
    int existed = stat(path, &before) == 0;
    long descriptor = pass(SYS_openat, base, (long)name, flags, mode, 0);
    if (descriptor < 0 || !watched(path) || fstat((int)descriptor, &after) != 0)
        return descriptor;
    if (!existed)
        record('c', path, after.st_ino, 0);
    else if ((flags & O_TRUNC) && before.st_size > 0)
        record('t', path, after.st_ino, 0);
    return descriptor;
}

/* The result of a write that begins at `offset`, or where the file stands if that is negative. */
static long on_write(long number, int descriptor, const struct iovec *parts, long count,
                     long result, long offset)
{
    char path[PATH_MAX];
    struct stat now;
    path_of(descriptor, path);
    if (result <= 0 || !watched(path) || fstat(descriptor, &now) != 0)
        return result;
    if (number != SYS_pwrite64)
        offset = lseek(descriptor, 0, SEEK_CUR) - result;
    begin_record('w', path, (uint32_t)strlen(path), now.st_ino, (uint64_t)offset, (uint64_t)result);
    size_t left = (size_t)result;
    for (long n = 0; n < count && left > 0; n++) {
        size_t length = parts[n].iov_len < left ? parts[n].iov_len : left;
        append(parts[n].iov_base, length);
        left -= length;
    }
    return result;
}

static long on_truncate(int descriptor, long length)
{
    char path[PATH_MAX];
    struct stat now;
    long result = pass(SYS_ftruncate, descriptor, length, 0, 0, 0);
    path_of(descriptor, path);
    if (result == 0 && watched(path) && fstat(descriptor, &now) == 0)
        record('t', path, now.st_ino, (uint64_t)length);
    return result;
}

static long on_sync(int descriptor, char kind)
{
    char path[PATH_MAX];
    struct stat now;
    if (fstat(descriptor, &now) != 0)
        return -errno;
    path_of(descriptor, path);
    if (watched(path))
        record(S_ISDIR(now.st_mode) ? 'f' : kind, path, now.st_ino, 0);
    return 0;
}

static long on_rename(int old_base, const char *old_name, int new_base, const char *new_name,
                      long flags)
{
    char paths[2 * PATH_MAX], target[PATH_MAX];
    if (flags & ~1L) /* only RENAME_NOREPLACE is known */
        return -EINVAL;
    absolute(old_base, old_name, paths);
    absolute(new_base, new_name, target);
    long result = pass(SYS_renameat2, old_base, (long)old_name, new_base, (long)new_name, flags);
    if (result == 0 && (watched(paths) || watched(target))) {
        size_t length = strlen(paths) + 1;
        strcpy(paths + length, target);
        begin_record('r', paths, (uint32_t)(length + strlen(target)), 0, 0, 0);
    }
    return result;
}

static long on_remove(int base, const char *name, int flags)
{
    char path[PATH_MAX];
    absolute(base, name, path);
    long result = pass(SYS_unlinkat, base, (long)name, flags, 0, 0);
    if (result == 0 && watched(path))
        record('u', path, 0, 0);
    return result;
}

static long on_folder(int base, const char *name, long mode)
{
    char path[PATH_MAX];
    absolute(base, name, path);
    long result = pass(SYS_mkdirat, base, (long)name, mode, 0, 0);
    if (result == 0 && watched(path))
        record('m', path, 0, 0);
    return result;
}

static long on_plain_write(long number, const long *given)
{
    struct iovec part = {(void *)given[1], (size_t)given[2]};
    long result = pass(number, given[0], given[1], given[2], given[3], 0);
    return on_write(number, (int)given[0], &part, 1, result, given[3]);
}

static long on_call(long number, const long *given)
{
    int first = (int)given[0], second = (int)given[1], third = (int)given[2];
    const char *name = (const char *)given[0], *name_there = (const char *)given[1];
    switch (number) {
    case SYS_openat: return on_open(first, name_there, third, (int)given[3]);
    case SYS_write:
    case SYS_pwrite64: return on_plain_write(number, given);
    case SYS_writev:
        return on_write(number, first, (struct iovec *)given[1], given[2],
                        pass(number, given[0], given[1], given[2], 0, 0), -1);
    case SYS_ftruncate: return on_truncate(first, given[1]);
    case SYS_fsync: return on_sync(first, 's');
    case SYS_fdatasync: return on_sync(first, 'd');
    case SYS_renameat2:
        return on_rename(first, name_there, third, (const char *)given[3], given[4]);
    case SYS_unlinkat: return on_remove(first, name_there, third);
    case SYS_mkdirat: return on_folder(first, name_there, given[2]);
#ifdef SYS_renameat
    case SYS_renameat: return on_rename(first, name_there, third, (const char *)given[3], 0);
#endif
#ifdef SYS_open
    case SYS_open: return on_open(AT_FDCWD, name, second, third);
    case SYS_creat: return on_open(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, second);
    case SYS_rename: return on_rename(AT_FDCWD, name, AT_FDCWD, name_there, 0);
    case SYS_unlink: return on_remove(AT_FDCWD, name, 0);
    case SYS_rmdir: return on_remove(AT_FDCWD, name, AT_REMOVEDIR);
    case SYS_mkdir: return on_folder(AT_FDCWD, name, second);
#endif
    default: return -EOPNOTSUPP;
    }
}

static void on_signal(int signal_number, siginfo_t *information, void *opaque)
{
    ucontext_t *context = opaque;
    int saved = errno;
    long given[5];
    (void)signal_number;
    for (int n = 0; n < 5; n++)
        given[n] = (long)ARGUMENT(context, n);
    pthread_mutex_lock(&one_at_a_time);
    RESULT(context) = on_call(information->si_syscall, given);
    pthread_mutex_unlock(&one_at_a_time);
    errno = saved;
}

static int filter(void)
{
    struct sock_filter program[6 + COUNT + 2];
    size_t end = 0;
#define LOAD(field) \
    (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF(value, then, otherwise) \
    (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, then, otherwise)
    program[end++] = LOAD(arch);
    program[end++] = IF(ARCHITECTURE, 0, 3 + COUNT);
    program[end++] = LOAD(args[5]);
    program[end++] = IF(PASS, 1 + COUNT, 0);
    program[end++] = LOAD(nr);
    for (size_t n = 0; n < COUNT; n++)
        program[end++] = IF((unsigned)WATCHED[n], COUNT - n, 0);
    program[end++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    program[end++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
    struct sock_fprog whole = {(unsigned short)end, program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return errno;
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &whole) != 0)
        return errno;
    return 0;
}

/* Watch `path`, an absolute folder, from now on; 0, or the number of the error. */
int power_loss_watch(const char *path, const char *log_path)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    snprintf(folder, sizeof folder, "%s", path);
    log_file = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_file < 0)
        return errno;
    sigfillset(&action.sa_mask);
    sigdelset(&action.sa_mask, SIGSYS);
    if (sigaction(SIGSYS, &action, NULL) != 0)
        return errno;
    return filter();
}

/* Put a note into the log: what the process has just been told, or is about to ask for. */
void power_loss_note(const char *text)
{
    pthread_mutex_lock(&one_at_a_time);
    record('n', text, 0, 0);
    pthread_mutex_unlock(&one_at_a_time);
}
