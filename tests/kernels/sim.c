/* What the simulated kernels share: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

/* ---- failing ------------------------------------------------------------ */

int
um_sim_fail(int err)
{
	errno = err;
	return -1;
}

void *
um_sim_refuse(int err)
{
	errno = err;
	return MAP_FAILED;
}

/* ---- Linux itself ------------------------------------------------------- */

static void *
host_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
#ifdef __s390x__
	/* mmap(2): the arguments go in a block. */
	unsigned long block[6];

	block[0] = (unsigned long)addr;
	block[1] = (unsigned long)len;
	block[2] = (unsigned long)prot;
	block[3] = (unsigned long)flags;
	block[4] = (unsigned long)(long)fd;
	block[5] = (unsigned long)off;
	return (void *)syscall(__NR_mmap, block);
#elif defined __NR_mmap2
	/* mmap2(2): the unit is 4096 whatever the page; a negative offset
	 * would lose its sign. */
	if ((off & 4095) != 0 || off < 0)
		return um_sim_refuse(off < 0 ? EOVERFLOW : EINVAL);
	if ((uint64_t)off >> 12 > UINTPTR_MAX)
		return um_sim_refuse(EOVERFLOW);
	return (void *)syscall(__NR_mmap2, addr, len, (long)prot, (long)flags,
	    (long)fd, (long)((uint64_t)off >> 12));
#else
	return (void *)syscall(__NR_mmap, addr, len, (long)prot, (long)flags,
	    (long)fd, (long)off);
#endif
}

static int
host_munmap(const void *addr, size_t len)
{
	return (int)syscall(__NR_munmap, addr, len);
}

static void *
host_mremap(void *old, size_t old_len, size_t new_len, int flags, void *new)
{
	return (void *)syscall(__NR_mremap, old, old_len, new_len, (long)flags,
	    new);
}

int
um_sim_raw_memfd(const char *name, unsigned flags)
{
#ifdef __NR_memfd_create
	return (int)syscall(__NR_memfd_create, name, (long)flags);
#else
	(void)name;
	(void)flags;
	return um_sim_fail(ENOSYS);
#endif
}

int
um_sim_raw_mseal(void *addr, size_t len, unsigned long flags)
{
#if UINTPTR_MAX > 0xffffffffu && !defined __alpha__ && !defined __mips__
	return (int)syscall(462, addr, len, flags);
#else
	(void)addr;
	(void)len;
	(void)flags;
	return um_sim_fail(ENOSYS);
#endif
}

/* ---- the registry ------------------------------------------------------- */

static const struct um_sim *entered;

const char *
um_sim_name(const struct um_sim *sim)
{
	return sim->name != 0 ? sim->name : sim->kernel->name;
}

const struct um_sim *
um_sim_named(const char *name)
{
	const struct um_sim *s;

	for (s = um_sims; s->kernel != 0; s++)
		if (strcmp(um_sim_name(s), name) == 0)
			return s;
	return 0;
}

void
um_sim_enter(const struct um_sim *sim)
{
	const struct um_sim_kernel *k = sim->kernel;

	um_kernel.name = um_sim_name(sim);
	um_kernel.family = k->family;
	um_kernel.numbers = *k->numbers;
	um_kernel.sys = *k->sys;
	entered = sim;
}

/* ---- pages -------------------------------------------------------------- */

static size_t
host_page(void)
{
	long page = sysconf(_SC_PAGESIZE);

	return page > 0 ? (size_t)page : 4096;
}

uintptr_t
um_sim_stack_limit(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_STACK, &limit) != 0
	    || limit.rlim_cur == RLIM_INFINITY ? UINTPTR_MAX
	    : (uintptr_t)limit.rlim_cur;
}

size_t
um_sim_page(void)
{
	size_t page = host_page();

	return entered != 0 && page < entered->page ? entered->page : page;
}

uintptr_t
um_sim_trunc(uintptr_t addr)
{
	return addr & ~(uintptr_t)(um_sim_page() - 1);
}

size_t
um_sim_round(size_t n)
{
	size_t page = um_sim_page();

	return (n + page - 1) & ~(page - 1);
}

/* ---- Linux with pages of this size -------------------------------------- */

static int
pages_are_larger(void)
{
	return um_sim_page() != host_page();
}

static int
is_odd(const void *addr)
{
	return ((uintptr_t)addr & (um_sim_page() - 1)) != 0;
}

/* Rounded; a length that wraps is left to Linux, which refuses it. */
static size_t
whole_pages(size_t len)
{
	size_t n = um_sim_round(len);

	return n < len ? len : n;
}

/* Held larger, mapped over and trimmed. */
static void *
map_aligned(size_t align, size_t len, int prot, int flags, int fd, off_t off)
{
	uintptr_t at, place;
	size_t head;
	void *p;
	int err;

	if (len > SIZE_MAX - align)
		return um_sim_refuse(ENOMEM);
	p = host_mmap(0, len + align, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS
	    | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return p;
	at = (uintptr_t)p;
	place = (at + align - 1) & ~(uintptr_t)(align - 1);
	head = (size_t)(place - at);
	/* FIXED: over address space that was held for this. */
	p = host_mmap((void *)place, len, prot, flags | MAP_FIXED, fd, off);
	err = errno;
	if (p == MAP_FAILED) {
		(void)host_munmap((void *)at, len + align);
		return um_sim_refuse(err);
	}
	if (head != 0)
		(void)host_munmap((void *)at, head);
	if (align - head != 0)
		(void)host_munmap((void *)(place + len), align - head);
	return p;
}

/* A free hint binds: p, or MAP_FAILED and errno as it was. */
static void *
map_at_hint(uintptr_t at, size_t len, int prot, int flags, int fd, off_t off)
{
	int saved = errno;
	void *p = host_mmap((void *)at, len, prot, flags | MAP_FIXED_NOREPLACE,
	    fd, off);

	if (p != MAP_FAILED && (uintptr_t)p != at) {
		(void)host_munmap(p, len);
		p = MAP_FAILED;
	}
	errno = saved;
	return p;
}

void *
um_sim_raw_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	uintptr_t hint = um_sim_trunc((uintptr_t)addr);
	void *p = MAP_FAILED;

	if (!pages_are_larger())
		return host_mmap(addr, len, prot, flags, fd, off);
	if (len == 0 || (off & (off_t)(um_sim_page() - 1)) != 0)
		return um_sim_refuse(EINVAL);
	len = whole_pages(len);
	if ((flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0)
		return is_odd(addr) ? um_sim_refuse(EINVAL)
		    : host_mmap(addr, len, prot, flags, fd, off);
	if (hint != 0)
		p = map_at_hint(hint, len, prot, flags, fd, off);
	return p != MAP_FAILED ? p
	    : map_aligned(um_sim_page(), len, prot, flags, fd, off);
}

int
um_sim_raw_munmap(void *addr, size_t len)
{
	return is_odd(addr) ? um_sim_fail(EINVAL)
	    : host_munmap(addr, whole_pages(len));
}

int
um_sim_raw_mprotect(void *addr, size_t len, int prot)
{
	return is_odd(addr) ? um_sim_fail(EINVAL)
	    : (int)syscall(__NR_mprotect, addr, whole_pages(len), (long)prot);
}

int
um_sim_raw_msync(void *addr, size_t len, int flags)
{
	return is_odd(addr) ? um_sim_fail(EINVAL)
	    : (int)syscall(__NR_msync, addr, whole_pages(len), (long)flags);
}

int
um_sim_raw_madvise(void *addr, size_t len, int advice)
{
	return is_odd(addr) ? um_sim_fail(EINVAL)
	    : (int)syscall(__NR_madvise, addr, whole_pages(len), (long)advice);
}

/* mlock(2): Linux rounds the address down. */
int
um_sim_raw_mlock(const void *addr, size_t len)
{
	uintptr_t at = um_sim_trunc((uintptr_t)addr);

	return (int)syscall(__NR_mlock, at,
	    whole_pages(len + ((uintptr_t)addr - at)));
}

int
um_sim_raw_munlock(const void *addr, size_t len)
{
	uintptr_t at = um_sim_trunc((uintptr_t)addr);

	return (int)syscall(__NR_munlock, at,
	    whole_pages(len + ((uintptr_t)addr - at)));
}

int
um_sim_posix_mlock(const void *addr, size_t len)
{
	const int failed = um_sim_raw_mlock(addr, len);

	return failed && errno == EPERM ? um_sim_fail(EAGAIN) : failed;
}

/* A page is in memory when a part of it is. */
static int
page_in_core(char *page, unsigned char *result)
{
	unsigned char part[256];
	size_t parts = um_sim_page() / host_page(), i;

	if (parts > sizeof part)
		return um_sim_fail(EINVAL);
	if (syscall(__NR_mincore, page, um_sim_page(), part) != 0)
		return -1;
	for (*result = 0, i = 0; i < parts; i++)
		*result |= part[i];
	return 0;
}

int
um_sim_raw_mincore(void *addr, size_t len, unsigned char *vec)
{
	size_t page = um_sim_page(), at;

	if (!pages_are_larger())
		return (int)syscall(__NR_mincore, addr, len, vec);
	if (is_odd(addr))
		return um_sim_fail(EINVAL);
	if (len > UINTPTR_MAX - (uintptr_t)addr)
		return um_sim_fail(ENOMEM);
	for (at = 0; at < len; at += page)
		if (page_in_core((char *)addr + at, vec + at / page) != 0)
			return -1;
	return 0;
}

/* Where Linux would choose the place it is chosen here, for its alignment. */
static void *
remap_aligned(void *old, size_t old_len, size_t new_len)
{
	void *to, *p;
	int err, saved = errno;

	p = host_mremap(old, old_len, new_len, 0, 0);
	if (p != MAP_FAILED)
		return p;
	errno = saved;
	to = map_aligned(um_sim_page(), new_len, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (to == MAP_FAILED)
		return to;
	p = host_mremap(old, old_len, new_len, MREMAP_MAYMOVE | MREMAP_FIXED,
	    to);
	err = errno;
	if (p == MAP_FAILED) {
		(void)host_munmap(to, new_len);
		return um_sim_refuse(err);
	}
	return p;
}

void *
um_sim_raw_mremap(void *old, size_t old_len, size_t new_len, int flags,
    void *new)
{
	if (!pages_are_larger())
		return host_mremap(old, old_len, new_len, flags, new);
	if (is_odd(old) || new_len == 0 || ((flags & MREMAP_FIXED) != 0
	    && is_odd(new)))
		return um_sim_refuse(EINVAL);
	old_len = whole_pages(old_len);
	new_len = whole_pages(new_len);
	return flags == MREMAP_MAYMOVE
	    ? remap_aligned(old, old_len, new_len)
	    : host_mremap(old, old_len, new_len, flags, new);
}

/* Linux's CONFIG_DEFAULT_MMAP_MIN_ADDR and CONFIG_LSM_MMAP_MIN_ADDR are at
 * most this. */
uintptr_t
um_sim_floor(void)
{
	return 0x10000;
}

int
um_sim_widen(uintptr_t *addr, size_t *len)
{
	uintptr_t start = um_sim_trunc(*addr);
	size_t more = (size_t)(*addr - start), n = *len;

	if (n > SIZE_MAX - more)
		return 0;
	n += more;
	if (n != 0 && um_sim_round(n) == 0)
		return 0;
	n = um_sim_round(n);
	*addr = start;
	*len = n;
	return start <= UINTPTR_MAX - n;
}

/* ---- reading the map ---------------------------------------------------- */

struct reader {
	int fd;
	size_t have, at;
	int kept;		/* line holds a line that was not used */
	char text[2048];
	char line[256];		/* longer lines are cut */
};

static int
next_byte(struct reader *r)
{
	if (r->at == r->have) {
		ssize_t n;

		do
			n = read(r->fd, r->text, sizeof r->text);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return -1;
		r->have = (size_t)n;
		r->at = 0;
	}
	return (unsigned char)r->text[r->at++];
}

static int
next_line(struct reader *r)
{
	size_t n = 0;
	int c;

	if (r->kept) {
		r->kept = 0;
		return 1;
	}
	while ((c = next_byte(r)) >= 0 && c != '\n')
		if (n < sizeof r->line - 1)
			r->line[n++] = (char)c;
	r->line[n] = 0;
	return c >= 0 || n > 0;
}

static uintptr_t
hex(const char **s)
{
	uintptr_t n = 0;

	for (;; ++*s) {
		int c = **s;

		if (c >= '0' && c <= '9')
			n = n << 4 | (uintptr_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			n = n << 4 | (uintptr_t)(c - 'a' + 10);
		else
			return n;
	}
}

static int
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static int
is_header(const char *s)
{
	const char *p = s;

	(void)hex(&p);
	return p != s && *p == '-';
}

/* The names that the simulated kernels give to what they make. */
#define SHM_MARK "um_sim-shm"
#define MAX_MARK "/memfd:um_sim-max"
#define GUARD_MARK "/memfd:um_sim-guard"

static enum um_sim_kind
kind_of(const char *name, int shared)
{
	if (begins(name, "/dev/zero"))
		return shared ? UM_SIM_SHARED_ANON : UM_SIM_ANON;
	if (begins(name, "[anon_shmem"))
		return UM_SIM_SHARED_ANON;
	if (begins(name, GUARD_MARK))
		return UM_SIM_GUARD;
	if (begins(name, MAX_MARK))
		return UM_SIM_MAXED;
	if (strstr(name, SHM_MARK) != 0)
		return UM_SIM_SHM;
	if (strstr(name, UM_OBJECT_NAME) != 0)
		return UM_SIM_OBJECT;
	if (*name == 0 || begins(name, "[heap]") || begins(name, "[stack")
	    || begins(name, "[anon:"))
		return shared ? UM_SIM_SHARED_ANON : UM_SIM_ANON;
	return UM_SIM_FILE;
}

/* "start-end rwxp offset dev inode   name" */
static int
parse_header(const char *s, struct um_sim_area *a)
{
	int blanks;

	memset(a, 0, sizeof *a);
	a->start = hex(&s);
	if (*s++ != '-')
		return 0;
	a->end = hex(&s);
	if (*s++ != ' ')
		return 0;
	a->prot = (s[0] == 'r' ? PROT_READ : 0) | (s[1] == 'w' ? PROT_WRITE : 0)
	    | (s[2] == 'x' ? PROT_EXEC : 0);
	a->shared = s[3] == 's';
	a->may = PROT_READ | PROT_WRITE | PROT_EXEC;
	for (blanks = 0; *s != 0 && blanks < 4; s++)
		blanks += *s == ' ';
	while (*s == ' ')
		s++;
	a->kind = kind_of(s, a->shared);
	a->stack = begins(s, "[stack]");
	if (a->kind == UM_SIM_MAXED)
		a->max = s[sizeof MAX_MARK - 1] - '0';
	return 1;
}

/* "VmFlags: rd wr mr mw me lo dd", proc(5) */
static void
parse_flags(const char *s, struct um_sim_area *a)
{
	a->may = 0;
	for (s += sizeof "VmFlags:" - 1; *s != 0;) {
		while (*s == ' ')
			s++;
		if (begins(s, "mr"))
			a->may |= PROT_READ;
		else if (begins(s, "mw"))
			a->may |= PROT_WRITE;
		else if (begins(s, "me"))
			a->may |= PROT_EXEC;
		else if (begins(s, "lo"))
			a->locked = 1;
		else if (begins(s, "dd"))
			a->nodump = 1;
		else if (begins(s, "dc"))
			a->nofork = 1;
		else if (begins(s, "wf"))
			a->wipe = 1;
		while (*s != 0 && *s != ' ')
			s++;
	}
}

static int
next_area(struct reader *r, int flags_too, struct um_sim_area *a)
{
	do
		if (!next_line(r))
			return 0;
	while (!is_header(r->line) || !parse_header(r->line, a));
	while (flags_too && next_line(r)) {
		if (is_header(r->line)) {
			r->kept = 1;
			break;
		}
		if (begins(r->line, "VmFlags:")) {
			parse_flags(r->line, a);
			break;
		}
	}
	if (a->kind == UM_SIM_MAXED)
		a->may &= a->max;
	return 1;
}

static int
open_map(struct reader *r, const char *path)
{
	do
		r->fd = open(path, O_RDONLY | O_CLOEXEC);
	while (r->fd < 0 && errno == EINTR);
	r->have = r->at = 0;
	r->kept = 0;
	return r->fd >= 0;
}

/* qemu-user makes up a /proc/self/maps for its guest; where it does not make
 * up the smaps too, they show qemu's own memory.  Then there are no flags:
 * nothing counts as locked, concealed or not inherited. */
static int
smaps_are_ours(void)
{
	static int known;	/* 0 not asked, 1 no, 2 yes */
	struct reader r;
	struct um_sim_area a;
	uintptr_t here = (uintptr_t)&r, start[2] = { 1, 2 }, end[2] = { 1, 2 };
	int i;

	if (UM_LOAD(&known) != 0)
		return UM_LOAD(&known) == 2;
	for (i = 0; i < 2; i++) {
		if (!open_map(&r, i ? "/proc/self/smaps" : "/proc/self/maps"))
			break;
		while (next_area(&r, i, &a))
			if (a.start <= here && here < a.end) {
				start[i] = a.start;
				end[i] = a.end;
			}
		(void)close(r.fd);
	}
	UM_STORE(&known, 1 + (start[0] == start[1] && end[0] == end[1]));
	return UM_LOAD(&known) == 2;
}

int
um_sim_each(uintptr_t start, size_t len, int flags_too,
    int (*visit)(const struct um_sim_area *, void *), void *closure,
    int *holes)
{
	struct reader r;
	struct um_sim_area a;
	uintptr_t last = start + (len - 1), at = start;
	int saved = errno, result = 0, beyond = len == 0;

	*holes = 0;
	if (beyond)
		return 0;
	if (flags_too)
		flags_too = smaps_are_ours();
	if (!open_map(&r, flags_too ? "/proc/self/smaps" : "/proc/self/maps")) {
		/* No /proc: Linux still says whether there are holes. */
		errno = 0;
		*holes = um_sim_raw_msync((void *)start, len, MS_ASYNC) != 0
		    && errno == ENOMEM;
		errno = saved;
		return 0;
	}
	while (!beyond && next_area(&r, flags_too, &a)) {
		if (a.end - 1 < at)
			continue;
		if (a.start > last)
			break;
		if (a.start > at)
			*holes = 1;
		else
			a.start = at;
		if (a.end - 1 >= last) {
			a.end = last + 1;
			beyond = 1;
		}
		at = a.end;
		if (visit != 0 && (result = visit(&a, closure)) != 0)
			break;
	}
	if (!beyond && result == 0)
		*holes = 1;
	(void)close(r.fd);
	errno = saved;
	return result;
}

int
um_sim_whole(uintptr_t start, size_t len)
{
	int holes;

	(void)um_sim_each(start, len, 0, 0, 0, &holes);
	return !holes;
}

/* The area that covers addr, else the next one, not cut. */
static int
at_or_after(uintptr_t addr, struct um_sim_area *a)
{
	struct reader r;
	int saved = errno, found = 0, flags_too = smaps_are_ours();

	if (!open_map(&r, flags_too ? "/proc/self/smaps" : "/proc/self/maps"))
		return 0;
	while (!found && next_area(&r, flags_too, a))
		found = a->end - 1 >= addr;
	(void)close(r.fd);
	errno = saved;
	return found;
}

int
um_sim_at(uintptr_t addr, struct um_sim_area *a)
{
	return at_or_after(addr, a) && a->start <= addr;
}

static int
is_locked(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	return a->locked;
}

int
um_sim_any_locked(uintptr_t start, size_t len)
{
	int holes;

	return um_sim_each(start, len, 1, is_locked, 0, &holes);
}

uintptr_t
um_sim_end(void)
{
	struct reader r;
	struct um_sim_area a;
	uintptr_t top = 0, end;
	int saved = errno;

	if (open_map(&r, "/proc/self/maps")) {
		while (next_area(&r, 0, &a))
			/* x86-64's [vsyscall] lies in the kernel's half. */
			if (a.end - 1 < UINTPTR_MAX / 2 || sizeof a.end < 8)
				top = a.end;
		(void)close(r.fd);
	}
	errno = saved;
	if (top == 0 || top - 1 > UINTPTR_MAX / 2)
		return (uintptr_t)0 - um_sim_page();
	for (end = um_sim_page(); end < top; end <<= 1)
		;
	return end;
}

int
um_sim_in_range(uintptr_t addr, size_t len)
{
	uintptr_t end = um_sim_end();

	return addr <= end && len <= end - addr;
}

static enum um_kind
told_kind(const struct um_sim_area *a, unsigned tells)
{
	switch (a->kind) {
	case UM_SIM_OBJECT:
		return tells & UM_SIM_TELLS_OBJECTS ? UM_KIND_ANON
		    : UM_KIND_FILE;
	case UM_SIM_SHM:
		return tells & UM_SIM_TELLS_SHM ? UM_KIND_ANON : UM_KIND_FILE;
	case UM_SIM_FILE:
		return UM_KIND_FILE;
	default:
		return UM_KIND_ANON;
	}
}

static void
tell(const struct um_sim_area *a, struct um_area *area, unsigned tells)
{
	area->start = um_sim_trunc(a->start);
	area->end = um_sim_round(a->end);
	area->prot = a->prot;
	area->kind = tells & UM_SIM_HIDES_KIND ? UM_KIND_FILE
	    : told_kind(a, tells);
	area->shared = (tells & UM_SIM_HIDES_KIND)
	    || ((tells & UM_SIM_HIDES_SHARED) && area->kind == UM_KIND_ANON)
	    ? -1 : a->shared;
	area->locked = tells & UM_SIM_TELLS_LOCKED ? a->locked : -1;
	area->concealed = tells & UM_SIM_TELLS_CONCEALED ? a->nodump : -1;
	area->inherit = !(tells & UM_SIM_TELLS_INHERIT) ? -1
	    : a->nofork ? UM_INHERIT_NONE : a->wipe ? UM_INHERIT_ZERO
	    : a->shared ? UM_INHERIT_SHARE : UM_INHERIT_COPY;
	area->stack = a->stack;
}

int
um_sim_alone(void)
{
	static const char key[] = "\nThreads:\t";
	char text[4096], *at;
	const int saved = errno;
	const int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	if (fd >= 0)
		(void)close(fd);
	errno = saved;
	if (n < 0)
		return 0;
	text[n] = '\0';
	at = strstr(text, key);
	return at != 0 && strncmp(at + sizeof key - 1, "1\n", 2) == 0;
}

int
um_sim_tell(uintptr_t from, um_visit *visit, void *closure, unsigned tells)
{
	const int flags_too = (tells & (UM_SIM_TELLS_LOCKED
	    | UM_SIM_TELLS_CONCEALED | UM_SIM_TELLS_INHERIT)) != 0
	    && smaps_are_ours();
	struct um_sim_area a;
	struct um_area area;
	struct reader r;
	int saved = errno, stopped = 0;

	if (!open_map(&r, flags_too ? "/proc/self/smaps" : "/proc/self/maps"))
		return um_sim_fail(ENOSYS);
	while (!stopped && next_area(&r, flags_too, &a)) {
		if (a.end - 1 < from)
			continue;
		tell(&a, &area, tells);
		errno = saved;
		stopped = visit(&area, closure);
		saved = errno;
	}
	(void)close(r.fd);
	errno = saved;
	return stopped;
}

/* ---- placing ------------------------------------------------------------ */

void
um_sim_anon(struct um_sim_source *s, size_t len, int prot, int shared)
{
	s->len = len;
	s->prot = prot;
	s->flags = MAP_ANONYMOUS | (shared ? MAP_SHARED : MAP_PRIVATE);
	s->fd = -1;
	s->offset = 0;
}

static void *
map_source(const struct um_sim_source *s, uintptr_t addr, int extra)
{
	return um_sim_raw_mmap((void *)addr, s->len, s->prot, s->flags | extra,
	    s->fd, s->offset);
}

void *
um_sim_anywhere(const struct um_sim_source *s, uintptr_t hint)
{
	return map_source(s, hint, 0);
}

void *
um_sim_over(const struct um_sim_source *s, uintptr_t addr)
{
	return map_source(s, addr, MAP_FIXED);
}

void *
um_sim_exact(const struct um_sim_source *s, uintptr_t addr)
{
	void *p = map_source(s, addr, MAP_FIXED_NOREPLACE);

	if (p == MAP_FAILED || (uintptr_t)p == addr)
		return p;
	/* Linux before 4.17, qemu-user before 8.1: a hint. */
	(void)um_sim_raw_munmap(p, s->len);
	return um_sim_refuse(EEXIST);
}

/* The lowest gap of len at or above start, as the map shows it: 1; 0 none; -1
 * the map cannot be read. */
static int
find_gap(size_t len, uintptr_t start, uintptr_t *result)
{
	struct reader r;
	struct um_sim_area a;
	uintptr_t at = start;

	if (!open_map(&r, "/proc/self/maps"))
		return -1;
	while (next_area(&r, 0, &a)) {
		if (a.end <= at)
			continue;
		if (a.stack) {
			/* It grows; Linux keeps a gap below it as well. */
			uintptr_t room = (uintptr_t)9 << 20;

			a.start -= a.start < room ? a.start : room;
		}
		if (a.start >= at && a.start - at >= len)
			break;
		at = um_sim_round(a.end);
	}
	(void)close(r.fd);
	*result = at;
	return at <= UINTPTR_MAX - len;
}

void *
um_sim_first_fit(const struct um_sim_source *s, uintptr_t start,
    uintptr_t limit)
{
	size_t len = um_sim_round(s->len);
	int saved = errno, tries;
	uintptr_t at;
	void *p;

	if (start < um_sim_floor())
		start = um_sim_floor();
	/* Another thread may take the gap before it is used. */
	for (tries = 0; tries < 64; tries++) {
		int found = len == 0 ? 0 : find_gap(len, start, &at);

		if (found < 0) {
			/* no descriptor left, no /proc: a hint must do */
			errno = saved;
			return um_sim_anywhere(s, start);
		}
		if (!found || (limit != 0 && (at > limit || len > limit - at)))
			return um_sim_refuse(ENOMEM);
		p = um_sim_exact(s, at);
		if (p != MAP_FAILED) {
			errno = saved;
			return p;
		}
		if (errno != EEXIST)
			return MAP_FAILED;
		start = at + (tries > 3 ? um_sim_page() : 0);
	}
	return um_sim_refuse(ENOMEM);
}

void *
um_sim_aligned(const struct um_sim_source *s, size_t align)
{
	return map_aligned(align, um_sim_round(s->len), s->prot, s->flags,
	    s->fd, s->offset);
}

/* ---- descriptors -------------------------------------------------------- */

/* "/proc/self/fd/n" */
static void
fd_path(int fd, char path[32])
{
	static const char front[] = "/proc/self/fd/";
	char digits[12];
	size_t n = 0, at = sizeof front - 1;
	unsigned rest = (unsigned)fd;

	memcpy(path, front, sizeof front);
	do
		digits[n++] = (char)('0' + rest % 10);
	while ((rest /= 10) != 0);
	while (n > 0)
		path[at++] = digits[--n];
	path[at] = 0;
}

enum um_sim_fd
um_sim_fd(int fd)
{
	struct stat st;
	char path[32], name[128];
	ssize_t n;
	int saved = errno;
	enum um_sim_fd result = UM_SIM_FD_OTHER;

	if (fd < 0 || fstat(fd, &st) != 0)
		result = UM_SIM_FD_BAD;
	else if (S_ISCHR(st.st_mode))
		result = major(st.st_rdev) == 1 && minor(st.st_rdev) == 5
		    ? UM_SIM_FD_ZERO : UM_SIM_FD_DEVICE;
	else if (S_ISDIR(st.st_mode))
		result = UM_SIM_FD_DIRECTORY;
	else if (S_ISREG(st.st_mode)) {
		result = UM_SIM_FD_REGULAR;
		fd_path(fd, path);
		n = readlink(path, name, sizeof name - 1);
		if (n > 0) {
			name[n] = 0;
			if (strstr(name, SHM_MARK) != 0)
				result = UM_SIM_FD_SHM;
		}
	}
	errno = saved;
	return result;
}

static int
fd_mode(int fd)
{
	int saved = errno, mode = fcntl(fd, F_GETFL);

	errno = saved;
	return mode < 0 ? O_RDONLY : mode & O_ACCMODE;
}

int
um_sim_fd_reads(int fd)
{
	return fd_mode(fd) != O_WRONLY;
}

int
um_sim_fd_writes(int fd)
{
	return fd_mode(fd) != O_RDONLY;
}

int
um_sim_fd_readable(int fd)
{
	char path[32];
	int saved = errno, other;

	if (um_sim_fd_reads(fd))
		return fd;
	fd_path(fd, path);
	/* Where its mode forbids that, mmap says EACCES: not simulated. */
	other = open(path, O_RDWR | O_CLOEXEC);
	errno = saved;
	return other < 0 ? fd : other;
}

void
um_sim_fd_done(int readable, int fd)
{
	int saved = errno;

	if (readable != fd)
		(void)close(readable);
	errno = saved;
}

/* ---- memory that carries its rules -------------------------------------- */

static int
put_object(struct um_sim_source *s, const char *name)
{
	int saved = errno;
	int fd = um_sim_raw_memfd(name, 1 /* MFD_CLOEXEC */);

	if (fd < 0 || ftruncate(fd, (off_t)um_sim_round(s->len)) != 0) {
		if (fd >= 0)
			(void)close(fd);
		return um_sim_fail(ENOMEM);
	}
	errno = saved;
	s->flags = MAP_PRIVATE;
	s->fd = fd;
	s->offset = 0;
	return 0;
}

int
um_sim_maxed(struct um_sim_source *s, int max)
{
	char name[] = "um_sim-max0";

	name[sizeof name - 2] = (char)('0' + (max & 7));
	return put_object(s, name);
}

int
um_sim_guard(struct um_sim_source *s)
{
	return put_object(s, "um_sim-guard");
}

void
um_sim_source_done(const struct um_sim_source *s)
{
	int saved = errno;

	if (s->fd >= 0)
		(void)close(s->fd);
	errno = saved;
}

/* ---- rows that many kernels share --------------------------------------- */

static int
shm_path(const char *tag, const char *name, char path[512])
{
	static const char front[] = "/dev/shm/" SHM_MARK "-";
	size_t at = sizeof front - 1, longest = 255 - sizeof SHM_MARK - 16;
	unsigned long sum = 5381;

	memcpy(path, front, sizeof front);
	while (*tag != 0)
		path[at++] = *tag++;
	path[at++] = '-';
	/* These names may be longer than a file's with what is before them. */
	for (; *name != 0; name++) {
		sum = sum * 33 + (unsigned char)*name;
		if (at < longest)
			path[at++] = (char)(*name == '/' ? '!' : *name);
	}
	if (at == longest)
		for (; sum != 0; sum >>= 4)
			path[at++] = (char)('a' + (sum & 15));
	path[at] = 0;
	return 0;
}

int
um_sim_close_on_exec(int fd)
{
	return fcntl(fd, F_SETFD, FD_CLOEXEC);
}

int64_t
um_sim_file_limit(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) != 0
	    || limit.rlim_cur == RLIM_INFINITY ? INT64_MAX
	    : (int64_t)limit.rlim_cur;
}

int64_t
um_sim_memory_free(void)
{
	struct sysinfo s;

	return sysinfo(&s) < 0 ? -1
	    : (int64_t)((uint64_t)s.freeram * s.mem_unit);
}

int
um_sim_allocate(int fd, off_t at, off_t size)
{
	int err = posix_fallocate(fd, at, size);

	return err != 0 ? um_sim_fail(err) : 0;
}

size_t
um_sim_view_align(void)
{
	return 1;
}

/* MREMAP_MAYMOVE 1, MREMAP_FIXED 2; an old length of 0 is an alias */
int
um_sim_alias(uintptr_t from, size_t len, uintptr_t to)
{
	return um_sim_raw_mremap((void *)from, 0, len, 3, (void *)to)
	    == MAP_FAILED ? -1 : 0;
}

int
um_sim_shm_open(const char *tag, const char *name, int oflag, mode_t mode)
{
	char path[512];

	if (shm_path(tag, name, path) != 0)
		return -1;
	return open(path, oflag | O_CLOEXEC | O_NOFOLLOW, mode);
}

int
um_sim_shm_unlink(const char *tag, const char *name)
{
	char path[512];

	return shm_path(tag, name, path) != 0 ? -1 : unlink(path);
}

int
um_sim_shm_object(const char *name, unsigned memfd_flags)
{
	char marked[128] = SHM_MARK "-";
	size_t at = strlen(marked);

	while (*name != 0 && at < sizeof marked - 1)
		marked[at++] = *name++;
	marked[at] = 0;
	return um_sim_raw_memfd(marked, memfd_flags);
}

int
um_sim_linux_flags(int flags)
{
	return (flags & 0x10 ? MAP_FIXED : 0) | (flags & 0x20 ? MAP_ANONYMOUS : 0)
#ifdef MAP_32BIT
	    | (flags & 0x40 ? MAP_32BIT : 0)
#endif
	    | (flags & 0x4000 ? MAP_NORESERVE : 0)
	    | (flags & 0x8000 ? MAP_POPULATE : 0)
	    | (flags & 0x2000 ? MAP_LOCKED : 0);
}

void *
um_sim_linux_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	int type = flags & 0xf;

	if (type != 1 && type != 2)
		return um_sim_refuse(EINVAL);
	return um_sim_raw_mmap(addr, len, prot & 7, um_sim_linux_flags(flags)
	    | (type == 1 ? MAP_SHARED : MAP_PRIVATE), fd, offset);
}

int
um_sim_linux_msync(void *addr, size_t len, int flags)
{
	if ((flags & ~7) != 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_msync(addr, len, (flags & 1 ? MS_ASYNC : 0)
	    | (flags & 4 ? MS_SYNC : 0) | (flags & 2 ? MS_INVALIDATE : 0));
}

int
um_sim_linux_madvise(void *addr, size_t len, int advice)
{
	static const int host[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED,
		MADV_DONTNEED, -1, -1, -1, -1,
		MADV_REMOVE, MADV_DONTFORK, MADV_DOFORK, 12, 13, 14, 15,
		MADV_DONTDUMP, MADV_DODUMP
	};

	if (advice < 0 || advice >= (int)(sizeof host / sizeof *host)
	    || host[advice] < 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_madvise(addr, len, host[advice]);
}

void *
um_sim_linux_mremap(void *old, size_t old_len, size_t new_len, int flags,
    void *new)
{
	return (flags & ~3) != 0 ? um_sim_refuse(EINVAL)
	    : um_sim_raw_mremap(old, old_len, new_len, flags, new);
}

int
um_sim_hole_faults(int result, const void *addr, size_t len)
{
	if (result != 0 && errno == ENOMEM
	    && !um_sim_whole((uintptr_t)addr, len))
		errno = EFAULT;
	return result;
}

int
um_sim_root_mlock(const void *addr, size_t len)
{
	return geteuid() != 0 ? um_sim_fail(EPERM) : um_sim_raw_mlock(addr, len);
}

int
um_sim_root_munlock(const void *addr, size_t len)
{
	return geteuid() != 0 ? um_sim_fail(EPERM)
	    : um_sim_raw_munlock(addr, len);
}

int
um_sim_open(const char *path, int flags, mode_t mode)
{
	return open(path, flags, mode);
}

int
um_sim_open_bare(const char *path, int flags, mode_t mode)
{
	if (begins(path, "/proc/") || begins(path, "/dev/shm"))
		return um_sim_fail(ENOENT);
	return open(path, flags, mode);
}

int
um_sim_open_shm_dir(const char *dir, const char *path, int flags, mode_t mode)
{
	return strcmp(path, dir) == 0 ? open("/dev/shm", flags, mode)
	    : um_sim_open_bare(path, flags, mode);
}

int
um_sim_ioctl(int fd, unsigned long request, void *arg)
{
	/* musl takes an int. */
	return (int)syscall(__NR_ioctl, (long)fd, request, arg);
}

int
um_sim_no_ioctl(int fd, unsigned long request, void *arg)
{
	(void)fd;
	(void)request;
	(void)arg;
	return um_sim_fail(ENOTTY);
}

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

/* shm_open(3) of glibc and musl: leading slashes are dropped, another slash
 * or nothing is EINVAL. */
static int
libc_shm_path(const char *name, char path[512])
{
	static const char front[] = "/dev/shm/";

	while (*name == '/')
		name++;
	if (*name == 0 || strchr(name, '/') != 0)
		return um_sim_fail(EINVAL);
	if (strlen(name) > 255)
		return um_sim_fail(ENAMETOOLONG);
	memcpy(path, front, sizeof front);
	strcpy(path + sizeof front - 1, name);
	return 0;
}

int
um_sim_libc_shm_open(const char *name, int oflag, mode_t mode)
{
	char path[512];

	if (libc_shm_path(name, path) != 0)
		return -1;
	return open(path, oflag | O_CLOEXEC | O_NOFOLLOW, mode);
}

int
um_sim_libc_shm_unlink(const char *name)
{
	char path[512];

	return libc_shm_path(name, path) != 0 ? -1 : unlink(path);
}

/* ---- parts of calls on ranges ------------------------------------------- */

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

/* ---- what the BSDs have in common --------------------------------------- */

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

static int
lock_area(const struct um_sim_area *a, void *err)
{
	int saved = errno;

	if (a->prot == 0
	    || um_sim_raw_mlock((void *)a->start, a->end - a->start) == 0) {
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
