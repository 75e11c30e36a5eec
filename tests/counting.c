#include "counting.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- raw calls --------------------------------------------------------- */

enum {
	AT_MMAP, AT_MUNMAP, AT_MPROTECT, AT_MSYNC, AT_MADVISE, AT_MLOCK,
	AT_MUNLOCK, AT_MINCORE, AT_MREMAP, AT_MINHERIT, AT_MEMFD_CREATE,
	AT_SHM_OPEN, AT_SHM_UNLINK, AT_ALIAS, AT_OPEN,
	AT_UNLINK, AT_CLOSE, AT_CLOSE_ON_EXEC, AT_FTRUNCATE, AT_ALLOCATE,
	AT_READ, AT_WRITE, AT_PWRITE, AT_IOCTL, AT_SYSCTL,
	AT_MACH_REGION, AT_VM_REGION, AT_NEXT_AREA, AT_MREMAP_NETBSD,
	AT_MEMCNTL, AT_MSEAL, AT_MIMMUTABLE, AT_PRCTL, ROWS
};

static const char *const names[ROWS] = {
	"mmap", "munmap", "mprotect", "msync", "madvise", "mlock",
	"munlock", "mincore", "mremap", "minherit", "memfd_create",
	"shm_open", "shm_unlink", "alias", "open",
	"unlink", "close", "close_on_exec", "ftruncate", "allocate",
	"read", "write", "pwrite", "ioctl", "sysctl",
	"mach_region", "vm_region", "next_area", "mremap_netbsd",
	"memcntl", "mseal", "mimmutable", "prctl"
};

static unsigned long counts[ROWS];
static struct um_sys wrapped;

#define COUNT(at, result, row, parameters, arguments) \
static result count_##row parameters \
{ \
	counts[at]++; \
	return wrapped.row arguments; \
}

COUNT(AT_MMAP, void *, mmap,
    (void *a, size_t n, int prot, int flags, int fd, off_t offset),
    (a, n, prot, flags, fd, offset))
COUNT(AT_MUNMAP, int, munmap, (void *a, size_t n), (a, n))
COUNT(AT_MPROTECT, int, mprotect, (void *a, size_t n, int prot), (a, n, prot))
COUNT(AT_MSYNC, int, msync, (void *a, size_t n, int flags), (a, n, flags))
COUNT(AT_MADVISE, int, madvise, (void *a, size_t n, int advice),
    (a, n, advice))
COUNT(AT_MLOCK, int, mlock, (const void *a, size_t n), (a, n))
COUNT(AT_MUNLOCK, int, munlock, (const void *a, size_t n), (a, n))
COUNT(AT_MINCORE, int, mincore, (void *a, size_t n, unsigned char *vec),
    (a, n, vec))
COUNT(AT_MREMAP, void *, mremap,
    (void *a, size_t n, size_t new_n, int flags, void *to),
    (a, n, new_n, flags, to))
COUNT(AT_MINHERIT, int, minherit, (void *a, size_t n, int inherit),
    (a, n, inherit))
COUNT(AT_MEMFD_CREATE, int, memfd_create, (const char *name, unsigned flags),
    (name, flags))
COUNT(AT_SHM_OPEN, int, shm_open, (const char *name, int flags, mode_t mode),
    (name, flags, mode))
COUNT(AT_SHM_UNLINK, int, shm_unlink, (const char *name), (name))
COUNT(AT_ALIAS, int, alias, (uintptr_t from, size_t n, uintptr_t to),
    (from, n, to))
COUNT(AT_OPEN, int, open, (const char *path, int flags, mode_t mode),
    (path, flags, mode))
COUNT(AT_UNLINK, int, unlink, (const char *path), (path))
COUNT(AT_CLOSE, int, close, (int fd), (fd))
COUNT(AT_CLOSE_ON_EXEC, int, close_on_exec, (int fd), (fd))
COUNT(AT_FTRUNCATE, int, ftruncate, (int fd, off_t size), (fd, size))
COUNT(AT_ALLOCATE, int, allocate, (int fd, off_t at, off_t size),
    (fd, at, size))
COUNT(AT_READ, ssize_t, read, (int fd, void *to, size_t n), (fd, to, n))
COUNT(AT_WRITE, ssize_t, write, (int fd, const void *from, size_t n),
    (fd, from, n))
COUNT(AT_PWRITE, ssize_t, pwrite,
    (int fd, const void *from, size_t n, off_t at), (fd, from, n, at))
COUNT(AT_IOCTL, int, ioctl, (int fd, unsigned long request, void *argument),
    (fd, request, argument))
COUNT(AT_SYSCTL, int, sysctl,
    (const int *mib, unsigned n, void *old, size_t *len),
    (mib, n, old, len))
COUNT(AT_MACH_REGION, int, mach_region,
    (uint64_t *a, uint64_t *n, unsigned *depth, void *info, unsigned *count),
    (a, n, depth, info, count))
COUNT(AT_VM_REGION, int, vm_region,
    (uintptr_t *a, uintptr_t *n, int *prot, int *inherit, int *object),
    (a, n, prot, inherit, object))
COUNT(AT_NEXT_AREA, int, next_area, (ssize_t *cookie, void *info, size_t size),
    (cookie, info, size))

COUNT(AT_MREMAP_NETBSD, void *, mremap_netbsd,
    (void *a, size_t n, void *to, size_t new_n, int flags),
    (a, n, to, new_n, flags))
COUNT(AT_MEMCNTL, int, memcntl,
    (void *a, size_t n, int command, void *p, int attributes, int mask),
    (a, n, command, p, attributes, mask))
COUNT(AT_MSEAL, int, mseal, (void *a, size_t n, unsigned long flags),
    (a, n, flags))
COUNT(AT_MIMMUTABLE, int, mimmutable, (void *a, size_t n), (a, n))
COUNT(AT_PRCTL, int, prctl, (int option, unsigned long a, unsigned long b,
    unsigned long c, unsigned long d), (option, a, b, c, d))

/* What the kernel lacks is lacking still. */
#define WRAP(row) (um_kernel.sys.row = wrapped.row ? count_##row : 0)

void count_calls(void)
{
	wrapped = um_kernel.sys;
	WRAP(mmap);
	WRAP(munmap);
	WRAP(mprotect);
	WRAP(msync);
	WRAP(madvise);
	WRAP(mlock);
	WRAP(munlock);
	WRAP(mincore);
	WRAP(mremap);
	WRAP(minherit);
	WRAP(memfd_create);
	WRAP(shm_open);
	WRAP(shm_unlink);
	WRAP(alias);
	WRAP(open);
	WRAP(unlink);
	WRAP(close);
	WRAP(close_on_exec);
	WRAP(ftruncate);
	WRAP(allocate);
	WRAP(read);
	WRAP(write);
	WRAP(pwrite);
	WRAP(ioctl);
	WRAP(sysctl);
	WRAP(mach_region);
	WRAP(vm_region);
	WRAP(next_area);
	WRAP(mremap_netbsd);
	WRAP(memcntl);
	WRAP(mseal);
	WRAP(mimmutable);
	WRAP(prctl);
}

void reset_calls(void)
{
	memset(counts, 0, sizeof counts);
}

unsigned long calls(void)
{
	unsigned long all = 0;
	int i;

	for (i = 0; i < ROWS; i++)
		all += counts[i];
	return all;
}

unsigned long calls_of(const char *name)
{
	int i;

	for (i = 0; i < ROWS; i++)
		if (strcmp(names[i], name) == 0)
			return counts[i];
	printf("Bail out! no raw call %s\n", name);
	exit(1);
	return 0;
}

void diag_calls(void)
{
	int i;

	for (i = 0; i < ROWS; i++)
		if (counts[i])
			diag("%s: %lu", names[i], counts[i]);
}

/* ---- what is mapped ---------------------------------------------------- */

static void add(uint64_t *sum, uint64_t n)
{
	*sum = (*sum ^ n) * 0x9e3779b97f4a7c15u;
	*sum ^= *sum >> 29;
}

/* valgrind and ThreadSanitizer map for themselves at any time. */
int census_told(void)
{
	return !is_under("valgrind") && !is_under("tsan") && map_is_told();
}

/* The stack grows when it will: not its start, but that it is there. */
static void add_area(struct census *c, const struct um_area *area)
{
	const uintptr_t here = (uintptr_t)&area;

	c->areas++;
	add(&c->sum, area->start <= here && here < area->end ? 0 : area->start);
	add(&c->sum, area->end);
	/* FreeBSD tells that memory is private once a fork has shared it. */
	add(&c->sum, (uint64_t)(area->prot | (area->shared == 1) << 8));
	add(&c->sum, (uint64_t)area->kind);
}

void census(struct census *c)
{
	const int saved = errno;
	struct um_area area;
	uintptr_t at = 0;

	c->areas = 0;
	c->sum = 0;
	while (um_area_at(at, &area) == 0) {
		add_area(c, &area);
		if (area.end <= at)	/* the end of the address space */
			break;
		at = area.end;
	}
	errno = saved;
}

int census_same(const struct census *before)
{
	struct census now;

	if (!census_told())
		return 1;
	census(&now);
	return now.areas == before->areas && now.sum == before->sum;
}

struct span {
	uintptr_t from, to;
	unsigned long regions;
};

static int count_region(const struct um_region *r, void *closure)
{
	struct span *s = closure;

	s->regions += r->start < s->to && r->end - 1 >= s->from;
	return r->start >= s->to;
}

/* By one reading of the list, however long it is. */
unsigned long areas_in(const void *addr, size_t len)
{
	struct span s;

	s.from = (uintptr_t)addr;
	s.to = s.from + len;
	s.regions = 0;
	(void)um_regions(count_region, &s);
	return s.regions;
}

long most_mappings(void)
{
	FILE *f = fopen("/proc/sys/vm/max_map_count", "r");
	long n = -1;

	if (f && fscanf(f, "%ld", &n) != 1)
		n = -1;
	if (f)
		fclose(f);
	return n;
}

size_t fill_mappings(unsigned char *p, size_t pages)
{
	size_t i;

	for (i = 1; i < pages; i += 2)
		if (um_mprotect(p + i * page(), page(), PROT_NONE) < 0)
			return i;
	return pages;
}

int next_descriptor(void)
{
	const int fd = dup(1);

	close(fd);
	return fd;
}
