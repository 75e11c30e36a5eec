/* FreeBSD: sysctl KERN_PROC_VMMAP, sys/kern/kern_proc.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include <sys/sysctl.h>
#include <sys/user.h>

static UM_COLD int freebsd_read(struct host_reading *r)
{
	int mib[] = { CTL_KERN, KERN_PROC, KERN_PROC_VMMAP, (int)getpid() };

	r->have = r->scratch.len;
	return sysctl(mib, 4, (char *)r->scratch.addr, &r->have, 0, 0);
}

/* An object of shm_open is memory but not anonymous.  Before FreeBSD 14
 * nothing tells it from anonymous memory. */
static enum um_kind freebsd_kind(const struct kinfo_vmentry *e)
{
#ifdef KVME_FLAG_POSIXSHM
	if (e->kve_flags & (KVME_FLAG_POSIXSHM | KVME_FLAG_SYSVSHM))
		return UM_KIND_FILE;
#endif
	return e->kve_type == KVME_TYPE_NONE
	    || e->kve_type == KVME_TYPE_DEFAULT
	    || e->kve_type == KVME_TYPE_SWAP
#ifdef KVME_TYPE_GUARD
	    || e->kve_type == KVME_TYPE_GUARD
#endif
	    ? UM_KIND_ANON : UM_KIND_FILE;
}

/* Of anonymous memory only what a fork has made copy-on-write is known to be
 * private; shared memory differs in nothing but its inheritance. */
static int freebsd_shared(const struct kinfo_vmentry *e, enum um_kind kind)
{
	if (e->kve_flags & (KVME_FLAG_COW | KVME_FLAG_NEEDS_COPY))
		return 0;
	return kind == UM_KIND_FILE ? 1 : -1;
}

/* What is wired by its user is not told before FreeBSD 13. */
static int freebsd_locked(const struct kinfo_vmentry *e)
{
#ifdef KVME_FLAG_USER_WIRED
	if (e->kve_flags & KVME_FLAG_USER_WIRED)
		return 1;
#endif
	(void)e;
	return -1;
}

/* Where nothing is there is nothing to be asked for: of the gap that is kept
 * free for a stack a page that was asked about stays apart (FreeBSD 15). */
static void freebsd_guard(const struct kinfo_vmentry *e, struct um_area *area)
{
#ifdef KVME_TYPE_GUARD
	if (e->kve_type == KVME_TYPE_GUARD) {
		area->shared = 0;
		area->inherit = UM_INHERIT_COPY;
	}
#endif
	(void)e;
	(void)area;
}

static void freebsd_entry(const struct kinfo_vmentry *e, struct um_area *area)
{
	area->start = (uintptr_t)e->kve_start;
	area->end = (uintptr_t)e->kve_end;
	area->prot = (e->kve_protection & KVME_PROT_READ ? PROT_READ : 0)
	    | (e->kve_protection & KVME_PROT_WRITE ? PROT_WRITE : 0)
	    | (e->kve_protection & KVME_PROT_EXEC ? PROT_EXEC : 0);
	area->kind = freebsd_kind(e);
	area->shared = freebsd_shared(e, area->kind);
	area->locked = freebsd_locked(e);
	area->concealed = (e->kve_flags & KVME_FLAG_NOCOREDUMP) != 0;
	area->inherit = -1;
	area->stack = (e->kve_flags & KVME_FLAG_GROWS_DOWN) != 0;
	freebsd_guard(e, area);
}

/* The kernel unlocks its map at each entry: what another thread joins with one
 * that is told already is left out (kern_proc_vmmap_out in 15.0).  It begins
 * where that one ended. */
struct freebsd_reading {
	struct host_reading r;
	uintptr_t end;		/* of what was told */
	int left;		/* so many more readings */
	int again;
};

static int freebsd_is_mapped(uintptr_t at)
{
	const int saved = errno;
	const size_t page = um_page();
	char vec[1];
	const int mapped = mincore((void *)(at & ~((uintptr_t)page - 1)), page,
	    vec) == 0;

	errno = saved;
	return mapped;
}

static UM_COLD int freebsd_tell(struct freebsd_reading *f, struct um_area *area)
{
	int stopped;

	if (area->end - 1 < f->end)
		return 0;
	f->again = area->start > f->end && f->left && freebsd_is_mapped(f->end);
	if (f->again)
		return 1;
	if (f->end != f->r.from && area->start < f->end)
		area->start = f->end;
	stopped = host_show(&f->r, area);
	f->end = area->end;
	return stopped;
}

/* Packed: each record is as long as its path needs. */
static UM_COLD int freebsd_each(struct host_reading *r)
{
	struct freebsd_reading *f = (struct freebsd_reading *)(void *)r;
	const struct kinfo_vmentry *e;
	struct um_area area;
	size_t at;
	int stopped = 0;

	for (at = 0; !stopped && at < r->have; at += (size_t)e->kve_structsize) {
		e = (const void *)(r->scratch.addr + at);
		if (e->kve_structsize <= 0)
			break;
		freebsd_entry(e, &area);
		stopped = freebsd_tell(f, &area);
	}
	return stopped;
}

#define FREEBSD_READINGS 16

static UM_COLD int host_areas(uintptr_t from, um_visit *visit, void *closure)
{
	struct freebsd_reading f = { { from, visit, closure, { 0, 0 }, 0 },
		from, FREEBSD_READINGS, 0 };
	int stopped;

	do {
		f.again = 0;
		stopped = host_read_areas(&f.r, 65536, freebsd_read,
		    freebsd_each);
	} while (f.again && f.left--);
	return stopped;
}
#define HOST_AREAS host_areas

static UM_COLD int host_alone(void)
{
	struct kinfo_proc self;
	size_t len = sizeof self;
	int mib[] = { CTL_KERN, KERN_PROC, KERN_PROC_PID, (int)getpid() };

	return sysctl(mib, 4, &self, &len, 0, 0) == 0
	    && len == sizeof self && self.ki_numthreads == 1;
}
#define HOST_ALONE host_alone
