/* Page sizes and the version: numbers of the running system. */
#include "tap.h"

#include <stdio.h>

static int is_power_of_two(size_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static void page_size(void)
{
	size_t n;
	long system;

	errno = 12345;
	n = um_page_size();
	is_int(errno, 12345, "um_page_size leaves errno alone");
	ok(is_power_of_two(n) && n >= 512, "the page is a power of two");
	ok(um_page_size() == n, "and always the same");
	system = sysconf(_SC_PAGESIZE);
	if (!is_simulated() && system > 0)
		ok((long)n <= system && system % (long)n == 0,
		    "what sysconf says is a multiple of it");
	else
		skip(1, "a page size to compare with");
}

static void granularity(void)
{
	size_t n;

	errno = 12345;
	n = um_granularity();
	is_int(errno, 12345, "um_granularity leaves errno alone");
	ok(is_power_of_two(n) && n >= um_page_size(),
	    "the granularity is a power of two and no less than a page");
	ok(um_granularity() == n, "and always the same");
}

/* What is one page to um_page_size is one page to the kernel. */
static void is_kernels_page(void)
{
	const size_t n = um_page_size();
	char *p = um_mmap(0, 3 * n, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	is_int(um_mprotect(p + n, n, PROT_NONE), 0,
	    "a page is protected by itself");
	ok(!load_faults(p + n - 1) && load_faults(p + n)
	    && load_faults(p + 2 * n - 1) && !load_faults(p + 2 * n),
	    "and begins and ends where the kernel's does");
	um_munmap(p, 3 * n);
}

static void addresses(void)
{
	const size_t unit = um_granularity();
	int i, good = 1;

	for (i = 0; i < 16; i++) {
		char *p = um_mmap(0, 1, PROT_READ,
		    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

		good = good && p != MAP_FAILED && (uintptr_t)p % unit == 0;
		um_munmap(p, 1);
	}
	ok(good, "every new mapping is a multiple of the granularity");
}

static void sizes(void)
{
	size_t all[16], some[16];
	int i, n, good = 1;

	memset(all, 0xee, sizeof all);
	errno = 12345;
	n = um_page_sizes(all, 15);
	is_int(errno, 12345, "um_page_sizes leaves errno alone");
	ok(n >= 1 && n <= 15, "there is at least one page size");
	ok(all[0] == um_page_size(), "the smallest comes first");
	for (i = 1; i < n; i++)
		good = good && all[i] > all[i - 1] && is_power_of_two(all[i]);
	ok(good, "then the others, each larger, all powers of two");
	ok(all_bytes(&all[n], sizeof all - (size_t)n * sizeof *all, 0xee),
	    "and nothing is stored behind the last");
	is_int(um_page_sizes(0, 0), n,
	    "without room they are counted all the same");
	memset(some, 0xee, sizeof some);
	is_int(um_page_sizes(some, 1), n, "and with room for one");
	ok(some[0] == all[0]
	    && all_bytes(&some[1], sizeof some - sizeof *some, 0xee),
	    "which is the smallest, and no more is stored");
	is_int(um_page_sizes(some, -1), n, "negative room is none");
}

static void version(void)
{
	char string[40];

	is_int(um_version(), UM_VERSION,
	    "the library is the version of its header");
	sprintf(string, "%d.%d.%d", UM_VERSION / 10000,
	    UM_VERSION / 100 % 100, UM_VERSION % 100);
	ok(strcmp(string, UM_VERSION_STRING) == 0,
	    "which its number and its string agree about");
}

int main(void)
{
	plan(21);
	page_size();
	granularity();
	is_kernels_page();
	addresses();
	sizes();
	version();
	return done();
}
