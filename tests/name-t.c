/* um_name: what others see in the map of the address space. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

#define RW (PROT_READ | PROT_WRITE)
#define OWN (UM_MAP_PRIVATE | UM_MAP_ANON)

static unsigned char *map(size_t pages, int flags, int fd)
{
	return must_map(0, pages, flags, fd);
}

/* ---- a kernel that is configured to take names ------------------------- */

/* PR_SET_VMA_ANON_NAME of Linux 6.2: kernel/sys.c prctl_set_vma,
 * mm/madvise.c madvise_set_anon_name. */
enum { SET_VMA = 0x53564d41, NAME_MAX_LEN = 80 };

static char given[NAME_MAX_LEN];
static const char *given_at;
static int taken_away;

static int is_taken(char c)
{
	return c > 0x1f && c < 0x7f && !strchr("\\`$[]", c);
}

static int refuse(int err)
{
	errno = err;
	return -1;
}

static int name_it(const char *name)
{
	size_t i;

	taken_away = !name;
	if (!name)
		return 0;
	for (i = 0; name[i]; i++)
		if (i == NAME_MAX_LEN - 1 || !is_taken(name[i]))
			return refuse(EINVAL);
	memcpy(given, name, i + 1);
	given_at = name;
	return 0;
}

static int prctl_of_names(int option, unsigned long what, unsigned long addr,
    unsigned long len, unsigned long name)
{
	struct um_range range;
	struct um_area area;

	if (option != SET_VMA || what != 0 || (addr & (page() - 1)))
		return refuse(EINVAL);
	range.addr = addr;
	range.len = len;
	if (um_whole(&range) == 0)
		return refuse(ENOMEM);
	if (um_area_at(addr, &area) == 0 && area.kind == UM_KIND_FILE)
		return refuse(EBADF);
	return name_it((const char *)(uintptr_t)name);
}

static void install(int (*prctl)(int, unsigned long, unsigned long,
    unsigned long, unsigned long))
{
	um_kernel.sys.prctl = prctl;
	um_kernel.numbers.pr_set_vma = SET_VMA;
}

/* ---- names ------------------------------------------------------------- */

static void test_names(unsigned char *p)
{
	static const char plain[] = "heap of objects: 2";
	char longest[300];

	errno = 41;
	is_int(um_name(p, page(), plain), 0, "memory gets a name");
	is_int(errno, 41, "errno is unchanged by it");
	ok(strcmp(given, plain) == 0, "which is as it was given");
	is_ptr(given_at, plain, "and the caller's own, which may be kept");
	is_int(um_name(p, page(), "a\\b`c$d[e]f\tg\nh\177i\303\274"), 0,
	    "a name that the kernel would refuse is taken");
	ok(strcmp(given, "a_b_c_d_e_f_g_h_i__") == 0,
	    "with other bytes in their place");
	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	is_int(um_name(p, page(), longest), 0, "a long name is taken");
	is_int((long long)strlen(given), 79, "but cut to 79 bytes");
	longest[79] = '\0';
	is_int(um_name(p, page(), longest), 0, "one of 79 bytes is taken");
	is_int((long long)strlen(given), 79, "as it is");
	is_int(um_name(p, page(), ""), 0, "so is the empty name");
	ok(strcmp(given, "") == 0 && !taken_away, "the empty name reaches the kernel as a name");
	is_int(um_name(p, page(), 0), 0, "a name is taken away");
	ok(taken_away, "by telling none");
}

static void test_refused(int fd)
{
	unsigned char *q = map(1, UM_MAP_SHARED, fd);

	if (map_is_told())
		ok(why_is(um_name(q, page(), "x") < 0, ENOTSUP,
		    "a file map, or memory of /dev/zero or of large pages, "
		    "has no name"),
		    "a file map has no name: ENOTSUP");
	else
		skip(1, "the kernel tells nobody what is mapped");
	um_munmap(q, page());
	fails(um_name(q, page(), "x") < 0, ENOMEM, "a hole is ENOMEM");
}

/* Linux without CONFIG_ANON_VMA_NAME, and before 5.17. */
static int prctl_without(int option, unsigned long a, unsigned long b,
    unsigned long c, unsigned long d)
{
	(void)option;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return refuse(EINVAL);
}

static int unknown_later(void *p)
{
	install(prctl_without);
	return um_name(p, page(), "x") == 0 || errno != ENOTSUP || !*um_why();
}

/* ---- the kernel that runs ---------------------------------------------- */

static int is_shown(const unsigned char *p, const char *name)
{
	FILE *f = fopen("/proc/self/maps", "r");
	unsigned long start, end;
	char line[512];
	int shown = 0;

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2
		    && start <= (uintptr_t)p && (uintptr_t)p < end)
			shown = strstr(line, name) != 0;
	if (f)
		fclose(f);
	return shown;
}

static void test_here(unsigned char *p)
{
	if (um_name(p, page(), "unimap [test]") < 0) {
		ok(errno == ENOTSUP && *um_why(),
		    "where there are no names it is ENOTSUP");
		return;
	}
	ok(is_shown(p, "unimap _test_") && !is_shown(p + page(), "unimap _t"),
	    "the map shows the name of the page");
	p[0] = 1;
	is_int(um_madvise(p, page(), UM_ADV_DISCARD), 0,
	    "named memory is anonymous memory still");
	is_int(um_name(p, page(), 0), 0, "the name is taken away");
	ok(!is_shown(p, "unimap _test_"), "and shown no more");
}

int main(void)
{
	unsigned char *p;
	int fd;

	plan(0);
	p = map(2, OWN, -1);
	fd = temporary_file(page());
	test_here(p);
	if (!um_kernel.sys.prctl) {
		skip(1, "a kernel of this kind never has names");
		return done();
	}
	install(prctl_of_names);
	test_names(p);
	test_refused(fd);
	ok_in_child(unknown_later, p,
	    "a kernel that does not know it is ENOTSUP, whatever it said");
	close(fd);
	return done();
}
