/* Questions of mmap without a file: what kind, how long, with which flags
 * and protection. */
#include "questions.h"

static const struct um_numbers *numbers(void)
{
	return &um_kernel.numbers;
}

static void *raw(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return um_kernel.sys.mmap(addr, len, prot, flags, fd, offset);
}

/* ---- kinds ------------------------------------------------------------- */

static void anon_with_fd(int fd)
{
	if (fd == 999)
		(void)um_kernel.sys.close(fd);
	ask_say_mapped(raw(0, ask_page(), ask_read_write(), ask_anon(), fd, 0));
}

/* with: in pages, or 1 for one byte. */
enum { ONE_PAGE = 2, MINUS_ONE_PAGE = 3 };

static void anon_with_offset(int with)
{
	const off_t page = (off_t)ask_page();

	ask_say_mapped(raw(0, ask_page(), ask_read_write(), ask_anon(), -1,
	    with == ONE_PAGE ? page : with == MINUS_ONE_PAGE ? -page : 1));
}

static void anon_without_type(int with)
{
	(void)with;
	if (!numbers()->map_anon)
		ask_absent();
	ask_say_mapped(ask_map(0, ask_page(), ask_read_write(),
	    numbers()->map_anon));
}

static void anon_with_both_types(int with)
{
	(void)with;
	ask_say_mapped(ask_map(0, ask_page(), ask_read_write(),
	    ask_anon() | ask_shared_anon()));
}

static void anon_shared(int with)
{
	(void)with;
	ask_say_mapped(ask_map(0, ask_page(), ask_read_write(),
	    ask_shared_anon()));
}

/* Is a child's store seen here? */
static void say_child(void *p)
{
	if (p == MAP_FAILED) {
		ask_say_result(1);
		return;
	}
	(void)ask_child_sees(p);
	ask_say_shared(*(volatile char *)p == ASK_STORED);
}

static void anon_shared_child(int with)
{
	(void)with;
	say_child(ask_map(0, ask_page(), ask_read_write(), ask_shared_anon()));
}

static void anon_private_child(int with)
{
	(void)with;
	say_child(ask_map(0, ask_page(), ask_read_write(), ask_anon()));
}

/* ---- lengths ----------------------------------------------------------- */

static void length(int with)
{
	ask_say_mapped(ask_map(0, (size_t)with, ask_read_write(), ask_anon()));
}

static void length_0_fixed(int with)
{
	char *p = ask_memory(1);

	(void)with;
	ask_say_place(ask_map(p, 0, ask_read_write(),
	    ask_anon() | numbers()->map_fixed), p);
	ask_say_byte(p);
}

static void length_size_max(int with)
{
	(void)with;
	ask_say_mapped(ask_map(0, SIZE_MAX, ask_read_write(), ask_anon()));
}

static void length_power(int n)
{
	ask_say_mapped(ask_map(0, ask_power(n), ask_read_write(), ask_anon()));
}

enum { RESERVE_NONE, RESERVE_WRITABLE, RESERVE_NORESERVE };

static void reserve_64_gib(int with)
{
	const int noreserve = with == RESERVE_NORESERVE
	    ? numbers()->map_noreserve : 0;

	if (with == RESERVE_NORESERVE && !noreserve)
		ask_absent();
	ask_say_mapped(ask_map(0, ask_power(36),
	    with == RESERVE_NONE ? 0 : ask_read_write(),
	    ask_anon() | noreserve));
}

/* ---- flags and protections --------------------------------------------- */

static int known_flags(void)
{
	const struct um_numbers *n = numbers();

	return n->map_shared | n->map_private | n->map_anon | n->map_fixed
	    | n->map_noreplace | n->map_stack | n->map_conceal
	    | n->map_noreserve | n->map_populate | n->map_jit
	    | n->map_align_in_addr;
}

/* The bit, which has no meaning that we know; else the child ends. */
static int flag_of(int n)
{
	const unsigned bit = 1u << n;

	if ((bit & (unsigned)known_flags()) || (numbers()->map_aligned_shift
	    && n >= numbers()->map_aligned_shift)) {
		ask_say("known");
		ask_end();
	}
	return (int)bit;
}

static void flag_bit(int n)
{
	const int bit = flag_of(n);

	ask_say_mapped(ask_map(0, ask_page(), ask_read_write(),
	    ask_anon() | bit));
}

static void flag_bit_read_only(int n)
{
	const int bit = flag_of(n);

	ask_say_mapped(ask_map(0, ask_page(), numbers()->prot_read,
	    ask_anon() | bit));
}

static void flag_bit_of_file(int n)
{
	const int bit = flag_of(n);
	struct ask_file file;

	ask_open_file(&file);
	ask_say_mapped(raw(0, ask_page(), ask_read_write(),
	    numbers()->map_private | bit, file.read_write, 0));
}

static void flag_member(int member)
{
	const int flag = ask_member(member);

	if (!flag)
		ask_absent();
	ask_say_mapped(ask_map(0, ask_page(), ask_read_write(),
	    ask_anon() | flag));
}

static int is_known_prot(int bit)
{
	const struct um_numbers *n = numbers();
	const int plain = n->prot_read | n->prot_write | n->prot_exec;

	return (bit & plain) || (n->prot_max_shift
	    && (bit & (plain << n->prot_max_shift)));
}

static void prot_bit(int n)
{
	const int bit = 1 << n;

	if (is_known_prot(bit))
		ask_say("known");
	else
		ask_say_mapped(ask_map(0, ask_page(), ask_read_write() | bit,
		    ask_anon()));
}

/* A protection of letters that also run in the id. */
enum { READ = 1, WRITE = 2, EXEC = 4 };

static int prot_of(int with)
{
	return (with & READ ? numbers()->prot_read : 0)
	    | (with & WRITE ? numbers()->prot_write : 0)
	    | (with & EXEC ? numbers()->prot_exec : 0);
}

static void prot(int with)
{
	ask_say_mapped(ask_map(0, ask_page(), prot_of(with), ask_anon()));
}

static int most(int with)
{
	if (!numbers()->prot_max_shift)
		ask_absent();
	return prot_of(with) << numbers()->prot_max_shift;
}

static void prot_above_most(int with)
{
	(void)with;
	ask_say_mapped(ask_map(0, ask_page(), ask_read_write() | most(READ),
	    ask_anon()));
}

static void prot_most_then_write(int with)
{
	void *p = ask_map(0, ask_page(), prot_of(READ) | most(READ),
	    ask_anon());

	(void)with;
	ask_say_mapped(p);
	if (p != MAP_FAILED)
		ask_say_result(um_kernel.sys.mprotect(p, ask_page(),
		    ask_read_write()) < 0);
}

/* ---- bad accesses ------------------------------------------------------ */

static void load(int with)
{
	const char *p = ask_map(0, ask_page(), prot_of(with), ask_anon());

	if (p == MAP_FAILED)
		ask_say_result(1);
	else
		ask_load(p);
}

static void load_unmapped(int with)
{
	(void)with;
	ask_load(ask_hole(1));
}

static void store(int with)
{
	char *p = ask_map(0, ask_page(), prot_of(with), ask_anon());
	int status;

	if (p == MAP_FAILED)
		ask_not_asked();
	status = ask_child_sees(p);
	if (status > 255)
		ask_say_signal(status - 256);
	else
		ask_say("ok");
}

/* ---- guards ------------------------------------------------------------ */

static void *guard(int prot, int flags, int fd)
{
	if (!numbers()->map_guard)
		ask_absent();
	return raw(0, ask_page(), prot, numbers()->map_guard | flags, fd, 0);
}

static void guard_of(int with)
{
	ask_say_mapped(guard(prot_of(with), 0, -1));
}

static void guard_anon(int with)
{
	(void)with;
	ask_say_mapped(guard(0, numbers()->map_anon, -1));
}

static void guard_fd(int fd)
{
	ask_say_mapped(guard(0, 0, fd));
}

static void guard_load(int with)
{
	const char *p = guard(0, 0, -1);

	(void)with;
	if (p == MAP_FAILED)
		ask_not_asked();
	ask_load(p);
}

static void guard_then_write(int with)
{
	void *p = guard(0, 0, -1);

	(void)with;
	if (p == MAP_FAILED)
		ask_not_asked();
	ask_say_result(um_kernel.sys.mprotect(p, ask_page(), ask_read_write())
	    < 0);
}

const struct asked ask_kinds[] = {
	{ "anon-fd-minus-1", anon_with_fd, -1, 0 },
	{ "anon-fd-minus-2", anon_with_fd, -2, 0 },
	{ "anon-fd-0", anon_with_fd, 0, 0 },
	{ "anon-fd-999", anon_with_fd, 999, 0 },
	{ "anon-offset-1", anon_with_offset, 1, 0 },
	{ "anon-offset-page", anon_with_offset, ONE_PAGE, 0 },
	{ "anon-offset-minus-page", anon_with_offset, MINUS_ONE_PAGE, 0 },
	{ "anon-no-type", anon_without_type, 0, 0 },
	{ "anon-both-types", anon_with_both_types, 0, 0 },
	{ "anon-private-child", anon_private_child, 0, 0 },
	{ "anon-shared", anon_shared, 0, 0 },
	{ "anon-shared-child", anon_shared_child, 0, 0 },

	{ "length-0-anon", length, 0, 0 },
	{ "length-0-fixed", length_0_fixed, 0, 0 },
	{ "length-1", length, 1, 0 },
	{ "length-size-max", length_size_max, 0, 0 },
	{ "length-2-to-the-46", length_power, 46, 0 },
	{ "length-2-to-the-47", length_power, 47, 0 },
	{ "length-2-to-the-60", length_power, 60, 0 },
	{ "reserve-64-gib-none", reserve_64_gib, RESERVE_NONE, 0 },
	{ "reserve-64-gib-write", reserve_64_gib, RESERVE_WRITABLE, 0 },
	{ "reserve-64-gib-noreserve", reserve_64_gib, RESERVE_NORESERVE, 0 },

	{ "flag-bit", flag_bit, 2, 31 },
	/* FreeBSD's MAP_STACK */
	{ "flag-bit-10-read-only", flag_bit_read_only, 10, 0 },
	{ "flag-bit-10-file", flag_bit_of_file, 10, 0 },
	{ "flag-stack", flag_member, ASK_MEMBER(map_stack), 0 },
	{ "flag-conceal", flag_member, ASK_MEMBER(map_conceal), 0 },
	{ "flag-noreserve", flag_member, ASK_MEMBER(map_noreserve), 0 },
	{ "flag-populate", flag_member, ASK_MEMBER(map_populate), 0 },
	{ "flag-jit", flag_member, ASK_MEMBER(map_jit), 0 },

	{ "prot-none", prot, 0, 0 },
	{ "prot-write", prot, WRITE, 0 },
	{ "prot-exec", prot, EXEC, 0 },
	{ "prot-write-exec", prot, WRITE | EXEC, 0 },
	{ "prot-read-write-exec", prot, READ | WRITE | EXEC, 0 },
	{ "prot-bit", prot_bit, 3, 16 },
	{ "prot-above-most", prot_above_most, 0, 0 },
	{ "prot-most-then-write", prot_most_then_write, 0, 0 },

	{ "load-unmapped", load_unmapped, 0, 0 },
	{ "load-none", load, 0, 0 },
	{ "load-write-only", load, WRITE, 0 },
	{ "load-exec-only", load, EXEC, 0 },
	{ "store-read-only", store, READ, 0 },
	{ "store-read-exec", store, READ | EXEC, 0 },

	{ "guard", guard_of, 0, 0 },
	{ "guard-read-write", guard_of, READ | WRITE, 0 },
	{ "guard-fd-0", guard_fd, 0, 0 },
	{ "guard-anon", guard_anon, 0, 0 },
	{ "guard-load", guard_load, 0, 0 },
	{ "mprotect-guard", guard_then_write, 0, 0 },
	{ 0, 0, 0, 0 }
};
