/* The first process of a Linux made only to run the tests of /tests, each as
 * root and as user 1000, by /runner: see tests/check-linux.sh.  Where there are
 * modules in /modules, for 9p, the directories that qemu shares are mounted: one
 * as it is by default, and one whose files can be mapped shared. */
#define _GNU_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void complain(const char *what)
{
	printf("init: %s: %s\n", what, strerror(errno));
}

/* Of 9p the source is the tag of what is shared, of others it is nothing. */
static void put(const char *type, const char *where, const char *options)
{
	mkdir(where, 0755);
	if (mount(where, where, type, 0, options) < 0)
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

static int load(const char *name)
{
	const int fd = open(name, O_RDONLY | O_CLOEXEC);
	const int loaded = fd >= 0
	    && syscall(__NR_finit_module, fd, "", 0) == 0;

	if (fd >= 0)
		close(fd);
	return loaded;
}

/* In any order: those that need another are tried again after it. */
static void load_all(DIR *modules)
{
	struct dirent *entry;
	int loaded;

	do {
		loaded = 0;
		rewinddir(modules);
		while ((entry = readdir(modules)))
			loaded += entry->d_name[0] != '.'
			    && load(entry->d_name);
	} while (loaded);
}

static void share(void)
{
	DIR *const modules = opendir("/modules");

	if (!modules || chdir("/modules") < 0)
		return;
	load_all(modules);
	closedir(modules);
	put("9p", "/share", "trans=virtio,version=9p2000.L");
	put("9p", "/cached", "trans=virtio,version=9p2000.L,cache=mmap");
	setenv("SHARES", "/share:/cached", 1);
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
	share();
	unsetenv("UNIMAP_UNDER");
	setenv("srcdir", "/", 1);
	if (chdir("/tmp") < 0)
		complain("/tmp");
	run_all();
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
