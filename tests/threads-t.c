/* Threads: no call holds a lock or believes a half-written fact. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#if defined _POSIX_THREADS && _POSIX_THREADS > 0
#include <pthread.h>
#include <sched.h>

enum { PAGES = 6, RACERS = 4 };

/* ---- a gate that all pass at once -------------------------------------- */

struct gate {
	pthread_mutex_t mutex;
	pthread_cond_t opened;
	int waiting, wanted, turn;
};

static void gate_init(struct gate *g, int wanted)
{
	pthread_mutex_init(&g->mutex, 0);
	pthread_cond_init(&g->opened, 0);
	g->waiting = g->turn = 0;
	g->wanted = wanted;
}

static void gate_pass(struct gate *g)
{
	int turn;

	pthread_mutex_lock(&g->mutex);
	turn = g->turn;
	if (++g->waiting == g->wanted) {
		g->waiting = 0;
		g->turn++;
		pthread_cond_broadcast(&g->opened);
	} else
		while (g->turn == turn)
			pthread_cond_wait(&g->opened, &g->mutex);
	pthread_mutex_unlock(&g->mutex);
}

static void *map(size_t pages, int flags)
{
	return um_mmap(0, pages * page(), PROT_READ | PROT_WRITE, flags, -1, 0);
}

/* ---- the first use of every chain -------------------------------------- */

static struct gate gate;
static int places_had, objects_had;

static int discards(unsigned char *p)
{
	memset(p, 0x51, PAGES * page());
	return um_madvise(p, PAGES * page(), UM_ADV_DISCARD) == 0
	    && all_bytes(p, PAGES * page(), 0);
}

static int grows(unsigned char *p)
{
	unsigned char *q;
	int good;

	memset(p, 0x52, PAGES * page());
	q = um_mremap(p, PAGES * page(), 2 * PAGES * page(),
	    UM_MREMAP_MAYMOVE);
	if (q == MAP_FAILED) {
		if (errno == ENOTSUP && !sharing_is_told())
			return 1;
		diag("um_mremap: errno %d, %s", errno, um_why());
		return 0;
	}
	good = all_bytes(q, PAGES * page(), 0x52)
	    && all_bytes(q + PAGES * page(), PAGES * page(), 0);
	um_munmap(q, 2 * PAGES * page());
	return good;
}

static int done_or_cannot(int failed)
{
	return !failed || errno == ENOTSUP;
}

/* Where a page is replaced in two steps the other thread may win it meanwhile
 * (UM_MAP_FIXED of AIX and the Hurd): then it is that thread's. */
static int is_won_by_other(const void *at)
{
	return at == MAP_FAILED && errno == ENOMEM
	    && (um_kernel.family->habits & UM_REPLACES_IN_TWO);
}

static int replaces(unsigned char *p, int *lost)
{
	void *at;

	memset(p, 0x53, page());
	if (!places_had)
		return 1;
	at = um_mmap(p, page(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED, -1, 0);
	*lost = is_won_by_other(at);
	return *lost || (at == p && *p == 0
	    && um_mmap(p, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
		| UM_MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED
	    && errno == EEXIST);
}

static int makes_object(void)
{
	struct um_object o;

	um_object_anon(&o, (off_t)page(), 0);
	if (um_object(&o) < 0)
		return !objects_had;
	um_close(o.fd);
	return 1;
}

/* Each step is the first use of some chain; all threads take it at once. */
static void *first_use(void *bad)
{
	unsigned char *private, *shared, *aligned;
	int *wrong = bad, lost = 0;

	gate_pass(&gate);
	private = map(PAGES, UM_MAP_PRIVATE | UM_MAP_ANON);
	gate_pass(&gate);
	shared = map(PAGES, UM_MAP_SHARED | UM_MAP_ANON);
	gate_pass(&gate);
	aligned = map(PAGES, UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_ALIGNED(18));
	if (private == MAP_FAILED || shared == MAP_FAILED
	    || aligned == MAP_FAILED
	    || ((uintptr_t)aligned & (((uintptr_t)1 << 18) - 1))) {
		*wrong = 100;
		return 0;
	}
	gate_pass(&gate);
	*wrong += !replaces(aligned, &lost);
	gate_pass(&gate);
	*wrong += !makes_object() << 1;
	gate_pass(&gate);
	*wrong += !done_or_cannot(!discards(private)) << 2;
	gate_pass(&gate);
	*wrong += !done_or_cannot(!discards(shared)) << 3;
	gate_pass(&gate);
	*wrong += !done_or_cannot(um_madvise(shared, page(),
	    UM_ADV_POPULATE_READ)) << 4;
	gate_pass(&gate);
	*wrong += !done_or_cannot(um_madvise(private, page(),
	    UM_ADV_POPULATE_WRITE)) << 4;
	gate_pass(&gate);
	*wrong += !done_or_cannot(um_madvise(private, page(),
	    UM_ADV_CONCEAL)) << 5;
	gate_pass(&gate);
	*wrong += !done_or_cannot(um_minherit(private, PAGES * page(),
	    UM_INHERIT_COPY)) << 6;
	um_madvise(private, page(), UM_ADV_REVEAL);
	gate_pass(&gate);
	*wrong += !grows(private) << 7;
	um_munmap(shared, PAGES * page());
	if (lost)
		um_munmap(aligned + page(), (PAGES - 1) * page());
	else
		um_munmap(aligned, PAGES * page());
	return 0;
}

static int race_first_use(void *unused)
{
	pthread_t thread;
	int bad[2] = { 0, 0 };

	(void)unused;
	gate_init(&gate, 2);
	if (pthread_create(&thread, 0, first_use, &bad[1]) != 0)
		return 0;
	first_use(&bad[0]);
	pthread_join(thread, 0);
	if (bad[0] || bad[1])
		diag("wrong: 0x%x, 0x%x", (unsigned)bad[0], (unsigned)bad[1]);
	return bad[0] || bad[1];
}

static void test_first_use(void)
{
	int i, bad = 0;

	for (i = 0; i < 30; i++)
		bad += in_child(race_first_use, 0) != 0;
	is_int(bad, 0, "two threads race the first use of every chain");
}

/* ---- one place --------------------------------------------------------- */

static unsigned char *place;
static int outcomes[RACERS];	/* 1 won, 0 EEXIST, else errno */
enum { ROUNDS = 200, STOP = -1 };
static int next_round;

static void *racer(void *number)
{
	int *outcome = number;
	void *p;

	for (;;) {
		gate_pass(&gate);
		if (next_round == STOP)
			return 0;
		p = um_mmap(place, PAGES * page(), PROT_READ | PROT_WRITE,
		    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED_NOREPLACE,
		    -1, 0);
		*outcome = p == place ? 1 : p != MAP_FAILED ? -2
		    : errno == EEXIST ? 0 : errno;
		gate_pass(&gate);
	}
}

/* How many won?  -1: one had another answer than EEXIST. */
static int winners(void)
{
	int i, n = 0;

	for (i = 0; i < RACERS; i++) {
		if (outcomes[i] != 0 && outcomes[i] != 1) {
			diag("racer %d: %d", i, outcomes[i]);
			return -1;
		}
		n += outcomes[i];
	}
	return n;
}

/* A sanitizer's own memory may have come to lie there meanwhile. */
static int taken_by_sanitizer(int won)
{
	return won == 0 && is_sanitized();
}

static void test_place(void)
{
	pthread_t threads[RACERS];
	int i, round, won, bad = 0;

	place = map(PAGES, UM_MAP_PRIVATE | UM_MAP_ANON);
	gate_init(&gate, RACERS + 1);
	for (i = 0; i < RACERS; i++)
		if (pthread_create(&threads[i], 0, racer, &outcomes[i]) != 0) {
			printf("Bail out! no threads\n");
			exit(1);
		}
	for (round = 0; round < ROUNDS; round++) {
		um_munmap(place, PAGES * page());
		gate_pass(&gate);
		gate_pass(&gate);
		won = winners();
		if (won == 1)
			memset(place, round, PAGES * page());
		else if (taken_by_sanitizer(won))
			place = map(PAGES, UM_MAP_PRIVATE | UM_MAP_ANON);
		else
			bad++;
	}
	next_round = STOP;
	gate_pass(&gate);
	for (i = 0; i < RACERS; i++)
		pthread_join(threads[i], 0);
	um_munmap(place, PAGES * page());
	is_int(bad, 0, "of threads that claim one place exactly one wins, the "
	    "others get EEXIST");
}

/* ---- while others map -------------------------------------------------- */

struct worker {
	int flags, bad;
};

static void *discarder(void *worker)
{
	struct worker *w = worker;
	unsigned char *p = map(PAGES, w->flags);
	int i;

	if (p == MAP_FAILED) {
		w->bad = 1;
		return 0;
	}
	if (!discards(p) && errno == ENOTSUP) {
		um_munmap(p, PAGES * page());
		return 0;		/* said once, holds for all */
	}
	for (i = 0; i < 200; i++)
		w->bad += !discards(p);
	um_munmap(p, PAGES * page());
	return 0;
}

static void *mapper(void *worker)
{
	struct worker *w = worker;
	unsigned char *p;
	int i;

	for (i = 0; i < 400; i++) {
		p = map(1 + (size_t)i % PAGES, w->flags);
		if (p == MAP_FAILED) {
			w->bad++;
			continue;
		}
		w->bad += *p != 0;
		memset(p, 0x5f, page());
		w->bad += !all_bytes(p, page(), 0x5f);
		um_munmap(p, (1 + (size_t)i % PAGES) * page());
	}
	return 0;
}

static void *grower(void *worker)
{
	struct worker *w = worker;
	unsigned char *p;
	int i;

	for (i = 0; i < 100; i++) {
		p = map(PAGES, w->flags);
		w->bad += p == MAP_FAILED || !grows(p);
	}
	return 0;
}

static void test_while_mapping(const char *what, int flags)
{
	struct worker workers[4];
	pthread_t threads[4];
	void *(*what_to_do[4])(void *);
	int i;

	what_to_do[0] = discarder;
	what_to_do[1] = mapper;
	what_to_do[2] = discarder;
	what_to_do[3] = grower;
	for (i = 0; i < 4; i++) {
		workers[i].flags = i == 3 ? UM_MAP_PRIVATE | UM_MAP_ANON
		    : flags;
		workers[i].bad = 0;
		if (pthread_create(&threads[i], 0, what_to_do[i], &workers[i])
		    != 0) {
			printf("Bail out! no threads\n");
			exit(1);
		}
	}
	for (i = 0; i < 4; i++)
		pthread_join(threads[i], 0);
	is_int(workers[0].bad + workers[2].bad, 0,
	    "%s memory is discarded while others map", what);
	is_int(workers[1].bad, 0, "%s memory is mapped meanwhile", what);
	is_int(workers[3].bad, 0, "memory grows meanwhile");
}

/* ---- in one range ------------------------------------------------------ */

/* Room that is remembered is taken, given back and joined by all at once.
 * They hold a fifth of it at most, so there is always a gap for the next. */
enum { ROOM = 64, MOST = 3 };
static struct um_place room;
static size_t turns;

struct lodger {
	int number, failed, elsewhere, clobbered;
	int err;		/* of a failure, and its reason */
	const char *why;
};

static void lodge(struct lodger *l, size_t len)
{
	unsigned char *p = um_mmap_at(&room, len, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	if (p == MAP_FAILED) {
		l->failed++;
		l->err = errno;
		l->why = um_why();
		return;
	}
	l->elsewhere += (uintptr_t)p < room.low
	    || (uintptr_t)p + len > room.high;
	l->clobbered += !all_bytes(p, len, 0);
	memset(p, l->number, len);
	sched_yield();
	l->clobbered += !all_bytes(p, len, l->number);
	um_munmap(p, len);
}

static void *lodger(void *l)
{
	size_t i;

	gate_pass(&gate);
	for (i = 0; i < turns; i++)
		lodge(l, (1 + i % MOST) * um_granularity());
	return 0;
}

static void test_room(void)
{
	const size_t len = ROOM * um_granularity();
	struct lodger lodgers[RACERS];
	pthread_t threads[RACERS];
	int i, failed = 0, wrong = 0;
	/* Where nobody else maps, if the kernel follows a hint. */
	void *const aside = (void *)(sizeof(void *) > 4
	    ? (uintptr_t)0x2000 << 16 << 16 : 0);
	char *p = um_mmap(aside, len, PROT_NONE, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1, 0);

	memset(&room, 0, sizeof room);
	room.low = (uintptr_t)p;
	room.high = room.low + len;
	turns = is_simulated() || *under() ? 200 : 1000;
	gate_init(&gate, RACERS + 1);
	for (i = 0; i < RACERS; i++) {
		memset(&lodgers[i], 0, sizeof lodgers[i]);
		lodgers[i].number = i + 1;
		if (pthread_create(&threads[i], 0, lodger, &lodgers[i]) != 0) {
			printf("Bail out! no threads\n");
			exit(1);
		}
	}
	/* Not before the threads have their stacks, which would lie there. */
	um_munmap(p, len);
	gate_pass(&gate);
	for (i = 0; i < RACERS; i++) {
		pthread_join(threads[i], 0);
		failed += lodgers[i].failed;
		if (lodgers[i].failed)
			diag("errno %d, %s", lodgers[i].err, lodgers[i].why);
		wrong += lodgers[i].elsewhere + lodgers[i].clobbered;
	}
	/* AIX and the Hurd fill the room for a moment when they try a place. */
	if (failed && (um_kernel.family->habits & UM_REPLACES_IN_TWO))
		skip(1, "a map over another in one step: %d of %d were "
		    "refused", failed, (int)(RACERS * turns));
	else
		is_int(failed, 0,
		    "threads that share a range find room in it");
	is_int(wrong, 0, "each what nobody else has, and in the range");
}

/* ---- reasons ----------------------------------------------------------- */

static void *fail_otherwise(void *unused)
{
	(void)unused;
	gate_pass(&gate);
	um_munmap(0, 0);
	gate_pass(&gate);
	return 0;
}

#define TEXT_2(x) #x
#define TEXT(x) TEXT_2(x)

static void test_why(void)
{
	pthread_t thread;
	const char *mine;

	if (!*TEXT(UM_TLS)) {
		skip(1, "no thread-local storage");
		return;
	}
	gate_init(&gate, 2);
	if (pthread_create(&thread, 0, fail_otherwise, 0) != 0) {
		skip(1, "no second thread");
		return;
	}
	um_madvise(0, page(), -1);
	mine = um_why();
	gate_pass(&gate);
	gate_pass(&gate);
	is_ptr(um_why(), mine, "another thread's failure leaves the reason of "
	    "this thread alone");
	pthread_join(thread, 0);
}

int main(void)
{
	if (is_under("qemu"))
		skip_all("a map of the address space that misses nothing while "
		    "other threads map");
	plan(11);
	page();
	/* It does not see that mremap gives an address to the next thread. */
	if (is_under("tsan"))
		setenv("UNIMAP_DISABLE", "mremap", 1);
	places_had = places_are_had();
	objects_had = objects_are_had();
	test_first_use();
	if (places_had)
		test_place();
	else
		skip(1, NO_PLACES);
	if (places_had && regions_are_told())
		test_room();
	else
		skip(2, "a kernel that maps where it is told to, and tells "
		    "what is there");
	test_while_mapping("private", UM_MAP_PRIVATE | UM_MAP_ANON);
	test_while_mapping("shared", UM_MAP_SHARED | UM_MAP_ANON);
	test_why();
	return done();
}

#else

int main(void)
{
	skip_all("no threads");
	return 0;
}

#endif
