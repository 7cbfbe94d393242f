/* Process 1 leaves its memory to the runtime and becomes another program: fork() and execve() without a copy.

   After fork() whoever of the two writes to a page first copies it. By then process 1 has copied some hundreds of pages
   from its template, and it looks at none of them again.
*/

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif

enum { STACK_BYTES = 16384, CLOSE_ON_EXEC = 4 /* CLOSE_RANGE_CLOEXEC */, NUMBER_BYTES = 16 };

/* What the kernel knows of the only thread: fork() tells it anew, and clone() leaves that to its caller. */
static struct {
    int *number;
    void *locks;
    size_t locks_bytes;
} thread;

static char stack[STACK_BYTES] __attribute__((aligned(16)));

struct moment {
    jmp_buf here;
    int ends[2];
};

/* Once, in the template. Negative where the kernel does not say what it knows. */
int prepare(void) {
    if (prctl(PR_GET_TID_ADDRESS, &thread.number) < 0)
        return -errno;
    if (syscall(SYS_get_robust_list, 0, &thread.locks, &thread.locks_bytes) < 0)
        return -errno;
    return 0;
}

static void tell_of_thread(void) {
    *thread.number = syscall(SYS_set_tid_address, thread.number);
    syscall(SYS_set_robust_list, thread.locks, thread.locks_bytes);
#ifdef RSEQ_SIG
    if (__rseq_size)
        syscall(SYS_rseq, (char *)__builtin_thread_pointer() + __rseq_offset, sizeof(struct rseq), 0,
                RSEQ_SIG);
#endif
}

/* The runtime, on a stack of its own until it is alone.

   Its pipe has come to the end when process 1 has closed what execve() closes. It is another program by then: it has
   other memory, which stays undumpable, and what this process does with its own is nothing to it.
*/
static int await_memory(void *argument) {
    struct moment *moment = argument;
    char nothing;
    close(moment->ends[1]);
    while (read(moment->ends[0], &nothing, 1) < 0 && errno == EINTR)
        ;
    close(moment->ends[0]);
    /* Here, since Python would have the kernel copy ten pages for it. */
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    tell_of_thread();
    longjmp(moment->here, 1);
}

static void become(const char *program, int runtime, int status_fd) {
    char number[NUMBER_BYTES];
    snprintf(number, sizeof number, "%d", runtime);
    char *const arguments[] = {(char *)program, number, NULL};
    char *const environment[] = {NULL};
    dup2(STDIN_FILENO, STDERR_FILENO);
    dup2(status_fd, STDOUT_FILENO);
    syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, CLOSE_ON_EXEC);
    execve(program, arguments, environment);
}

/* Returns 0 in the runtime, which has the memory for itself. Process 1 becomes `program`, with the number of the
   runtime as its argument and `status_fd` as its standard output; it returns only where it can't: a negative number.
*/
int succeed(const char *program, int status_fd) {
    struct moment moment;
    if (pipe2(moment.ends, O_CLOEXEC) < 0)
        return -errno;
    if (setjmp(moment.here))
        return 0;
    int runtime = clone(await_memory, stack + sizeof stack, CLONE_VM | SIGCHLD, &moment);
    if (runtime < 0)
        return -errno;
    become(program, runtime, status_fd);
    int error = errno;
    kill(runtime, SIGKILL);
    waitpid(runtime, NULL, 0);
    return -error;
}
