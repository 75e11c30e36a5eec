/* Questions of mmap without a file: where. */
#include "questions.h"

static const struct um_numbers *numbers(void)
{
	return &um_kernel.numbers;
}

static void *address(uintptr_t at)
{
	return (void *)at;
}

/* The kernel's own half on every 64-bit machine. */
static void *kernel_address(void)
{
	return address(UINTPTR_MAX
	    - (sizeof(void *) > 4 ? (uintptr_t)0x7fffffff : 0xffff));
}

/* ---- hints ------------------------------------------------------------- */

static void hint(void *at)
{
	ask_say_place(ask_map(at, ask_page(), ask_read_write(), ask_anon()),
	    at);
}

static void hint_over_existing(int with)
{
	char *p = ask_memory(1);

	(void)with;
	hint(p);
	ask_say_byte(p);
}

static void hint_in_hole(int with)
{
	(void)with;
	hint(ask_hole(4) + ask_page());
}

static void hint_unaligned(int with)
{
	(void)with;
	hint(ask_hole(4) + ask_page() + 1);
}

static void hint_low(int with)
{
	(void)with;
	hint(address(4096));
}

static void hint_power(int n)
{
	hint(address(ask_power(n)));
}

static void hint_power_taken(int n)
{
	void *at = address(ask_power(n));

	if (ask_map(at, ask_page(), ask_read_write(),
	    ask_anon() | numbers()->map_fixed) != at)
		ask_not_asked();
	hint(at);
}

static void hint_kernel(int with)
{
	(void)with;
	hint(kernel_address());
}

static void noreplace(char *at, size_t pages, int flag)
{
	if (!flag)
		ask_absent();
	ask_say_place(ask_map(at, pages * ask_page(), ask_read_write(),
	    ask_anon() | flag), at);
}

static void noreplace_over_existing(int with)
{
	char *p = ask_memory(1);

	(void)with;
	noreplace(p, 1, numbers()->map_noreplace);
	ask_say_byte(p);
}

static void noreplace_partly_over(int with)
{
	char *hole = ask_hole(1);

	(void)with;
	noreplace(hole, 2, numbers()->map_noreplace);
	ask_say_byte(hole + ask_page());
}

static void noreplace_in_hole(int with)
{
	(void)with;
	noreplace(ask_hole(4) + ask_page(), 1, numbers()->map_noreplace);
}

static void noreplace_unaligned(int with)
{
	(void)with;
	noreplace(ask_hole(4) + ask_page() + 1, 1, numbers()->map_noreplace);
}

static void noreplace_without_fixed(int with)
{
	char *p = ask_memory(1);

	(void)with;
	noreplace(p, 1, numbers()->map_noreplace & ~numbers()->map_fixed);
	ask_say_byte(p);
}

static void noreplace_with_fixed(int with)
{
	char *p = ask_memory(1);

	(void)with;
	if (!numbers()->map_noreplace)
		ask_absent();
	noreplace(p, 1, numbers()->map_noreplace | numbers()->map_fixed);
	ask_say_byte(p);
}

/* ---- fixed places ------------------------------------------------------ */

static void fixed(void *at, size_t len)
{
	ask_say_place(ask_map(at, len, ask_read_write(),
	    ask_anon() | numbers()->map_fixed), at);
}

static void fixed_over_existing(int with)
{
	char *p = ask_memory(2);

	(void)with;
	fixed(p, ask_page());
	ask_say_byte(p);
	ask_say_byte(p + ask_page());
}

static void fixed_in_hole(int with)
{
	(void)with;
	fixed(ask_hole(4) + ask_page(), ask_page());
}

static void fixed_unaligned(int with)
{
	(void)with;
	fixed(ask_memory(3) + 1, ask_page());
}

static void fixed_at(int at)
{
	fixed(address((uintptr_t)at), ask_page());
}

static void fixed_power(int n)
{
	fixed(address(ask_power(n)), ask_page());
}

static void fixed_kernel(int with)
{
	(void)with;
	fixed(kernel_address(), ask_page());
}

static void fixed_wraps(int with)
{
	(void)with;
	fixed(address(0 - (uintptr_t)ask_page()), 2 * ask_page());
}

/* ---- alignment --------------------------------------------------------- */

static void say_aligned(void *p, int n)
{
	if (p == MAP_FAILED || !p)
		ask_say_mapped(p);
	else
		ask_say((size_t)n < sizeof(size_t) * CHAR_BIT
		    && !((uintptr_t)p & (((uintptr_t)1 << n) - 1))
		    ? "aligned" : "unaligned");
}

static int aligned_flag(int n)
{
	if (!numbers()->map_aligned_shift)
		ask_absent();
	return (int)((unsigned)n << numbers()->map_aligned_shift);
}

static void aligned(int n)
{
	if (numbers()->map_align_in_addr)
		say_aligned(ask_map(address(ask_power(n)), ask_page(),
		    ask_read_write(), ask_anon()
		    | numbers()->map_align_in_addr), n);
	else
		say_aligned(ask_map(0, ask_page(), ask_read_write(),
		    ask_anon() | aligned_flag(n)), n);
}

/* A free place that is a multiple of 2 MiB. */
static char *free_place(void)
{
	const uintptr_t unit = (uintptr_t)1 << 21;
	char *p = ask_map(0, 2 * unit, 0, ask_anon());

	if (p == MAP_FAILED || um_kernel.sys.munmap(p, 2 * unit) < 0)
		ask_not_asked();
	return address(((uintptr_t)p + unit - 1) & ~(unit - 1));
}

static void aligned_fixed(int pages_off)
{
	char *at = free_place() + (size_t)pages_off * ask_page();

	ask_say_place(ask_map(at, ask_page(), ask_read_write(), ask_anon()
	    | aligned_flag(21) | numbers()->map_fixed), at);
}

static void aligned_hint(int with)
{
	(void)with;
	say_aligned(ask_map(free_place(), ask_page(), ask_read_write(),
	    ask_anon() | aligned_flag(21)), 21);
}

static void aligned_noreplace(int with)
{
	char *at = free_place();

	(void)with;
	noreplace(at, 1, numbers()->map_noreplace
	    ? numbers()->map_noreplace | aligned_flag(21) : 0);
}

/* ---- below 2 GiB ------------------------------------------------------- */

static void low(void *at)
{
	const uintptr_t limit = (uintptr_t)1 << 31;
	void *p;

	if (!numbers()->map_low2g)
		ask_absent();
	p = ask_map(at, ask_page(), ask_read_write(),
	    ask_anon() | numbers()->map_low2g);
	if (p == MAP_FAILED)
		ask_say_result(1);
	else
		ask_say((uintptr_t)p < limit ? "below" : "above");
}

static void low_anywhere(int with)
{
	(void)with;
	low(0);
}

static void low_hint_power(int n)
{
	low(address(ask_power(n)));
}

const struct asked ask_places[] = {
	{ "hint-over-existing", hint_over_existing, 0, 0 },
	{ "hint-in-hole", hint_in_hole, 0, 0 },
	{ "hint-unaligned", hint_unaligned, 0, 0 },
	{ "hint-4096", hint_low, 0, 0 },
	{ "hint-2-to-the-40", hint_power, 40, 0 },
	{ "hint-2-to-the-40-taken", hint_power_taken, 40, 0 },
	{ "hint-kernel", hint_kernel, 0, 0 },

	{ "noreplace-over-existing", noreplace_over_existing, 0, 0 },
	{ "noreplace-partly-over", noreplace_partly_over, 0, 0 },
	{ "noreplace-in-hole", noreplace_in_hole, 0, 0 },
	{ "noreplace-unaligned", noreplace_unaligned, 0, 0 },
	{ "noreplace-without-fixed", noreplace_without_fixed, 0, 0 },
	{ "noreplace-with-fixed", noreplace_with_fixed, 0, 0 },

	{ "fixed-over-existing", fixed_over_existing, 0, 0 },
	{ "fixed-in-hole", fixed_in_hole, 0, 0 },
	{ "fixed-unaligned", fixed_unaligned, 0, 0 },
	{ "fixed-at-0", fixed_at, 0, 0 },
	{ "fixed-at-4096", fixed_at, 4096, 0 },
	{ "fixed-at-2-to-the-47", fixed_power, 47, 0 },
	{ "fixed-kernel", fixed_kernel, 0, 0 },
	{ "fixed-wraps", fixed_wraps, 0, 0 },

	{ "aligned-1", aligned, 1, 0 },
	{ "aligned-11", aligned, 11, 0 },
	{ "aligned-12", aligned, 12, 0 },
	{ "aligned-13", aligned, 13, 0 },
	{ "aligned-16", aligned, 16, 0 },
	{ "aligned-21", aligned, 21, 0 },
	{ "aligned-24", aligned, 24, 0 },
	{ "aligned-30", aligned, 30, 0 },
	{ "aligned-32", aligned, 32, 0 },
	{ "aligned-40", aligned, 40, 0 },
	{ "aligned-48", aligned, 48, 0 },
	{ "aligned-63", aligned, 63, 0 },
	{ "aligned-64", aligned, 64, 0 },
	{ "aligned-200", aligned, 200, 0 },
	{ "aligned-21-hint", aligned_hint, 0, 0 },
	{ "aligned-21-noreplace", aligned_noreplace, 0, 0 },
	{ "aligned-21-fixed", aligned_fixed, 0, 0 },
	{ "aligned-21-fixed-unaligned", aligned_fixed, 1, 0 },

	{ "low2g", low_anywhere, 0, 0 },
	{ "low2g-hint-2-to-the-40", low_hint_power, 40, 0 },
	{ 0, 0, 0, 0 }
};
