/* Every raw call of every scenario fails once, in each way that it may: the
 * call then succeeds in full, or fails with a documented errno and a reason,
 * and nothing is left or lost.
 *
 * FAULT_STEP=n: only every nth fault. */
#include "failing.h"
#include "qemu.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- one fault --------------------------------------------------------- */

struct fault {
	const struct scenario *scenario;
	int way;		/* the ways of the chain before it are disabled */
	int warm;		/* the call has been made once before */
	enum fail_row row;	/* FAIL_ROWS: none, only counted */
	int nth, err;
	int report[2];		/* a pipe for the counts */
};

static struct fault now;
/* Before everything, and before the call. */
static const struct outside *at_first, *before;

static int bad(const char *format, ...)
{
	va_list list;

	if (now.row < FAIL_ROWS)
		printf("# %s, way %d, %s, %s number %d fails with %s: ",
		    now.scenario->name, now.way, now.warm ? "warm" : "cold",
		    failing[now.row].name, now.nth, strerror(now.err));
	else
		printf("# %s, way %d, no fault: ", now.scenario->name,
		    now.way);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	printf("\n");
	return 1;
}

/* What the kernel says of an argument or of a policy may be passed on. */
static int is_documented(int err)
{
	const int *e;

	if (err == now.err && now.row < FAIL_ROWS
	    && (err == EINVAL || err == EPERM || err == EACCES))
		return 1;
	for (e = now.scenario->errnos; *e; e++)
		if (*e == err)
			return 1;
	return 0;
}

/* A mapping whose removal is what failed cannot be removed. */
static int may_leave(void)
{
	return now.row == FAIL_MUNMAP;
}

static int check_failure(struct stage *s, int err)
{
	const struct outside *after = outside_take(2);
	int wrong = 0, line;

	if (!is_documented(err))
		wrong += bad("errno %d (%s) is not documented", err,
		    strerror(err));
	if (!*um_why())
		wrong += bad("no reason");
	/* A way that a family does not take by itself may be a worse one. */
	if (now.row == FAIL_ROWS && now.way == 0
	    && now.scenario->wanted != err && err != ENOTSUP)
		wrong += bad("it has to succeed: errno %d, %s", err, um_why());
	if (!now.scenario->may_lose && outside_lost(before, after))
		wrong += bad("something is lost");
	if (!may_leave() && !now.scenario->may_lose
	    && outside_gained(before, after))
		wrong += bad("something is left");
	if ((line = now.scenario->kept(s)))
		wrong += bad("%s:%d: contents are not kept (errno %d)",
		    stage_file, line, err);
	return wrong;
}

static int check_success(struct stage *s)
{
	const int line = now.scenario->check ? now.scenario->check(s) : 0;

	if (now.scenario->wanted)
		return bad("it succeeded");
	return line ? bad("%s:%d: success is not what it says", stage_file,
	    line) : 0;
}

static void rehearse(void)
{
	struct stage s;

	now.scenario->setup(&s);
	if (now.scenario->run(&s) == 0 && now.scenario->check)
		now.scenario->check(&s);
	stage_clear(&s);
}

static void report_counts(void)
{
	int counts[FAIL_ROWS], i;

	for (i = 0; i < FAIL_ROWS; i++)
		counts[i] = failing_count((enum fail_row)i);
	if (write(now.report[1], counts, sizeof counts) != sizeof counts)
		_exit(99);
}

static int one(void *unused)
{
	struct stage s;
	const struct outside *after;
	int wrong, failed, err, stays;

	(void)unused;
	chain_disable(now.scenario->chain, now.way, now.scenario->disable);
	if (now.warm)
		rehearse();
	at_first = outside_take(0);
	now.scenario->setup(&s);
	before = outside_take(1);
	failing_arm(now.row, now.nth, now.err);
	errno = 0;
	failed = now.scenario->run(&s);
	err = errno;
	if (now.row == FAIL_ROWS)
		report_counts();
	failing_arm(FAIL_ROWS, 0, 0);
	wrong = failed ? check_failure(&s, err) : check_success(&s);
	if (!failed && err)
		wrong += bad("success with errno %d", err);
	if (!stage_foreign_intact(&s))
		wrong += bad("foreign memory has changed");
	stays = stage_clear(&s);
	after = outside_take(2);
	if (!stays && !may_leave() && (outside_lost(at_first, after)
	    || outside_gained(at_first, after)))
		wrong += bad("something is left when all is unmapped");
	return wrong > 90 ? 90 : wrong;
}

/* ---- all faults -------------------------------------------------------- */

enum { SHOWN = 12 };		/* children that may explain, by scenario */

static int step, faults_made, faults_seen;

/* 1 when something was wrong. */
static int try(void)
{
	const int status = in_child(one, 0);

	faults_made++;
	if (status == STAGE_CANNOT)
		return 0;
	if (status >= 256)
		bad("signal %d", status - 256);
	return status != 0;
}

static int count(int *counts)
{
	int wrong;

	memset(counts, 0, FAIL_ROWS * sizeof *counts);
	now.row = FAIL_ROWS;
	if (pipe(now.report) < 0)
		return 1;
	wrong = try();
	close(now.report[1]);
	if (read(now.report[0], counts, FAIL_ROWS * sizeof *counts)
	    != (ssize_t)(FAIL_ROWS * sizeof *counts))
		memset(counts, 0, FAIL_ROWS * sizeof *counts);
	close(now.report[0]);
	return wrong;
}

/* qemu-user: a madvise that accepts all and then refuses is no kernel at all,
 * and where no page is had for the question it is believed. */
static int is_liar;

static int contradicts(enum fail_row row)
{
	return is_liar && (row == FAIL_MADVISE
	    || (row == FAIL_MMAP && !now.warm));
}

static int each_fault(const int *counts)
{
	int row, i, wrong = 0;

	for (row = 0; row < FAIL_ROWS; row++)
		for (now.nth = 0; now.nth < counts[row]; now.nth++)
			for (i = 0; i < FAIL_ERRNOS && failing[row].errnos[i];
			    i++) {
				if (faults_seen++ % step || wrong >= SHOWN
				    || contradicts((enum fail_row)row))
					continue;
				now.row = (enum fail_row)row;
				now.err = failing[row].errnos[i];
				wrong += try();
			}
	return wrong;
}

static int each_way(const struct scenario *s)
{
	const struct um_way *ways = s->chain < UM_CHAINS
	    ? chain_ways(s->chain) : 0;
	int counts[FAIL_ROWS], wrong = 0;

	now.scenario = s;
	for (now.way = 0; !ways || ways[now.way].name; now.way++) {
		if (ways && now.way && !way_can(&ways[now.way]))
			continue;
		for (now.warm = 0; now.warm < 2; now.warm++) {
			wrong += count(counts);
			wrong += each_fault(counts);
		}
		if (!ways)
			break;
	}
	return wrong;
}

/* Old Linux and SVR4 keep mlock for root. */
static int may_lock(void)
{
	static char own[1];
	char *start = own - ((uintptr_t)own & (page() - 1));

	return um_mlock(start, page()) == 0 && um_munlock(start, page()) == 0;
}

/* In a child, for the answer is remembered. */
static int is_dishonest(void *unused)
{
	(void)unused;
	return !um_madvise_honest();
}

int main(void)
{
	const char *text = getenv("FAULT_STEP");
	const struct scenario *s = 0;
	int made, lock, named;

	plan(0);
	lock = may_lock();
	named = names_are_had();
	is_liar = in_child(is_dishonest, 0) == 1;
	step = text ? atoi(text) : 1;
	if (step < 1)
		step = 1;
	page();
	/* NetBSD's mkstemp keeps a page, and malloc. */
	close(temporary_file(page()));
	setenv("UNIMAP_DISABLE", "", 1);
	failing_install();
	while ((s = scenario_next(s))) {
		made = faults_made;
		if (!lock && strstr(s->name, "lock")) {
			skip(1, "%s: locking needs a privilege here", s->name);
			continue;
		}
		if (!named && strstr(s->name, "um_shm_")) {
			skip(1, "%s: %s", s->name, NO_NAMES);
			continue;
		}
		if (!low_is_allowed() && (s->chain == UM_CHAIN_LOW2G
		    || s->chain == UM_CHAIN_LOW4G)) {
			skip(1, "%s: nothing may lie below 4 GiB here", s->name);
			continue;
		}
		if ((s == scenario_of(UM_CHAIN_REMAP)	/* in place */
			&& qemu_skips(QEMU_MREMAP_IN_PLACE, 1))
		    || (strstr(s->name, "MS_INVALIDATE")
			&& qemu_skips(QEMU_MSYNC_FLAGS, 1)))
			continue;
		is_int(each_way(s), 0, "%s stands every fault of the kernel",
		    s->name);
		diag("%d faults", faults_made - made);
	}
	diag("%d faults in all", faults_made);
	return done();
}
