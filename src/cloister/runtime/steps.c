/* Follows the plan by which a fork locks itself in, as kernel/operations.py has written it down.

   It decides nothing: what is called, what is looked at and what is to be found there is said by the operations. Python
   that did the same would have the kernel copy hundreds of pages for it first.
*/

#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum kind { CALL, SAME, BITS, OCCURRENCES, ENTRIES, ACT };
enum wanted { DONE, REFUSED, EQUAL, DONE_OR };
enum { ARGUMENTS = 6, LENGTH_OF_ENTRY = 16 /* getdents64(2): where d_reclen is */ };

struct operation {
    long kind, number, arguments[ARGUMENTS], held, wanted, value;
    long *result;
};

static long call(long number, const long *given) {
    long answer = syscall(number, given[0], given[1], given[2], given[3], given[4], given[5]);
    return answer == -1 ? -errno : answer;
}

/* Whether the text goes on with the pattern, in which a '*' is whatever has no white space, up to what follows it. */
static int goes_on(const unsigned char *text, const unsigned char *end, const unsigned char *pattern) {
    for (; *pattern; pattern++) {
        if (*pattern == '*')
            while (text < end && *text > ' ' && *text != pattern[1])
                text++;
        else if (text == end || *text++ != *pattern)
            return 0;
    }
    return 1;
}

static long occurrences(const unsigned char *text, long length, const unsigned char *pattern) {
    long found = 0;
    for (const unsigned char *end = text + length; text < end; text++)
        found += goes_on(text, end, pattern);
    return found;
}

static long entries(const char *listing, long length) {
    long found = 0;
    unsigned short size;
    for (const char *end = listing + length; listing < end; listing += size) {
        memcpy(&size, listing + LENGTH_OF_ENTRY, sizeof size);
        found++;
    }
    return found;
}

static long result_of(const struct operation *operation) {
    long given[ARGUMENTS];
    for (int i = 0; i < ARGUMENTS; i++) {
        long argument = operation->arguments[i];
        given[i] = operation->held >> i & 1 ? *(long *)argument : argument;
    }
    switch (operation->kind) {
    case SAME:
        return !memcmp((void *)given[0], (void *)given[1], given[2]);
    case BITS:
        return *(long *)given[0] & given[1];
    case OCCURRENCES:
        return occurrences((void *)given[0], given[1], (void *)given[2]);
    case ENTRIES:
        return entries((void *)given[0], given[1]);
    default:
        return call(operation->number, given);
    }
}

static int is_wanted(const struct operation *operation, long result) {
    switch (operation->wanted) {
    case REFUSED:
        return result < 0;
    case EQUAL:
        return result == operation->value;
    case DONE_OR:
        return result >= 0 || result == operation->value;
    default:
        return result >= 0;
    }
}

/* From `first` on. Returns where it stopped: behind the last, at one that is Python's to do, or at one with `found` as
   its result where another is wanted. Nothing after it has been done.
*/
long carry_out(const struct operation *operations, long first, long count, long *found) {
    long at = first;
    for (; at < count && operations[at].kind != ACT; at++) {
        long result = result_of(&operations[at]);
        if (operations[at].result)
            *operations[at].result = result;
        if (!is_wanted(&operations[at], result)) {
            *found = result;
            break;
        }
    }
    return at;
}
