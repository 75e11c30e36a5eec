/* The fault harness: raw calls that fail on demand, what a process looks like
 * from outside, and short scenarios that have to stand it. */
#ifndef FAILING_H
#define FAILING_H

#include "tap.h"

/* ---- raw calls --------------------------------------------------------- */

enum fail_row {
	FAIL_MMAP, FAIL_MUNMAP, FAIL_MPROTECT, FAIL_MSYNC, FAIL_MADVISE,
	FAIL_MLOCK, FAIL_MUNLOCK, FAIL_MINCORE, FAIL_MREMAP, FAIL_MINHERIT,
	FAIL_MEMFD_CREATE, FAIL_SHM_OPEN, FAIL_SHM_UNLINK,
	FAIL_ALIAS, FAIL_OPEN, FAIL_UNLINK, FAIL_CLOSE, FAIL_FTRUNCATE,
	FAIL_ALLOCATE, FAIL_READ, FAIL_WRITE, FAIL_PWRITE, FAIL_IOCTL,
	FAIL_SYSCTL, FAIL_MACH_REGION, FAIL_VM_REGION, FAIL_NEXT_AREA,
	FAIL_MREMAP_NETBSD, FAIL_MEMCNTL, FAIL_MSEAL,
	FAIL_MIMMUTABLE, FAIL_PRCTL, FAIL_FSTAT, FAIL_SEAL_SEALS, FAIL_PUNCH_HOLE,
	FAIL_CLOSE_ON_EXEC, FAIL_ROWS
};
enum { FAIL_ERRNOS = 8 };

struct failing {
	const char *name;
	int errnos[FAIL_ERRNOS];	/* that this call may say; ended by 0 */
};
extern const struct failing failing[FAIL_ROWS];

/* From now on the library talks to the kernel through counted calls. */
void failing_install(void);
/* Counts from 0 again; the nth call of row, from 0 on, fails with err and is
 * not made, except close, unlink and shm_unlink, which are made and fail.
 * row FAIL_ROWS: none. */
void failing_arm(enum fail_row row, int nth, int err);
int failing_count(enum fail_row row);
int failing_fired(void);
/* Is it the name of a file that this process made through them? */
int failing_made(const char *file);

/* ---- the process from outside ------------------------------------------ */

/* What is mapped, open and left in directories. */
struct outside;
enum { OUTSIDES = 3 };
struct outside *outside_take(int i);	/* anew; there are OUTSIDES of them */
/* Is there anything new in b, or anything of a missing?  Says what by diag. */
int outside_gained(const struct outside *a, const struct outside *b);
int outside_lost(const struct outside *a, const struct outside *b);

/* ---- scenarios --------------------------------------------------------- */

/* Pages of which the middle ones are worked on and the others are foreign. */
enum { STAGE_PAGES = 16, STAGE_FIRST = 4, STAGE_WORK = 8, STAGE_OLD = 0xb7,
	STAGE_FOREIGN = 0x4d };
enum { STAGE_CANNOT = 79 };	/* the process ends so: no memory to work on */

struct stage {
	unsigned char *all, *work;
	unsigned char *result;	/* a mapping that the call made */
	size_t len;		/* its length */
	int object;		/* a descriptor that it made; -1 none */
	int fd;
};

struct scenario {
	const char *name;
	enum um_chain_number chain;	/* whose ways are tried; UM_CHAINS: none */
	const char *disable;	/* further ways, between commas, or 0 */
	const int *errnos;	/* the documented ones, ended by 0 */
	int wanted;		/* the call has to fail so; 0: to succeed */
	int may_lose;		/* failed, the work pages may be gone */
	void (*setup)(struct stage *);
	int (*run)(struct stage *);	/* the one call: 0, or -1 and errno */
	/* After success, after failure; 0 or the line that was not so, of
	 * stage_file. */
	int (*check)(struct stage *);
	int (*kept)(struct stage *);
};
extern const char *stage_file;
/* The one behind s, 0: the first; 0 behind the last. */
const struct scenario *scenario_next(const struct scenario *s);
/* The first of that chain; 0 none. */
const struct scenario *scenario_of(enum um_chain_number);

/* Runs it in this process, with fewer ways of a chain: is all well, is it
 * refused as it may be and nothing is lost, or is it wrong, of which diag says
 * what? */
enum played { PLAYED, PLAY_REFUSED, PLAY_WRONG };
enum played scenario_play(const struct scenario *, enum um_chain_number);

int stage_clear(struct stage *);	/* 1: it is sealed and stays */
int stage_foreign_intact(const struct stage *);	/* both sides */

/* ---- chains ------------------------------------------------------------ */

extern const char *const chain_names[UM_CHAINS];
const struct um_way *chain_ways(enum um_chain_number);
int way_can(const struct um_way *);
/* May it be ENOMEM while there is room?  Where a hint does not bind, and where
 * nothing may lie below 4 GiB. */
int chain_may_lack_room(enum um_chain_number);
/* In this process the first so many ways of the chain are disabled, and
 * further ones. */
void chain_disable(enum um_chain_number, int first, const char *further);

#endif
