/* Calls on ranges that simulated kernels share: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim-parts.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* ---- parts of calls on ranges ------------------------------------------ */

static int
forbids(const struct um_sim_area *a, void *closure)
{
	int prot = *(const int *)closure;

	return a->kind != UM_SIM_GUARD && (prot & ~a->may) != 0 ? EACCES : 0;
}

static int
protect_area(const struct um_sim_area *a, void *closure)
{
	if (a->kind == UM_SIM_GUARD)
		return 0;
	return um_sim_raw_mprotect((void *)a->start, a->end - a->start,
	    *(const int *)closure) != 0 ? errno : 0;
}

int
um_sim_protect_areas(uintptr_t addr, size_t len, int host_prot)
{
	int holes, err;

	err = um_sim_each(addr, len, 1, forbids, &host_prot, &holes);
	if (err == 0)
		err = um_sim_each(addr, len, 0, protect_area, &host_prot,
		    &holes);
	return err != 0 ? um_sim_fail(err) : 0;
}

static int
cannot_inherit(const struct um_sim_area *a, void *closure)
{
	int inherit = *(const int *)closure;

	if (a->shared)
		return inherit == UM_INHERIT_COPY || inherit == UM_INHERIT_ZERO
		    ? ENOTSUP : 0;
	return inherit == UM_INHERIT_SHARE ? ENOTSUP : 0;
}

static int
inherit_area(const struct um_sim_area *a, void *closure)
{
	int inherit = *(const int *)closure, saved = errno, r;
	void *p = (void *)a->start;
	size_t len = a->end - a->start;

	if (inherit == UM_INHERIT_NONE)
		return um_sim_raw_madvise(p, len, MADV_DONTFORK) ? errno : 0;
	r = um_sim_raw_madvise(p, len, MADV_DOFORK);
	if (r == 0 && inherit == UM_INHERIT_ZERO)
		r = um_sim_raw_madvise(p, len, MADV_WIPEONFORK);
	else if (r == 0 && a->wipe)
		r = um_sim_raw_madvise(p, len, MADV_KEEPONFORK);
	if (r != 0)
		/* WIPEONFORK of a private file: not on Linux */
		return errno == EINVAL ? ENOTSUP : errno;
	errno = saved;
	return 0;
}

static int
inherit_areas(uintptr_t addr, size_t len, int inherit)
{
	int holes, err;

	err = um_sim_each(addr, len, 0, cannot_inherit, &inherit, &holes);
	if (err == 0)
		err = um_sim_each(addr, len, 1, inherit_area, &inherit, &holes);
	return err != 0 ? um_sim_fail(err) : 0;
}

struct cores {
	uintptr_t start;
	unsigned char *vec;
};

static int
core_area(const struct um_sim_area *a, void *closure)
{
	const struct cores *c = closure;
	int saved = errno;

	(void)um_sim_raw_mincore((void *)a->start, a->end - a->start,
	    c->vec + (a->start - c->start) / um_sim_page());
	errno = saved;
	return 0;
}

int
um_sim_mincore_over_holes(void *addr, size_t len, unsigned char *vec)
{
	uintptr_t at = (uintptr_t)addr;
	struct cores c;
	int holes;

	if (!um_sim_widen(&at, &len) || !um_sim_in_range(at, len))
		return um_sim_fail(EINVAL);
	memset(vec, 0, len / um_sim_page());
	c.start = at;
	c.vec = vec;
	return um_sim_each(at, len, 0, core_area, &c, &holes);
}

int
um_sim_child_lives(void)
{
	siginfo_t info;
	int saved = errno, r;

	info.si_pid = 0;
	r = (int)syscall(__NR_waitid, (long)P_ALL, 0L, &info,
	    (long)(WEXITED | WNOHANG | WNOWAIT), (void *)0);
	errno = saved;
	return r == 0 && info.si_pid == 0;
}

static int
advise_area(const struct um_sim_area *a, void *closure)
{
	int saved = errno;

	(void)um_sim_raw_madvise((void *)a->start, a->end - a->start,
	    *(const int *)closure);
	errno = saved;
	return 0;
}

int
um_sim_advise_areas(uintptr_t addr, size_t len, int host_advice)
{
	int holes;

	return um_sim_each(addr, len, 0, advise_area, &host_advice, &holes);
}

/* ---- what the BSDs have in common -------------------------------------- */

int
um_sim_bsd_valid(uintptr_t addr, size_t len)
{
	return addr >= um_sim_page() && um_sim_in_range(addr, len);
}

int
um_sim_bsd_protect(void *addr, size_t len, int prot)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	return um_sim_protect_areas(at, len, prot & 7);
}

int
um_sim_bsd_inherit(void *addr, size_t len, int how, int zero)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (zero != UM_LACKS && how == zero)
		return inherit_areas(at, len, UM_INHERIT_ZERO);
	switch (how) {
	case 0:
		return inherit_areas(at, len, UM_INHERIT_SHARE);
	case 1:
		return inherit_areas(at, len, UM_INHERIT_COPY);
	case 2:
		return inherit_areas(at, len, UM_INHERIT_NONE);
	default:
		return um_sim_fail(EINVAL);
	}
}

int
um_sim_vm_lock(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (!um_sim_whole(at, len)
	    || um_sim_raw_mlock((void *)at, len) != 0)
		return um_sim_fail(ENOMEM);
	return 0;
}

/* Linux locks what is only executed and then finds that it cannot be read,
 * where the processor tells (x86's protection keys). */
static int
is_locked_unread(const struct um_sim_area *a)
{
	return a->prot == PROT_EXEC && a->kind != UM_SIM_FILE
	    && um_sim_any_locked(a->start, a->end - a->start);
}

static int
lock_area(const struct um_sim_area *a, void *err)
{
	int saved = errno;

	if (um_sim_raw_mlock((void *)a->start, a->end - a->start) == 0
	    || a->prot == 0 || is_locked_unread(a)) {
		errno = saved;
		return 0;
	}
	*(int *)err = errno == ENOMEM && a->kind == UM_SIM_FILE ? ENOMEM
	    : EAGAIN;
	return 1;
}

int
um_sim_uvm_lock(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;
	int holes, err = 0;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (!um_sim_whole(at, len))
		return um_sim_fail(ENOMEM);
	return um_sim_each(at, len, 0, lock_area, &err, &holes) != 0
	    ? um_sim_fail(err) : 0;
}

int
um_sim_bsd_unlock(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (!um_sim_whole(at, len)
	    || um_sim_raw_munlock((void *)at, len) != 0)
		return um_sim_fail(ENOMEM);
	return 0;
}

static int
add_locked(const struct um_sim_area *a, void *sum)
{
	if (a->locked)
		*(size_t *)sum += a->end - a->start;
	return 0;
}

size_t
um_sim_lock_room(void)
{
	struct rlimit limit;
	size_t locked = 0;
	int holes;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0
	    || limit.rlim_cur == RLIM_INFINITY)
		return SIZE_MAX;
	(void)um_sim_each(0, um_sim_end(), 1, add_locked, &locked, &holes);
	return locked < limit.rlim_cur ? (size_t)limit.rlim_cur - locked : 0;
}

int
um_sim_bsd_lock_all(int how, int refusal)
{
	if (how == 0 || (how & ~3) != 0)
		return um_sim_fail(EINVAL);
	return mlockall((how & 1 ? MCL_CURRENT : 0)
	    | (how & 2 ? MCL_FUTURE : 0)) != 0 ? um_sim_fail(refusal) : 0;
}

int
um_sim_vm_advise(void *addr, size_t len, int advice)
{
	uintptr_t at = (uintptr_t)addr;

	/* 10 PROTECT is no memory */
	if (advice < 0 || advice > 9 || !um_sim_widen(&at, &len)
	    || !um_sim_bsd_valid(at, len))
		return um_sim_fail(EINVAL);
	return advice == 8 ? um_sim_advise_areas(at, len, MADV_DONTDUMP)
	    : advice == 9 ? um_sim_advise_areas(at, len, MADV_DODUMP) : 0;
}

int
um_sim_errno_of(int (*advise)(void *, size_t, int), void *addr, size_t len,
    int advice)
{
	const int saved = errno;
	const int err = advise(addr, len, advice) == 0 ? 0 : errno;

	errno = saved;
	return err;
}

/* ---- what kernels lack ------------------------------------------------- */

int
um_sim_absent_memfd(const char *name, unsigned flags)
{
	(void)name;
	(void)flags;
	return um_sim_fail(ENOSYS);
}

int
um_sim_absent_mseal(void *addr, size_t len, unsigned long flags)
{
	(void)addr;
	(void)len;
	(void)flags;
	return um_sim_fail(ENOSYS);
}

int
um_sim_absent_prctl(int option, unsigned long a, unsigned long b,
    unsigned long c, unsigned long d)
{
	(void)option;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return um_sim_fail(EINVAL);
}

int
um_sim_absent_madvise(void *addr, size_t len, int advice)
{
	(void)addr;
	(void)len;
	(void)advice;
	return um_sim_fail(ENOSYS);
}

int
um_sim_absent_mincore(void *addr, size_t len, unsigned char *vec)
{
	(void)addr;
	(void)len;
	(void)vec;
	return um_sim_fail(ENOSYS);
}
