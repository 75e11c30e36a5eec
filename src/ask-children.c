/* Questions of what a child made by fork finds. */
#include "questions.h"

/* What the child loads, and whether its store is seen here. */
static void say_inherited(char *p)
{
	ask_say_seen(ask_child_sees(p));
	ask_say_shared(*(volatile char *)p == ASK_STORED);
}

/* ---- minherit ---------------------------------------------------------- */

static int inherit(char *p, size_t len, int value)
{
	if (!um_kernel.sys.minherit)
		ask_absent();
	return um_kernel.sys.minherit(p, len, value);
}

static int number(int member)
{
	const int value = ask_member(member);

	if (value == UM_LACKS)
		ask_absent();
	return value;
}

static void inherit_private(int member)
{
	const int value = number(member);
	char *p = ask_memory(1);

	ask_say_result(inherit(p, ask_page(), value) < 0);
	say_inherited(p);
}

static void inherit_shared(int member)
{
	const int value = number(member);
	char *p = ask_shared_memory(1);

	ask_say_result(inherit(p, ask_page(), value) < 0);
	say_inherited(p);
}

static void inherit_unknown(int value)
{
	ask_say_result(inherit(ask_memory(1), ask_page(), value) < 0);
}

static void inherit_unaligned(int member)
{
	const int value = number(member);

	ask_say_result(inherit(ask_memory(2) + 1, ask_page(), value) < 0);
}

static void inherit_length_0(int member)
{
	const int value = number(member);

	ask_say_result(inherit(ask_memory(1), 0, value) < 0);
}

static void inherit_hole(int member)
{
	const int value = number(member);

	ask_say_result(inherit(ask_hole(1), ask_page(), value) < 0);
}

/* ---- advice ------------------------------------------------------------ */

static void advised(char *p, int member)
{
	if (!um_kernel.sys.madvise)
		ask_absent();
	ask_say_result(um_kernel.sys.madvise(p, ask_page(), number(member))
	    < 0);
	say_inherited(p);
}

static void advised_private(int member)
{
	advised(ask_memory(1), member);
}

static void advised_shared(int member)
{
	advised(ask_shared_memory(1), member);
}

/* Takes back what was advised before. */
static void advised_back(int member)
{
	char *p = ask_memory(1);
	const int wipe = member == ASK_MEMBER(adv_keeponfork);

	if (!um_kernel.sys.madvise)
		ask_absent();
	if (um_kernel.sys.madvise(p, ask_page(), number(wipe
	    ? ASK_MEMBER(adv_wipeonfork) : ASK_MEMBER(adv_dontfork))) < 0) {
		ask_say_result(1);
		return;
	}
	advised(p, member);
}

const struct asked ask_children[] = {
	{ "minherit-share-private", inherit_private,
	    ASK_MEMBER(inherit_share), 0 },
	{ "minherit-copy-private", inherit_private, ASK_MEMBER(inherit_copy),
	    0 },
	{ "minherit-none-private", inherit_private, ASK_MEMBER(inherit_none),
	    0 },
	{ "minherit-zero-private", inherit_private, ASK_MEMBER(inherit_zero),
	    0 },
	{ "minherit-share-shared", inherit_shared, ASK_MEMBER(inherit_share),
	    0 },
	{ "minherit-copy-shared", inherit_shared, ASK_MEMBER(inherit_copy),
	    0 },
	{ "minherit-none-shared", inherit_shared, ASK_MEMBER(inherit_none),
	    0 },
	{ "minherit-zero-shared", inherit_shared, ASK_MEMBER(inherit_zero),
	    0 },
	{ "minherit-3", inherit_unknown, 3, 0 },
	{ "minherit-17", inherit_unknown, 17, 0 },
	{ "minherit-unaligned", inherit_unaligned, ASK_MEMBER(inherit_copy),
	    0 },
	{ "minherit-length-0", inherit_length_0, ASK_MEMBER(inherit_copy), 0 },
	{ "minherit-hole", inherit_hole, ASK_MEMBER(inherit_none), 0 },

	{ "fork-dontfork-private", advised_private, ASK_MEMBER(adv_dontfork),
	    0 },
	{ "fork-dontfork-shared", advised_shared, ASK_MEMBER(adv_dontfork),
	    0 },
	{ "fork-dofork-private", advised_back, ASK_MEMBER(adv_dofork), 0 },
	{ "fork-wipeonfork-private", advised_private,
	    ASK_MEMBER(adv_wipeonfork), 0 },
	{ "fork-wipeonfork-shared", advised_shared,
	    ASK_MEMBER(adv_wipeonfork), 0 },
	{ "fork-keeponfork-private", advised_back, ASK_MEMBER(adv_keeponfork),
	    0 },
	{ 0, 0, 0, 0 }
};
