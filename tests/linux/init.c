/* The first process of a Linux made only to run the tests of /tests, each as
 * root and as user 1000: see tests/check-linux.sh, which reads the marks. */
#define _GNU_SOURCE

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS_PER_TEST = 300, USER = 1000 };

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

static void become(uid_t uid)
{
	if (uid && (setgroups(0, 0) < 0 || setgid(uid) < 0 || setuid(uid) < 0)) {
		complain("setuid");
		_exit(126);
	}
}

/* In the child: alarms outlive execl. */
static void become_test(const char *path, uid_t uid)
{
	setpgid(0, 0);
	become(uid);
	alarm(SECONDS_PER_TEST);
	execl(path, path, (char *)0);
	complain(path);
	_exit(127);
}

/* Init inherits what a test leaves behind. */
static int wait_for(pid_t test)
{
	int status = 0;

	while (waitpid(test, &status, 0) < 0 && errno == EINTR)
		;
	kill(-test, SIGKILL);
	while (waitpid(-1, 0, WNOHANG) > 0)
		;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
	    : WEXITSTATUS(status);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A test may end within a line. */
static void run(const char *name, uid_t uid)
{
	const double start = seconds();
	char path[300];
	pid_t child;
	int status;

	snprintf(path, sizeof path, "/tests/%s", name);
	printf("\n@@ begin %s %s\n", uid ? "user" : "root", name);
	fflush(stdout);
	child = fork();
	if (child == 0)
		become_test(path, uid);
	status = child < 0 ? 125 : wait_for(child);
	printf("\n@@ end %d %.2f\n", status, seconds() - start);
}

static void run_all(void)
{
	struct dirent **entry;
	const int n = scandir("/tests", &entry, 0, alphasort);
	int i;

	if (n < 0)
		complain("/tests");
	for (i = 0; i < n; i++) {
		if (entry[i]->d_name[0] == '.')
			continue;
		run(entry[i]->d_name, 0);
		run(entry[i]->d_name, USER);
	}
}

static void introduce(void)
{
	struct utsname name;

	uname(&name);
	printf("\n@@ kernel Linux %s %s, pages of %ld bytes\n", name.release,
	    name.machine, sysconf(_SC_PAGESIZE));
}

int main(void)
{
	put_all();
	unsetenv("UNIMAP_UNDER");
	setenv("srcdir", "/", 1);
	if (chdir("/tmp") < 0)
		complain("/tmp");
	introduce();
	run_all();
	printf("\n@@ done\n");
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
