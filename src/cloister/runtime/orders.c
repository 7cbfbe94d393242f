/* Follows a template's orders for rooms that Python has made before, as forking.py does where there is none of this.

   After a fork the kernel copies each page that the template writes to, and a page that it has copied is the fork's own
   for as long as that lives. Python writes to a hundred of them for one order. This writes to its stack, and to memory
   that no fork gets.
*/

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The first two as orders.py has them. A number of 32 bits has ten digits at the most. */
enum { ORDER_BYTES_MAX = 64 * 1024, ORDER_FDS_MAX = 16, NAME_BYTES_MAX = 128, DIGITS_MAX = 10, ANSWER_BYTES_MAX = 256 };

/* struct clone_args of clone3(2), as 64 bits each. */
enum { FLAGS = 0, EXIT_SIGNAL = 4, CGROUP = 10, CLONE_ARGUMENTS = 11 };

/* What orders that are alike have in common. */
struct room {
    const char *alike;
    long alike_bytes;
    long flags; /* of the fork */
    long birth; /* which of the descriptors is the group's that it is born in, if any is */
    long fds;
    int fd[ORDER_FDS_MAX];
};

/* What Python has made before it lets this follow orders. */
struct given {
    long control;
    const struct room *rooms;
    long count;
    char *name; /* where a fork finds who it is for: so many bytes, of which two are for what comes behind */
    long name_bytes;
    char *number; /* DIGITS_MAX of them */
    long waits;   /* whether what has come last is to be followed first: there was no room for it */
    long chosen;  /* in a fork: the index of its room */
};

/* An order as it has come. */
struct order {
    long bytes; /* or what has failed: -errno */
    long fds;
    int fd[ORDER_FDS_MAX];
    char text[ORDER_BYTES_MAX];
};

/* What of it is one sandbox's alone. Forks have it on their stack. */
struct guest {
    long name_bytes, digits;
    char name[NAME_BYTES_MAX], number[DIGITS_MAX];
};

/* In memory that forks don't get. It counts as shared, so that sharing.c leaves it where it is. */
static struct desk {
    struct order order;
    char rights[CMSG_SPACE(ORDER_FDS_MAX * sizeof(int))] __attribute__((aligned(sizeof(long))));
    char answer[ANSWER_BYTES_MAX];
} *desk;

/* Once, in the template. Returns where orders are, or NULL where there is no memory for that. */
struct order *make_desk(void) {
    void *memory = mmap(NULL, sizeof *desk, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || madvise(memory, sizeof *desk, MADV_DONTFORK) < 0)
        return NULL;
    desk = memory;
    return &desk->order;
}

static void note_descriptors(struct order *order, struct msghdr *message) {
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        long fds = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        /* The kernel opens no more than there is room for. */
        if (fds > ORDER_FDS_MAX - order->fds)
            continue;
        memcpy(order->fd + order->fds, CMSG_DATA(part), fds * sizeof(int));
        order->fds += fds;
    }
}

static void receive(struct order *order, int control) {
    struct iovec text = {order->text, ORDER_BYTES_MAX};
    struct msghdr message = {
        .msg_iov = &text, .msg_iovlen = 1, .msg_control = desk->rights, .msg_controllen = sizeof desk->rights};
    order->fds = 0;
    do
        order->bytes = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
    while (order->bytes < 0 && errno == EINTR);
    if (order->bytes < 0)
        order->bytes = -errno;
    else
        note_descriptors(order, &message);
}

/* Returns what the order has in common with others, or NULL where it does not begin as Fork in orders.py does. */
static const char *read_guest(const struct order *order, struct guest *guest) {
    const char *text = order->text;
    const char *end = memchr(text, '\n', order->bytes);
    const char *space = end ? memchr(text, ' ', end - text) : NULL;
    if (space == NULL)
        return NULL;
    guest->name_bytes = space - text;
    guest->digits = end - space - 1;
    if (guest->name_bytes > NAME_BYTES_MAX || guest->digits > DIGITS_MAX)
        return NULL;
    memcpy(guest->name, text, guest->name_bytes);
    memcpy(guest->number, space + 1, guest->digits);
    return end + 1;
}

static int is_for(const struct room *room, const struct order *order, const char *alike) {
    return order->text + order->bytes - alike == room->alike_bytes && order->fds == room->fds &&
           !memcmp(alike, room->alike, room->alike_bytes) && !memcmp(order->fd, room->fd, room->fds * sizeof(int));
}

/* NULL where it is Python's to make one. */
static const struct room *find_room(const struct given *given, const struct order *order, struct guest *guest) {
    const char *alike = order->bytes > 0 ? read_guest(order, guest) : NULL;
    if (alike == NULL || guest->name_bytes > given->name_bytes - 2)
        return NULL;
    for (const struct room *room = given->rooms; room < given->rooms + given->count; room++)
        if (is_for(room, order, alike))
            return room;
    return NULL;
}

static long fork_for(const struct room *room) {
    unsigned long long how[CLONE_ARGUMENTS] = {0};
    how[FLAGS] = room->flags;
    how[EXIT_SIGNAL] = SIGCHLD;
    if (room->birth >= 0)
        how[CGROUP] = room->fd[room->birth];
    return syscall(SYS_clone3, how, sizeof how);
}

/* In a fork: who it is for is where Lodger in inheritance.py has it. */
static void let_in(struct given *given, const struct room *room, const struct guest *guest) {
    memcpy(given->name, guest->name, guest->name_bytes);
    memcpy(given->name + guest->name_bytes, "\n", 2);
    memset(given->number, ' ', DIGITS_MAX - guest->digits);
    memcpy(given->number + DIGITS_MAX - guest->digits, guest->number, guest->digits);
    given->chosen = room - given->rooms;
}

static char *put(char *end, const char *text, long bytes) {
    memcpy(end, text, bytes);
    return end + bytes;
}

static char *put_number(char *end, long number) {
    if (number >= 10)
        end = put_number(end, number / 10);
    *end++ = '0' + number % 10;
    return end;
}

/* As Forked in orders.py. Negative where nobody takes it. */
static long answer(int control, const struct guest *guest, long pid) {
    char *end = put(desk->answer, "Forked\n", 7);
    end = put(end, guest->name, guest->name_bytes);
    end = put_number(put(end, " ", 1), pid);
    end = put(end, " ", 1);
    return send(control, desk->answer, end - desk->answer, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static void close_all(struct order *order) {
    while (order->fds > 0)
        close(order->fd[--order->fds]);
}

/* Returns 0 in a fork, which is in its room. In the template it returns when what has come is Python's to follow: an
   order as it is, with its descriptors open, or an error without any.
*/
int take_orders(struct given *given) {
    struct order *order = &desk->order;
    for (;;) {
        struct guest guest;
        if (given->waits)
            given->waits = 0;
        else
            receive(order, given->control);
        const struct room *room = find_room(given, order, &guest);
        long pid = room ? fork_for(room) : -1;
        if (pid < 0)
            return 1;
        if (pid == 0) {
            let_in(given, room, &guest);
            return 0;
        }
        close_all(order);
        order->bytes = answer(given->control, &guest, pid);
        if (order->bytes < 0)
            return 1;
    }
}
