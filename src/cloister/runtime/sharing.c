/* What a fork has copied and not changed is its template's again: pages that are as they were cost nothing.

   A fork copies each page that it writes to, and Python writes to whatever it looks at: it counts who uses an object,
   and the count is the same again afterwards. The kernel does not take such a page back by itself. It does where the
   page is one of a file's, mapped privately: who lets go of it finds what is in the file. So there is what a fork has
   in its memory when it rests: not what its template has, which differs in most of these pages.
*/

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PAGE_BYTES = 4096,
    RANGES_MAX = 64,
    MAPS_BYTES_MAX = 128 * 1024,
    ENTRIES = 256, /* of the page map that are read at once */
    LISTING_BYTES = 1024,
    ALONE = 1,
    POPULATE_READ = 22 /* MADV_POPULATE_READ, Linux 5.14 */
};

#define PRESENT (1ULL << 63)
#define OF_A_FILE (1ULL << 61) /* or of shared memory: not a copy of the process's own (proc_pid_pagemap(5)) */

struct range {
    char *start;
    size_t bytes;
    off_t at; /* in the file */
};

/* The file, in the template and in whatever it forks. */
static struct {
    int fd; /* until it is shared */
    ino_t number;
    const char *memory; /* all of it, to compare with */
    size_t bytes;
} file;

static struct range ranges[RANGES_MAX];

/* Fills `text`, which ends with a zero then. Negative where the file can't be read, or not as a whole. */
static int read_text(const char *path, char *text, size_t bytes_max) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    size_t length = 0;
    ssize_t more = 0;
    while (length < bytes_max - 1 && (more = read(fd, text + length, bytes_max - 1 - length)) > 0)
        length += more;
    close(fd);
    text[length] = 0;
    return more ? -1 : 0;
}

typedef int take_mapping(struct range mapping, ino_t number, const char *name);

/* Negative where the line is not as proc_pid_maps(5) says, or `take` is negative. */
static int take_line(const char *line, take_mapping *take) {
    unsigned long start, beyond, at, number;
    int named = 0;
    const char *rights = strchr(line, ' ');
    if (rights == NULL || strncmp(rights, " rw-p ", 6))
        return rights ? 0 : -1;
    if (sscanf(line, "%lx-%lx %*s %lx %*s %lu %n", &start, &beyond, &at, &number, &named) < 4)
        return -1;
    struct range mapping = {(char *)start, beyond - start, at};
    return take(mapping, number, line + named);
}

static int each_line(char *text, take_mapping *take) {
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        if (take_line(line, take) < 0)
            return -1;
    }
    return 0;
}

/* Calls `take` for each private writable mapping. Negative where the kernel does not tell, or `take` is negative. */
static int each_mapping(take_mapping *take) {
    /* On the stack it would stay. Shared, it is no mapping that is told of. */
    char *text = mmap(NULL, MAPS_BYTES_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (text == MAP_FAILED)
        return -1;
    int result = read_text("/proc/self/maps", text, MAPS_BYTES_MAX);
    if (result == 0)
        result = each_line(text, take);
    munmap(text, MAPS_BYTES_MAX);
    return result;
}

static int holds(struct range range, const void *address) {
    return (const char *)address >= range.start && (const char *)address < range.start + range.bytes;
}

/* -- In the template ------------------------------------------------------------------------------------------------ */

static int found;

static int note(struct range mapping, ino_t number, const char *name) {
    (void)number;
    /* Not what this very function writes to. */
    if (!strcmp(name, "[stack]") || holds(mapping, &file))
        return 0;
    if (found == RANGES_MAX)
        return -1;
    mapping.at = file.bytes;
    ranges[found++] = mapping;
    file.bytes += mapping.bytes;
    return 0;
}

static int fill(void) {
    for (int each = 0; each < found; each++) {
        size_t done = 0;
        while (done < ranges[each].bytes) {
            ssize_t more = pwrite(file.fd, ranges[each].start + done, ranges[each].bytes - done, ranges[each].at + done);
            /* What a fork has let go of stays empty. */
            if (more < 0 && errno == EFAULT)
                more = PAGE_BYTES;
            if (more <= 0)
                return -1;
            done += more;
        }
    }
    return 0;
}

/* Nobody can write to the file from here on, whatever he maps it as. */
static int seal(void) {
    struct stat status;
    if (fchmod(file.fd, 0) < 0 ||
        fcntl(file.fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0)
        return -1;
    if (fstat(file.fd, &status) < 0)
        return -1;
    file.number = status.st_ino;
    file.memory = mmap(NULL, file.bytes, PROT_READ, MAP_PRIVATE, file.fd, 0);
    return file.memory == MAP_FAILED ? -1 : 0;
}

static void write_where_other(char *place, const char *bytes, size_t count) {
    for (size_t done = 0; done < count; done += PAGE_BYTES)
        if (memcmp(place + done, bytes + done, PAGE_BYTES))
            memcpy(place + done, bytes + done, PAGE_BYTES);
}

/* The process's memory is the file's, and has the bytes that it had. Between the two nothing may be written. */
static void move_in(char *kept) {
    for (int each = 0; each < found; each++) {
        struct range range = ranges[each];
        memcpy(kept + range.at, range.start, range.bytes);
        if (mmap(range.start, range.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file.fd, range.at) ==
            MAP_FAILED)
            abort();
        madvise(range.start, range.bytes, POPULATE_READ);
        write_where_other(range.start, kept + range.at, range.bytes);
    }
}

/* Once, in the template, which has one thread. 0, or negative where this kernel can't share. */
int lay_out(void) {
    if (sysconf(_SC_PAGESIZE) != PAGE_BYTES || each_mapping(note) < 0)
        return -1;
    file.fd = memfd_create("template", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return file.fd < 0 ? -1 : ftruncate(file.fd, file.bytes);
}

/* In a fork of it, which is nobody's and rests: the file has the bytes that it has. 0, or negative. */
int record(void) { return fill(); }

/* Once, in the template again. 0, or negative where this kernel can't: then nothing has changed. */
int share(void) {
    /* Shared, it is no memory that a fork has to copy. */
    char *kept = mmap(NULL, file.bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int shared = kept == MAP_FAILED ? -1 : seal();
    if (shared == 0)
        move_in(kept);
    if (kept != MAP_FAILED)
        munmap(kept, file.bytes);
    close(file.fd);
    return shared;
}

/* -- In a fork ------------------------------------------------------------------------------------------------------ */

static int page_map;

/* Where the kernel itself writes (rseq), at any moment. */
static int is_the_threads(const char *page) {
    char *thread = __builtin_thread_pointer();
    return page + PAGE_BYTES > thread - PAGE_BYTES && page < thread + PAGE_BYTES;
}

static int is_as_it_was(uint64_t entry, const char *page, const char *before) {
    return (entry & PRESENT) && !(entry & OF_A_FILE) && !is_the_threads(page) && !memcmp(page, before, PAGE_BYTES);
}

static int give_back_of(struct range mapping, ino_t number, const char *name) {
    /* Both: another file system may have a file of that number, and a function a file of that name. */
    if (number != file.number || strcmp(name, "/memfd:template (deleted)"))
        return 0;
    uint64_t entries[ENTRIES];
    size_t alike = 0; /* bytes before the page in question */
    for (size_t done = 0; done < mapping.bytes; done += PAGE_BYTES) {
        size_t entry = done / PAGE_BYTES % ENTRIES;
        char *page = mapping.start + done;
        if (entry == 0 && pread(page_map, entries, sizeof entries, (uintptr_t)page / PAGE_BYTES * 8) < 8)
            return -1;
        if (is_as_it_was(entries[entry], page, file.memory + mapping.at + done)) {
            alike += PAGE_BYTES;
            continue;
        }
        if (alike)
            madvise(page - alike, alike, MADV_DONTNEED);
        alike = 0;
    }
    if (alike)
        madvise(mapping.start + mapping.bytes - alike, alike, MADV_DONTNEED);
    return 0;
}

static int processes_in(const char *listing, ssize_t length) {
    int processes = 0;
    for (ssize_t at = 0; at < length; at += ((const struct dirent64 *)(listing + at))->d_reclen) {
        char first = *((const struct dirent64 *)(listing + at))->d_name;
        processes += first >= '0' && first <= '9';
    }
    return processes;
}

/* Negative where the kernel does not tell. Not by opendir(), which takes memory of that which is compared. */
static int processes_seen(void) {
    char listing[LISTING_BYTES] __attribute__((aligned(8)));
    int directory = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return -1;
    int processes = 0;
    ssize_t length;
    while ((length = getdents64(directory, listing, sizeof listing)) > 0)
        processes += processes_in(listing, length);
    close(directory);
    return length < 0 ? -1 : processes;
}

/* Whether nobody else can write to this memory, nor begin to: who has it as well is a thread or a process of the same
   sandbox, and only these could make another. Whom the sandbox's /proc does not list (hidepid) has other memory, as
   process 1 has: whether a process may be looked at is asked of its memory.
*/
static int is_alone(void) {
    struct stat threads;
    /* A directory of directories, one for each thread. */
    return stat("/proc/self/task", &threads) == 0 && threads.st_nlink == 2 + ALONE && processes_seen() == ALONE;
}

/* In a fork that is idle, as often as it is. Nothing that it can look at is otherwise afterwards.

   Nothing happens where there are other threads or processes: what one writes between a comparison and its consequence
   is lost.
*/
void give_back(void) {
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    if (file.memory != NULL && is_alone() && (page_map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)) >= 0) {
        each_mapping(give_back_of);
        close(page_map);
        /* With the page tables that the comparison has made (Linux 6.13). */
        madvise((void *)file.memory, file.bytes, MADV_DONTNEED);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}
