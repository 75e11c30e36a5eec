/* What each kernel tells of a process's memory, by its own raw call: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../tap.h"
#include "sim-parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "host/list.h"

um_sim_teller *um_sim_told = um_sim_tell;

/* ---- records in a buffer ----------------------------------------------- */

struct records {
	char *to;
	size_t room, used;
	int (*put)(struct records *, const struct um_area *);
	size_t count;		/* of all, also where there is no room */
	size_t record;		/* bytes of each, where they are alike */
	uintptr_t from;
};

static int
put_one(const struct um_area *area, void *closure)
{
	struct records *r = closure;

	return r->put(r, area);
}

static int
put_all(struct records *r, uintptr_t from, unsigned tells)
{
	r->used = r->count = 0;
	r->from = from;
	return um_sim_told(from, put_one, r, tells);
}

/* Is there room for another?  Then it is there. */
static int
add_record(struct records *r, const void *record, size_t size)
{
	r->count++;
	if (r->used + size > r->room)
		return 0;
	memcpy(r->to + r->used, record, size);
	r->used += size;
	return 1;
}

/* The BSDs' numbers of PROT_READ, WRITE and EXEC. */
static int
bits(int prot)
{
	return (prot & PROT_READ ? 1 : 0) | (prot & PROT_WRITE ? 2 : 0)
	    | (prot & PROT_EXEC ? 4 : 0);
}

static int
is_name(const int *name, unsigned names, int a, int b, int c)
{
	return names >= 3 && name[0] == a && name[1] == b && name[2] == c;
}

/* ---- FreeBSD: sysctl_kern_proc_vmmap, kern_proc.c ----------------------- */

/* A record is as long as its path needs, in eights. */
static int
put_freebsd(struct records *r, const struct um_area *a)
{
	const char *path = a->kind == UM_KIND_FILE ? "/lib/libc.so.7" : "";
	struct freebsd_record e;

	memset(&e, 0, sizeof e);
	e.size = (int)((offsetof(struct freebsd_record, path) + strlen(path)
	    + 1 + 7) & ~(size_t)7);
	e.type = a->kind == UM_KIND_FILE ? FREEBSD_VNODE : FREEBSD_SWAP;
	e.start = a->start;
	e.end = a->end;
	e.protection = bits(a->prot);
	e.flags = (a->shared == 0 ? FREEBSD_COW : 0)
	    | (a->concealed == 1 ? FREEBSD_NOCOREDUMP : 0)
	    | (a->locked == 1 ? FREEBSD_USER_WIRED : 0)
	    | (a->stack ? FREEBSD_GROWS_DOWN : 0);
	strcpy(e.path, path);
	return !add_record(r, &e, (size_t)e.size);
}

/* Too little room is ENOMEM, after what there is room for.  Told are
 * KVME_FLAG_POSIXSHM (14), not simulated; neither the inheritance nor with it
 * whether anonymous memory is shared. */
int
um_sim_freebsd_sysctl(const int *name, unsigned names, void *old, size_t *len)
{
	struct records r = { old, *len, 0, put_freebsd, 0, 0, 0 };
	int stopped;

	if (!is_name(name, names, FREEBSD_CTL_KERN, FREEBSD_KERN_PROC,
	    FREEBSD_PROC_VMMAP) || names != 4)
		return um_sim_fail(ENOENT);
	stopped = put_all(&r, 0, UM_SIM_TELLS_LOCKED | UM_SIM_TELLS_CONCEALED
	    | UM_SIM_HIDES_SHARED);
	*len = r.used;
	return stopped < 0 ? -1 : stopped ? um_sim_fail(ENOMEM) : 0;
}

/* ---- NetBSD: fill_vmentries, uvm_map.c ---------------------------------- */

/* The kernel's own array has as many elements as the caller's buffer, and ends
 * where the caller's would be as long. */
static int
put_netbsd(struct records *r, const struct um_area *a)
{
	const size_t elements = r->room / r->record;
	struct netbsd_record e;

	if (r->count * r->record < elements * sizeof e
	    && r->count >= elements) {
		fprintf(stderr, "NetBSD writes beyond its own memory\n");
		abort();
	}
	memset(&e, 0, sizeof e);
	e.start = a->start;
	e.end = a->end;
	e.type = a->kind == UM_KIND_FILE ? NETBSD_VNODE : NETBSD_ANON;
	e.flags = a->shared == 1 ? 0 : NETBSD_COW;
	e.protection = (uint32_t)bits(a->prot);
	e.wired_count = a->locked == 1;
	e.inheritance = a->inherit == UM_INHERIT_SHARE ? NETBSD_SHARE
	    : a->inherit == UM_INHERIT_COPY ? NETBSD_COPY
	    : a->inherit == UM_INHERIT_NONE ? NETBSD_LEAVE : NETBSD_ZERO;
	(void)add_record(r, &e, r->record);
	return 0;
}

static int
count_netbsd(struct records *r, const struct um_area *a)
{
	(void)a;
	r->count++;
	return 0;
}

/* No concealment. */
int
um_sim_netbsd_sysctl(const int *name, unsigned names, void *old, size_t *len)
{
	struct records r = { old, *len, 0, put_netbsd, 0, 0, 0 };
	const size_t room = *len;

	if (!is_name(name, names, NETBSD_CTL_VM, NETBSD_VM_PROC,
	    NETBSD_PROC_MAP))
		return um_sim_fail(ENOENT);
	if (names != 5 || name[4] <= 0
	    || (size_t)name[4] > 2 * sizeof(struct netbsd_record))
		return um_sim_fail(EINVAL);
	r.record = (size_t)name[4];
	if (old == 0)
		r.put = count_netbsd;
	else if (room > (size_t)10 << 20)
		return um_sim_fail(E2BIG);
	else if (room < r.record)
		return um_sim_fail(ENOMEM);
	if (put_all(&r, 0, UM_SIM_TELLS_LOCKED | UM_SIM_TELLS_INHERIT) < 0)
		return -1;
	*len = r.count * r.record;
	return old != 0 && room < *len ? um_sim_fail(ENOSPC) : 0;
}

/* Before NetBSD 8. */
int
um_sim_absent_sysctl(const int *name, unsigned names, void *old, size_t *len)
{
	(void)name;
	(void)names;
	(void)old;
	(void)len;
	return um_sim_fail(EOPNOTSUPP);
}

/* ---- OpenBSD: sysctl_proc_vmmap, kern_sysctl.c; uvm_map.c --------------- */

static int
put_openbsd(struct records *r, const struct um_area *a)
{
	struct openbsd_record e;

	if (a->start < r->from)
		return 0;
	memset(&e, 0, sizeof e);
	e.start = a->start;
	e.end = a->end;
	e.etype = (a->kind == UM_KIND_FILE ? OPENBSD_OBJ : 0)
	    | (a->shared == 1 ? 0 : OPENBSD_COW)
	    | (a->concealed == 1 ? OPENBSD_CONCEAL : 0);
	e.protection = bits(a->prot);
	e.wired_count = a->locked == 1;
	e.inheritance = a->inherit == UM_INHERIT_SHARE ? OPENBSD_SHARE
	    : a->inherit == UM_INHERIT_COPY ? OPENBSD_COPY
	    : a->inherit == UM_INHERIT_NONE ? OPENBSD_LEAVE : OPENBSD_ZERO;
	return !add_record(r, &e, sizeof e);
}

/* Whether there is an object and MAP_CONCEAL.  Anonymous memory, shared too, has
 * none; an object's name is not told. */
int
um_sim_openbsd_sysctl(const int *name, unsigned names, void *old, size_t *len)
{
	struct records r = { old, *len, 0, put_openbsd, 0, 0, 0 };

	if (names != 3 || name[0] != OPENBSD_CTL_KERN
	    || name[1] != OPENBSD_PROC_VMMAP)
		return um_sim_fail(EOPNOTSUPP);
	if (old == 0) {
		*len = OPENBSD_MOST;
		return 0;
	}
	if (*len == 0 || *len % sizeof(struct openbsd_record) != 0
	    || *len > OPENBSD_MOST)
		return um_sim_fail(EINVAL);
	if (put_all(&r, ((struct openbsd_record *)old)->start,
	    UM_SIM_TELLS_LOCKED | UM_SIM_TELLS_CONCEALED
	    | UM_SIM_TELLS_INHERIT) < 0)
		return -1;
	*len = r.used;
	return 0;
}

/* ---- Mach: vm_map_region_recurse_64 of xnu, vm_region of gnumach -------- */

static int
take_first(const struct um_area *area, void *closure)
{
	*(struct um_area *)closure = *area;
	return 1;
}

static unsigned
mach_inherit(const struct um_area *a)
{
	return a->inherit == UM_INHERIT_SHARE ? MACH_SHARE
	    : a->inherit == UM_INHERIT_COPY ? MACH_COPY : MACH_LEAVE;
}

/* Not concealment.  The pager tells a vnode from memory, and what may be done
 * at most an object of shm_open, to which its name is a reference. */
int
um_sim_mach_region(uint64_t *addr, uint64_t *size, unsigned *depth, void *info,
    unsigned *count)
{
	struct darwin_record e;
	struct um_area a;

	(void)depth;
	if (*count < sizeof e / sizeof(unsigned))
		return 4;		/* KERN_INVALID_ARGUMENT */
	if (um_sim_told((uintptr_t)*addr, take_first, &a, UM_SIM_TELLS_LOCKED
	    | UM_SIM_TELLS_INHERIT | UM_SIM_TELLS_SHM) != 1)
		return MACH_INVALID_ADDRESS;
	memset(&e, 0, sizeof e);
	e.protection = bits(a.prot);
	e.max_protection = MACH_READ | MACH_WRITE
	    | (a.kind == UM_KIND_CLAIMED ? 0 : MACH_EXEC);
	e.ref_count = a.kind == UM_KIND_CLAIMED ? 2 : 1;
	e.inheritance = mach_inherit(&a);
	e.external_pager = a.kind == UM_KIND_FILE;
	e.user_wired_count = a.locked == 1;
	memcpy(info, &e, sizeof e);
	*count = sizeof e / sizeof(unsigned);
	*addr = a.start;
	*size = a.end - a.start;
	return MACH_SUCCESS;
}

/* The inheritance and with it the sharing, not the locks; the kind only of what
 * was never touched (not simulated: of nothing). */
int
um_sim_vm_region(uintptr_t *addr, uintptr_t *size, int *prot, int *inherit,
    int *has_object)
{
	struct um_area a;

	if (um_sim_told(*addr, take_first, &a, UM_SIM_TELLS_INHERIT
	    | UM_SIM_HIDES_KIND) != 1)
		return MACH_NO_SPACE;
	*addr = a.start;
	*size = a.end - a.start;
	*prot = bits(a.prot);
	*inherit = (int)mach_inherit(&a);
	*has_object = 1;
	return MACH_SUCCESS;
}

/* ---- Haiku: _get_next_area_info, vm.cpp --------------------------------- */

/* Read ahead, as a walk begins with a cookie of 0 and maps nothing. */
enum { AHEAD = 32 };
static UM_TLS struct {
	struct um_area areas[AHEAD];
	int have, told;
} ahead;

static int
take_ahead(const struct um_area *area, void *closure)
{
	(void)closure;
	ahead.areas[ahead.have++] = *area;
	return ahead.have == AHEAD;
}

static const struct um_area *
next_ahead(uintptr_t cookie)
{
	if (cookie == 0 || ahead.told == ahead.have) {
		ahead.have = ahead.told = 0;
		(void)um_sim_told(cookie + (cookie != 0), take_ahead, 0,
		    UM_SIM_HIDES_KIND | UM_SIM_HIDES_SHARED);
	}
	return ahead.told < ahead.have ? &ahead.areas[ahead.told++] : 0;
}

/* The cookie is the last address of the area that was told last.  The
 * protection, neither kind, sharing, locks nor inheritance. */
int
um_sim_next_area(ssize_t *cookie, void *info, size_t size)
{
	const struct um_area *const a = size == sizeof(struct haiku_record)
	    ? next_ahead((uintptr_t)*cookie) : 0;
	struct haiku_record e;

	if (a == 0)
		return HAIKU_BAD_VALUE;
	memset(&e, 0, sizeof e);
	strcpy(e.name, "mmap area");
	e.address = (void *)a->start;
	e.size = a->end - a->start;
	e.protection = (uint32_t)bits(a->prot);
	memcpy(info, &e, size);
	*cookie = (ssize_t)(a->end - 1);
	return HAIKU_OK;
}

/* ---- files in /proc ----------------------------------------------------- */

struct file {
	int fd;
	int (*put)(int fd, const struct um_area *);
};

static int
put_in_file(const struct um_area *area, void *closure)
{
	const struct file *f = closure;

	return f->put(f->fd, area);
}

static int
make_map(int (*put)(int, const struct um_area *), unsigned tells)
{
	struct file f;

	f.fd = dup(STDERR_FILENO);	/* is a descriptor left? */
	if (f.fd < 0)
		return -1;
	(void)close(f.fd);
	f.fd = temporary_file(0);	/* Android refuses memfd_create */
	f.put = put;
	if (um_sim_told(0, put_in_file, &f, tells) == 0
	    && lseek(f.fd, 0, SEEK_SET) == 0)
		return f.fd;
	(void)close(f.fd);
	return um_sim_fail(EIO);
}

static int
put_record(int fd, const void *record, size_t size)
{
	return write(fd, record, size) != (ssize_t)size;
}

static int
put_svr4(int fd, const struct um_area *a)
{
	struct svr4_record e;

	memset(&e, 0, sizeof e);
	e.vaddr = a->start;
	e.size = a->end - a->start;
	e.mflags = (a->prot & PROT_READ ? SVR4_READ : 0)
	    | (a->prot & PROT_WRITE ? SVR4_WRITE : 0)
	    | (a->prot & PROT_EXEC ? SVR4_EXEC : 0)
	    | (a->shared == 1 ? SVR4_SHARED : 0)
	    | (a->stack ? SVR4_STACK : 0)
	    | (a->kind == UM_KIND_ANON ? SVR4_ANON : 0);
	return put_record(fd, &e, sizeof e);
}

int
um_sim_svr4_map(void)
{
	return make_map(put_svr4, 0);
}

static int
put_aix(int fd, const struct um_area *a)
{
	struct aix_record e;

	memset(&e, 0, sizeof e);
	e.vaddr = a->start;
	e.size = a->end - a->start;
	e.mflags = (a->prot & PROT_READ ? AIX_READ : 0)
	    | (a->prot & PROT_WRITE ? AIX_WRITE : 0)
	    | (a->prot & PROT_EXEC ? AIX_EXEC : 0)
	    | (a->shared == 1 ? AIX_SHARED : 0)
	    | (a->stack ? AIX_STACK : 0);
	return put_record(fd, &e, sizeof e);
}

/* The records end with an empty one; paths follow. */
int
um_sim_aix_map(void)
{
	static const char paths[] = "/usr/lib/libc.a";
	const int fd = make_map(put_aix, UM_SIM_HIDES_KIND);
	struct aix_record last;

	memset(&last, 0, sizeof last);
	if (fd >= 0 && (lseek(fd, 0, SEEK_END) < 0
	    || put_record(fd, &last, sizeof last)
	    || put_record(fd, paths, sizeof paths)
	    || lseek(fd, 0, SEEK_SET) != 0)) {
		(void)close(fd);
		return um_sim_fail(EIO);
	}
	return fd;
}
