/* UNIMAP_DISABLE of a program that has more rights than who started it, by file
 * capabilities, is not believed: that its ids are the user's own says
 * nothing. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <sys/wait.h>

/* linux/include/uapi/linux/capability.h: revision 2, effective; CAP_NET_RAW.
 * Little-endian on disk. */
static const unsigned char capability[20] = { 1, 0, 0, 2, 0, 0x20 };

static int level(const char *id)
{
	int i;

	for (i = 0; i < um_features(); i++)
		if (strcmp(um_feature(i)->id, id) == 0)
			return um_feature(i)->level;
	return UM_UNKNOWN;
}

static int copy(const char *name)
{
	static char block[65536];
	const int from = open("/proc/self/exe", O_RDONLY);
	const int to = open(name, O_WRONLY | O_CREAT | O_EXCL, 0755);
	ssize_t n = -1;

	if (from >= 0 && to >= 0)
		while ((n = read(from, block, sizeof block)) > 0
		    && write(to, block, (size_t)n) == n)
			continue;
	close(from);
	return close(to) == 0 && n == 0 ? 0 : -1;
}

/* What the program says as a user without rights: 1 disabled, 0 not. */
static int said(const char *program)
{
	int status;
	const pid_t child = fork();

	if (child == 0) {
		if (setgid(65534) < 0 || setuid(65534) < 0)
			_exit(2);
		setenv("UNIMAP_DISABLE", "memfd_create", 1);
		execl(program, program, "level", (char *)0);
		_exit(3);
	}
	return child < 0 || waitpid(child, &status, 0) != child
	    || !WIFEXITED(status) ? -1 : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	char name[] = "/tmp/unimap-environment-XXXXXX", program[64];

	if (argc > 1 && strcmp(argv[1], "level") == 0)
		return level("memfd") != UM_NATIVE;
	if (geteuid() != 0)
		skip_all("not root");
	if (!mkdtemp(name) || chmod(name, 0755) < 0)
		skip_all("no directory in /tmp");
	snprintf(program, sizeof program, "%s/t", name);
	if (copy(program) < 0)
		skip_all("the program cannot be copied to /tmp");
	plan(2);
	ok(said(program) == 1, "of an ordinary program it is believed");
	if (syscall(SYS_setxattr, program, "security.capability", capability,
	    sizeof capability, 0) < 0)
		skip(1, "no file capabilities in /tmp");
	else
		ok(said(program) == 0,
		    "of one with file capabilities it is not");
	unlink(program);
	rmdir(name);
	return done();
}
#else
int main(void)
{
	skip_all("file capabilities are Linux'");
	return 0;
}
#endif
