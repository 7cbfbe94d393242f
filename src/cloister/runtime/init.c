/* Process 1 of a sandbox once it is locked in: what reap_until() in process.py does, in a few pages of memory.

   init <number of the runtime process>

   Reaps whatever is orphaned until the runtime has ended, and says on its standard output how, as JSON.

   It has no C library: glibc's start asks the processor dozens of times what it is, and in a virtual machine each
   answer comes from the hypervisor: half a millisecond for every sandbox.
*/

#include <asm/errno.h>
#include <asm/unistd.h>

#if defined(__x86_64__)
__asm__(".globl _start\n_start: mov %rsp, %rdi\nand $-16, %rsp\ncall begin\n");

static long system_call(long number, long first, long second, long third, long fourth) {
    long result;
    register long r10 __asm__("r10") = fourth;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
__asm__(".globl _start\n_start: mov x0, sp\nbl begin\n");

static long system_call(long number, long first, long second, long third, long fourth) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = first;
    register long x1 __asm__("x1") = second;
    register long x2 __asm__("x2") = third;
    register long x3 __asm__("x3") = fourth;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}
#else
#error "On this machine process 1 stays in Python."
#endif

static char *put_text(char *end, const char *text) {
    while (*text)
        *end++ = *text++;
    return end;
}

static char *put_number(char *end, int number) {
    if (number >= 10)
        end = put_number(end, number / 10);
    *end++ = '0' + number % 10;
    return end;
}

static int number_of(const char *digits) {
    int number = 0;
    while (*digits)
        number = number * 10 + (*digits++ - '0');
    return number;
}

static void tell(const char *what, int number) {
    char text[64];
    char *end = put_text(text, "{\"");
    end = put_text(end, what);
    end = put_text(end, "\": ");
    end = put_text(put_number(end, number), "}");
    system_call(__NR_write, 1, (long)text, end - text, 0);
}

static int reap_until(int runtime) {
    for (;;) {
        int status;
        long ended = system_call(__NR_wait4, -1, (long)&status, 0, 0);
        if (ended < 0 && ended != -EINTR)
            return 1;
        if (ended != runtime)
            continue;
        int signal = status & 0x7f;
        if (signal)
            tell("signal", signal);
        else
            tell("exit_code", status >> 8 & 0xff);
        return 0;
    }
}

/* `stack` is as the kernel leaves it (execve(2)): the number of arguments, and then where they are. */
__attribute__((used, noreturn)) void begin(long *stack) {
    int code = stack[0] == 2 ? reap_until(number_of((char *)stack[2])) : 2;
    for (;;)
        system_call(__NR_exit_group, code, 0, 0, 0);
}
