/* runner DIRECTORY [UID...]: runs each program of the directory, as each of
 * the users, in a process group and for a time of its own, and marks in its
 * output where one begins and ends: tests/marked.awk reads the marks.  Those
 * that $ONCE names, with commas, it runs as the last user only.  It needs no
 * shell; a bundle and the Linux of tests/linux/init.c run it. */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE
#endif
#ifndef __EXTENSIONS__
# define __EXTENSIONS__		/* illumos, Solaris */
#endif

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS_PER_TEST = 300, CHANGES_NOTHING = -1 };

static void complain(const char *what)
{
	printf("runner: %s: %s\n", what, strerror(errno));
}

static void become(long uid)
{
	if (uid > 0 && (setgroups(0, 0) < 0 || setgid((gid_t)uid) < 0
	    || setuid((uid_t)uid) < 0)) {
		complain("setuid");
		_exit(126);
	}
}

/* In the child: alarms outlive execl. */
static void become_test(const char *path, long uid)
{
	setpgid(0, 0);
	become(uid);
	alarm(SECONDS_PER_TEST);
	execl(path, path, (char *)0);
	complain(path);
	_exit(127);
}

static int wait_for(pid_t test)
{
	int status = 0;

	while (waitpid(test, &status, 0) < 0 && errno == EINTR)
		;
	kill(-test, SIGKILL);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
	    : WEXITSTATUS(status);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char *called(long uid)
{
	return (uid == CHANGES_NOTHING ? (long)getuid() : uid) ? "user"
	    : "root";
}

/* A test may end within a line. */
static void run(const char *directory, const char *name, long uid)
{
	const double start = seconds();
	char path[1024];
	pid_t child;
	int status;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	printf("\n@@ begin %s %s\n", called(uid), name);
	fflush(stdout);
	child = fork();
	if (child == 0)
		become_test(path, uid);
	status = child < 0 ? 125 : wait_for(child);
	printf("\n@@ end %d %.2f\n", status, seconds() - start);
	fflush(stdout);
}

static int is_run_once(const char *name)
{
	const char *list = getenv("ONCE");
	const size_t len = strlen(name);

	while (list && *list) {
		const size_t here = strcspn(list, ",");

		if (here == len && strncmp(list, name, len) == 0)
			return 1;
		list += here + (list[here] == ',');
	}
	return 0;
}

static void run_as_each(const char *directory, const char *name, char **uids)
{
	const int once = is_run_once(name);
	int u;

	if (!uids[0])
		run(directory, name, CHANGES_NOTHING);
	for (u = 0; uids[u]; u++)
		if (!once || !uids[u + 1])
			run(directory, name, atol(uids[u]));
}

static void run_all(const char *directory, char **uids)
{
	struct dirent **entry;
	const int n = scandir(directory, &entry, 0, alphasort);
	int i;

	if (n < 0)
		complain(directory);
	for (i = 0; i < n; i++)
		if (entry[i]->d_name[0] != '.')
			run_as_each(directory, entry[i]->d_name, uids);
}

static void introduce(void)
{
	struct utsname name;

	uname(&name);
	printf("\n@@ kernel %s %s %s, pages of %ld bytes\n", name.sysname,
	    name.release, name.machine, sysconf(_SC_PAGESIZE));
}

int main(int count, char **arguments)
{
	if (count < 2) {
		fprintf(stderr, "usage: runner DIRECTORY [UID...]\n");
		return 2;
	}
	introduce();
	run_all(arguments[1], arguments + 2);
	printf("\n@@ done\n");
	return 0;
}
