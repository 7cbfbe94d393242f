/* Process 1 of a sandbox once it is locked in: what reap_until() in process.py does, in a few pages of memory.

   init <number of the runtime process>

   Reaps whatever is orphaned until the runtime has ended, and says on its standard output how, as JSON.
*/

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count != 2)
        return 2;
    pid_t runtime = atoi(arguments[1]);
    for (;;) {
        int status;
        pid_t ended = wait(&status);
        if (ended < 0 && errno != EINTR)
            return 1;
        if (ended != runtime)
            continue;
        if (WIFSIGNALED(status))
            dprintf(STDOUT_FILENO, "{\"signal\": %d}", WTERMSIG(status));
        else
            dprintf(STDOUT_FILENO, "{\"exit_code\": %d}", WEXITSTATUS(status));
        return 0;
    }
}
