/* Questions of madvise: each advice on each kind of memory. */
#include "questions.h"

static int raw(char *p, size_t len, int advice)
{
	if (!um_kernel.sys.madvise)
		ask_absent();
	return um_kernel.sys.madvise(p, len, advice);
}

static int number(int member)
{
	const int advice = ask_member(member);

	if (advice == UM_LACKS)
		ask_absent();
	return advice;
}

/* ---- what is advised and what is there afterwards ---------------------- */

static void advise(char *p, int advice)
{
	ask_say_result(raw(p, ask_page(), advice) < 0);
	ask_say_byte(p);
}

static void on_private(int member)
{
	const int advice = number(member);

	advise(ask_memory(1), advice);
}

static void on_shared(int member)
{
	const int advice = number(member);

	advise(ask_shared_memory(1), advice);
}

static void on_file(int member)
{
	const int advice = number(member);

	advise(ask_file_memory(1, um_kernel.numbers.map_shared), advice);
}

/* With a change of its own, which an advice may drop. */
static void on_file_copy(int member)
{
	const int advice = number(member);
	char *p = ask_file_memory(1, um_kernel.numbers.map_private);

	*(volatile char *)p = ASK_STORED;
	ask_say_result(raw(p, ask_page(), advice) < 0);
	if (*(volatile char *)p == ASK_STORED)
		ask_say("kept");
	else if (*(volatile char *)p == ASK_KEPT)
		ask_say("of-file");
	else
		ask_say_byte(p);
}

static void on_locked(int member)
{
	const int advice = number(member);
	char *p = ask_memory(1);

	if (um_rest->mlock(p, ask_page()) < 0)
		ask_not_asked();
	advise(p, advice);
}

/* An advice on memory that must not be written. */
static void on_read_only(int member)
{
	const int advice = number(member);
	char *p = ask_memory(1);

	if (um_kernel.sys.mprotect(p, ask_page(),
	    um_kernel.numbers.prot_read) < 0)
		ask_not_asked();
	advise(p, advice);
}

/* Until the other process has closed its end. */
static void wait_for_end(const int fd[2])
{
	char byte;

	alarm(5);
	close(fd[1]);
	_exit(read(fd[0], &byte, 1) < 0);
}

/* While a child has its copy. */
static void on_forked(int member)
{
	const int advice = number(member);
	char *p = ask_memory(1);
	int fd[2];
	pid_t child;

	if (pipe(fd) < 0)
		ask_not_asked();
	child = fork();
	if (child < 0)
		ask_not_asked();
	if (child == 0)
		wait_for_end(fd);
	advise(p, advice);
	close(fd[1]);
}

/* ---- ranges ------------------------------------------------------------ */

static void unaligned(int member)
{
	const int advice = number(member);

	ask_say_result(raw(ask_memory(2) + 1, ask_page(), advice) < 0);
}

static void length_0(int member)
{
	const int advice = number(member);

	ask_say_result(raw(ask_memory(1), 0, advice) < 0);
}

static void over_hole(int member)
{
	const int advice = number(member);

	ask_say_result(raw(ask_hole(1), ask_page(), advice) < 0);
}

/* Is what lies behind the hole still advised? */
static void over_part_hole(int member)
{
	const int advice = number(member);
	const size_t page = ask_page();
	char *p = ask_hole(1) - page;

	ask_say_result(raw(p, 3 * page, advice) < 0);
	ask_say_byte(p);
	ask_say_byte(p + 2 * page);
}

/* Whatever the kernel means by the number. */
static void by_number(int advice)
{
	advise(ask_memory(1), advice);
}

static void unknown(int advice)
{
	ask_say_result(raw(ask_memory(1), ask_page(), advice) < 0);
}

/* It returns the errno; NetBSD's returns -1. */
static void by_posix(char *p)
{
	const int advice = number(ASK_MEMBER(posix_dontneed));
	int result;

	if (!um_rest->posix_madvise)
		ask_absent();
	result = um_rest->posix_madvise(p, ask_page(), advice);
	if (result > 0) {
		ask_say("returns");
		errno = result;
	}
	ask_say_result(result != 0);
}

static void by_posix_private(int with)
{
	char *p = ask_memory(1);

	(void)with;
	by_posix(p);
	ask_say_byte(p);
}

static void by_posix_hole(int with)
{
	(void)with;
	by_posix(ask_hole(1));
}

#define ON_EACH(name, member) \
	{ "madvise-" name "-private", on_private, ASK_MEMBER(member), 0 }, \
	{ "madvise-" name "-shared", on_shared, ASK_MEMBER(member), 0 }, \
	{ "madvise-" name "-file", on_file, ASK_MEMBER(member), 0 }, \
	{ "madvise-" name "-file-copy", on_file_copy, ASK_MEMBER(member), 0 }

const struct asked ask_advice[] = {
	ON_EACH("normal", adv_normal),
	ON_EACH("random", adv_random),
	ON_EACH("sequential", adv_sequential),
	ON_EACH("willneed", adv_willneed),
	ON_EACH("hugepage", adv_hugepage),
	ON_EACH("nohugepage", adv_nohugepage),
	ON_EACH("dontneed", adv_dontneed),
	ON_EACH("free", adv_free),
	ON_EACH("remove", adv_remove),
	ON_EACH("dontdump", adv_dontdump),
	ON_EACH("dodump", adv_dodump),
	ON_EACH("dontfork", adv_dontfork),
	ON_EACH("dofork", adv_dofork),
	ON_EACH("wipeonfork", adv_wipeonfork),
	ON_EACH("keeponfork", adv_keeponfork),
	ON_EACH("populate-read", adv_populate_read),
	ON_EACH("populate-write", adv_populate_write),

	{ "madvise-dontneed-locked", on_locked, ASK_MEMBER(adv_dontneed), 0 },
	{ "madvise-free-locked", on_locked, ASK_MEMBER(adv_free), 0 },
	{ "madvise-dontneed-read-only", on_read_only,
	    ASK_MEMBER(adv_dontneed), 0 },
	{ "madvise-free-read-only", on_read_only, ASK_MEMBER(adv_free), 0 },
	{ "madvise-populate-write-read-only", on_read_only,
	    ASK_MEMBER(adv_populate_write), 0 },
	{ "madvise-dontneed-forked", on_forked, ASK_MEMBER(adv_dontneed), 0 },
	{ "madvise-free-forked", on_forked, ASK_MEMBER(adv_free), 0 },

	{ "madvise-dontneed-unaligned", unaligned, ASK_MEMBER(adv_dontneed),
	    0 },
	{ "madvise-dontneed-length-0", length_0, ASK_MEMBER(adv_dontneed),
	    0 },
	{ "madvise-dontneed-hole", over_hole, ASK_MEMBER(adv_dontneed), 0 },
	{ "madvise-dontneed-part-hole", over_part_hole,
	    ASK_MEMBER(adv_dontneed), 0 },
	{ "madvise-free-hole", over_hole, ASK_MEMBER(adv_free), 0 },
	{ "madvise-normal-hole", over_hole, ASK_MEMBER(adv_normal), 0 },
	{ "madvise-willneed-hole", over_hole, ASK_MEMBER(adv_willneed), 0 },
	{ "madvise-dontdump-hole", over_hole, ASK_MEMBER(adv_dontdump), 0 },
	{ "madvise", by_number, 5, 8 },
	{ "madvise-99", unknown, 99, 0 },
	{ "madvise-minus-1", unknown, -1, 0 },
	{ "posix-madvise-dontneed-private", by_posix_private, 0, 0 },
	{ "posix-madvise-dontneed-hole", by_posix_hole, 0, 0 },
	{ 0, 0, 0, 0 }
};
