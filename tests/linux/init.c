/* The first process of a Linux made only to run the tests of /tests, each as
 * root and as user 1000, by /runner: see tests/check-linux.sh. */
#define _GNU_SOURCE

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void complain(const char *what)
{
	printf("init: %s: %s\n", what, strerror(errno));
}

static void put(const char *type, const char *where, const char *options)
{
	mkdir(where, 0755);
	if (mount(type, where, type, 0, options) < 0)
		complain(where);
}

static void put_all(void)
{
	put("proc", "/proc", "");
	put("sysfs", "/sys", "");
	put("devtmpfs", "/dev", "mode=755");
	put("tmpfs", "/dev/shm", "mode=1777");
	put("tmpfs", "/tmp", "mode=1777");
	mkdir("/var", 0755);
	put("tmpfs", "/var/tmp", "mode=1777");
}

/* Init inherits what a test leaves behind. */
static void run_all(void)
{
	const pid_t runner = fork();
	pid_t ended;

	if (runner == 0) {
		execl("/runner", "/runner", "/tests", "0", "1000", (char *)0);
		complain("/runner");
		_exit(127);
	}
	do
		ended = wait(0);
	while (ended != runner && (ended > 0 || errno == EINTR));
}

int main(void)
{
	put_all();
	unsetenv("UNIMAP_UNDER");
	setenv("srcdir", "/", 1);
	if (chdir("/tmp") < 0)
		complain("/tmp");
	run_all();
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
