/* A key that children never see and core dumps never hold.
 *
 * A process keeps such a key, shows that its child finds zero, and dies with a
 * core dump, which is then searched for the key.
 */
#define _GNU_SOURCE		/* for -std=c99 with glibc */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unimap.h>

enum { KEY = 32 };

/* Byte i of the key, or of a text that is no secret.  So the searcher need not
 * keep it. */
static unsigned char byte_of(int is_secret, int i)
{
	return (unsigned char)((i * 167 + 13) ^ (is_secret ? 0x5c : 0xa3));
}

static unsigned char *fill(volatile unsigned char *p, int is_secret)
{
	int i;

	for (i = 0; i < KEY; i++)
		p[i] = byte_of(is_secret, i);
	return (unsigned char *)p;
}

static void keep_secret_and_die(void)
{
	const size_t page = um_page_size();
	struct rlimit no_limit = { RLIM_INFINITY, RLIM_INFINITY };
	unsigned char *key = um_mmap(0, page, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_CONCEAL, -1, 0);
	unsigned char *open = malloc(KEY);
	int status;

	if (key == MAP_FAILED || um_minherit(key, page, UM_INHERIT_ZERO) < 0) {
		printf("no such secret on this kernel: %s\n", um_why());
		fflush(stdout);
		_exit(77);
	}
	fill(key, 1);
	fill(open, 0);
	if (fork() == 0)
		_exit(key[0] | key[KEY - 1]);
	if (wait(&status) < 0 || status != 0)
		_exit(1);		/* the child has seen something */
	signal(SIGQUIT, SIG_DFL);
	setrlimit(RLIMIT_CORE, &no_limit);
	kill(getpid(), SIGQUIT);
	pause();
}

static int found(FILE *core, int is_secret)
{
	int c, at = 0;

	rewind(core);
	while (at < KEY && (c = getc(core)) != EOF)
		at = c == byte_of(is_secret, at) ? at + 1
		    : c == byte_of(is_secret, 0);
	return at == KEY;
}

int main(void)
{
	char dir[] = "/tmp/unimap-secret-XXXXXX", name[40];
	int status, result;
	FILE *core;
	pid_t child;

	if (!mkdtemp(dir) || chdir(dir) < 0)
		return 1;
	child = fork();
	if (child == 0)
		keep_secret_and_die();
	if (waitpid(child, &status, 0) < 0)
		return 1;
	core = fopen(strcpy(name, "core"), "rb");
	if (!core) {
		snprintf(name, sizeof name, "core.%ld", (long)child);
		core = fopen(name, "rb");
	}
	if (WIFEXITED(status)) {
		result = WEXITSTATUS(status) == 77 ? 77 : 1;
	} else if (!core) {
		puts("children see zero; there is no core dump to search");
		result = 77;		/* half of it was not shown */
	} else {
		result = found(core, 1) || !found(core, 0);
		puts(result ? "the key is in the core dump!"
		    : "children see zero, the core dump does not hold the key");
	}
	if (core)
		fclose(core);
	(void)unlink(name);
	(void)rmdir(dir);
	return result;
}
