/* Raw calls that are counted and fail on demand: see failing.h. */
#include "failing.h"

#include <stdio.h>

const struct failing failing[FAIL_ROWS] = {
	[FAIL_MMAP] = { "mmap",
	    { ENOMEM, EPERM, EACCES, ENOSYS, EINVAL, EAGAIN } },
	[FAIL_MUNMAP] = { "munmap", { ENOMEM, EINVAL } },
	[FAIL_MPROTECT] = { "mprotect", { ENOMEM, EACCES } },
	[FAIL_MSYNC] = { "msync", { ENOMEM, EINVAL, EBUSY, EIO } },
	[FAIL_MADVISE] = { "madvise",
	    { ENOMEM, EINVAL, ENOSYS, EPERM, EAGAIN, EBUSY } },
	[FAIL_MLOCK] = { "mlock", { ENOMEM, EAGAIN, EPERM } },
	[FAIL_MUNLOCK] = { "munlock", { ENOMEM, EPERM } },
	[FAIL_MINCORE] = { "mincore", { ENOMEM, EAGAIN, ENOSYS } },
	[FAIL_MREMAP] = { "mremap", { ENOMEM, EFAULT, EAGAIN, EINVAL } },
	[FAIL_MINHERIT] = { "minherit", { ENOMEM, EINVAL, ENOSYS } },
	[FAIL_MEMFD_CREATE] = { "memfd_create",
	    { ENOSYS, EPERM, EINVAL, EMFILE, ENFILE, ENOMEM } },
	[FAIL_SHM_OPEN] = { "shm_open",
	    { ENOSYS, EACCES, EMFILE, ENFILE, ENOENT, EEXIST, ENOSPC } },
	[FAIL_SHM_UNLINK] = { "shm_unlink", { EACCES, ENOENT } },
	[FAIL_ALIAS] = { "alias", { ENOMEM, ENOSYS } },
	[FAIL_OPEN] = { "open",
	    { ENOENT, EACCES, EMFILE, ENFILE, EINTR, ENOSPC } },
	[FAIL_UNLINK] = { "unlink", { EACCES, EROFS } },
	[FAIL_CLOSE] = { "close", { EIO, EINTR } },
	[FAIL_FTRUNCATE] = { "ftruncate", { ENOSPC, EIO, EFBIG, EINTR } },
	[FAIL_ALLOCATE] = { "allocate",
	    { ENOSPC, EINTR, EOPNOTSUPP, EINVAL, ENOMEM, EPERM } },
	[FAIL_READ] = { "read", { EIO, EINTR } },
	[FAIL_WRITE] = { "write", { EIO, EINTR } },
	[FAIL_PWRITE] = { "pwrite", { ENOSPC, EINTR, EIO, ENXIO } },
	[FAIL_IOCTL] = { "ioctl", { ENOTTY, EINVAL, ENOMEM } },
	[FAIL_SYSCTL] = { "sysctl",
	    { ENOMEM, EPERM, ENOSYS, EINVAL, ENOSPC, E2BIG } },
	[FAIL_MACH_REGION] = { "mach_vm_region", { ENOSYS } },
	[FAIL_VM_REGION] = { "vm_region", { ENOSYS } },
	[FAIL_NEXT_AREA] = { "get_next_area_info", { ENOSYS } },
	[FAIL_MREMAP_NETBSD] = { "mremap of NetBSD", { ENOMEM, EINVAL } },
	[FAIL_MEMCNTL] = { "memcntl", { ENOMEM, EINVAL, ENOTSUP } },
	[FAIL_MSEAL] = { "mseal", { ENOSYS, EPERM, EINVAL, ENOMEM } },
	[FAIL_MIMMUTABLE] = { "mimmutable", { ENOMEM, EINVAL } },
	[FAIL_PRCTL] = { "prctl", { EINVAL, EBADF, ENOMEM, ENOSYS, EPERM } },
	[FAIL_FSTAT] = { "fstat", { EIO, EOVERFLOW } },
	[FAIL_PUNCH_HOLE] = { "fallocate PUNCH_HOLE",
	    { EOPNOTSUPP, ENOSYS, EINTR, EIO, ENOSPC } },
	[FAIL_SEAL_SEALS] = { "fcntl F_SEAL_SEAL", { EPERM, ENOSYS } },
	[FAIL_CLOSE_ON_EXEC] = { "fcntl FD_CLOEXEC", { EPERM } }
};

static struct um_sys real;
static int counts[FAIL_ROWS];
static enum fail_row armed = FAIL_ROWS;
static int armed_nth, armed_errno, fired;

static int fails_now(enum fail_row row)
{
	const int now = counts[row]++;

	if (row != armed || now != armed_nth)
		return 0;
	fired = 1;
	errno = armed_errno;
	return 1;
}

/* Is it one mapping without access, or a part of one? */
static int is_held(uintptr_t addr, size_t len)
{
	FILE *f = fopen("/proc/self/maps", "r");
	unsigned long start, end;
	char line[512], prot[5];
	struct um_area area;
	int held = 0;

	if (!f)
		return um_area_at(addr, &area) == 0 && area.start <= addr
		    && area.end - addr >= len && !area.prot;
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%lx-%lx %4s", &start, &end, prot) == 3)
			held |= start <= addr && end > addr
			    && end - addr >= len && prot[0] == '-'
			    && prot[1] == '-';
	fclose(f);
	return held;
}

/* Some kernels unmap what a fixed map replaces before they find that they lack
 * something (Linux before 6.12, mremap of every version).  So does this, where
 * a hold of the library's own is in the way. */
static void *fail_fixed(void *addr, size_t len)
{
	const int saved = errno;

	if (is_held((uintptr_t)addr, len))
		real.munmap(addr, len);
	errno = saved;
	return MAP_FAILED;
}

static void *fail_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	if (!fails_now(FAIL_MMAP))
		return real.mmap(addr, len, prot, flags, fd, offset);
	return (flags & um_kernel.numbers.map_fixed)
	    && (errno == ENOMEM || errno == EAGAIN)
	    ? fail_fixed(addr, len) : MAP_FAILED;
}

static void *fail_mremap(void *addr, size_t old, size_t new, int flags,
    void *to)
{
	if (!fails_now(FAIL_MREMAP))
		return real.mremap(addr, old, new, flags, to);
	return flags & um_kernel.numbers.mremap_fixed
	    ? fail_fixed(to, new) : MAP_FAILED;
}

static void *fail_mremap_netbsd(void *addr, size_t old, void *to, size_t new,
    int flags)
{
	return fails_now(FAIL_MREMAP_NETBSD) ? MAP_FAILED
	    : real.mremap_netbsd(addr, old, to, new, flags);
}

/* Names of files that this process made: others make some at the same time. */
enum { NAMES = 256 };
static char names[NAMES][64];
static int named;

static void remember(const char *path)
{
	const char *last = strrchr(path, '/');

	if (named < NAMES)
		snprintf(names[named++], sizeof *names, "%.60s",
		    last ? last + 1 : path);
}

static int makes_a_file(int flags)
{
	const int tmpfile = um_kernel.numbers.o_tmpfile;

	return (flags & O_CREAT) || (tmpfile && (flags & tmpfile) == tmpfile);
}

/* A file system is full only for what makes a file there. */
static int fail_open(const char *path, int flags, mode_t mode)
{
	if (fails_now(FAIL_OPEN)) {
		if (errno == ENOSPC && !makes_a_file(flags))
			errno = ENFILE;
		return -1;
	}
	if (flags & O_CREAT)
		remember(path);
	return real.open(path, flags, mode);
}

static int fail_shm_open(const char *name, int flags, mode_t mode)
{
	if (fails_now(FAIL_SHM_OPEN))
		return -1;
	if (flags & O_CREAT)
		remember(name);
	return real.shm_open(name, flags, mode);
}

/* Made and failed: nobody could do more about what would be left. */
static int fail_close(int fd)
{
	const int failed = real.close(fd);

	return fails_now(FAIL_CLOSE) ? -1 : failed;
}

static int fail_unlink(const char *path)
{
	const int failed = real.unlink(path);

	return fails_now(FAIL_UNLINK) ? -1 : failed;
}

static int fail_shm_unlink(const char *name)
{
	const int failed = real.shm_unlink(name);

	return fails_now(FAIL_SHM_UNLINK) ? -1 : failed;
}

#define WRAP(type, row, name, parameters, arguments) \
	static type fail_##name parameters \
	{ \
		return fails_now(row) ? -1 : real.name arguments; \
	}
WRAP(int, FAIL_MUNMAP, munmap, (void *a, size_t n), (a, n))
WRAP(int, FAIL_MPROTECT, mprotect, (void *a, size_t n, int p), (a, n, p))
WRAP(int, FAIL_MSYNC, msync, (void *a, size_t n, int f), (a, n, f))
WRAP(int, FAIL_MADVISE, madvise, (void *a, size_t n, int f), (a, n, f))
WRAP(int, FAIL_MLOCK, mlock, (const void *a, size_t n), (a, n))
WRAP(int, FAIL_MUNLOCK, munlock, (const void *a, size_t n), (a, n))
WRAP(int, FAIL_MINCORE, mincore, (void *a, size_t n, unsigned char *v),
    (a, n, v))
WRAP(int, FAIL_MINHERIT, minherit, (void *a, size_t n, int i), (a, n, i))
WRAP(int, FAIL_MEMFD_CREATE, memfd_create, (const char *s, unsigned f), (s, f))
WRAP(int, FAIL_ALIAS, alias, (uintptr_t a, size_t n, uintptr_t to), (a, n, to))
WRAP(int, FAIL_ALLOCATE, allocate, (int fd, off_t at, off_t n), (fd, at, n))
WRAP(ssize_t, FAIL_PWRITE, pwrite, (int fd, const void *p, size_t n, off_t at),
    (fd, p, n, at))
WRAP(int, FAIL_FTRUNCATE, ftruncate, (int fd, off_t n), (fd, n))
WRAP(ssize_t, FAIL_READ, read, (int fd, void *p, size_t n), (fd, p, n))
WRAP(ssize_t, FAIL_WRITE, write, (int fd, const void *p, size_t n), (fd, p, n))
WRAP(int, FAIL_IOCTL, ioctl, (int fd, unsigned long r, void *a), (fd, r, a))
WRAP(int, FAIL_MEMCNTL, memcntl, (void *a, size_t n, int c, void *p, int t,
    int m), (a, n, c, p, t, m))
WRAP(int, FAIL_MSEAL, mseal, (void *a, size_t n, unsigned long f), (a, n, f))
WRAP(int, FAIL_MIMMUTABLE, mimmutable, (void *a, size_t n), (a, n))
WRAP(int, FAIL_PRCTL, prctl, (int o, unsigned long a, unsigned long b,
    unsigned long c, unsigned long d), (o, a, b, c, d))
WRAP(int, FAIL_FSTAT, fstat, (int fd, struct stat *s), (fd, s))
WRAP(int, FAIL_PUNCH_HOLE, punch_hole, (int fd, off_t at, off_t n),
    (fd, at, n))
WRAP(int, FAIL_SEAL_SEALS, seal_seals, (int fd), (fd))
WRAP(int, FAIL_CLOSE_ON_EXEC, close_on_exec, (int fd), (fd))
WRAP(int, FAIL_SYSCTL, sysctl, (const int *mib, unsigned n, void *old,
    size_t *len), (mib, n, old, len))
/* These three have errors of their own; -1 is none of their ends. */
WRAP(int, FAIL_MACH_REGION, mach_region, (uint64_t *a, uint64_t *n,
    unsigned *depth, void *info, unsigned *count), (a, n, depth, info, count))
WRAP(int, FAIL_VM_REGION, vm_region, (uintptr_t *a, uintptr_t *n, int *prot,
    int *inherit, int *object), (a, n, prot, inherit, object))
WRAP(int, FAIL_NEXT_AREA, next_area, (ssize_t *cookie, void *info,
    size_t size), (cookie, info, size))

void failing_install(void)
{
	real = um_kernel.sys;
#define REPLACE(name) (um_kernel.sys.name = real.name ? fail_##name : 0)
	REPLACE(mmap);
	REPLACE(munmap);
	REPLACE(mprotect);
	REPLACE(msync);
	REPLACE(madvise);
	REPLACE(mlock);
	REPLACE(munlock);
	REPLACE(mincore);
	REPLACE(mremap);
	REPLACE(minherit);
	REPLACE(memfd_create);
	REPLACE(shm_open);
	REPLACE(shm_unlink);
	REPLACE(alias);
	REPLACE(open);
	REPLACE(unlink);
	REPLACE(close);
	REPLACE(ftruncate);
	REPLACE(allocate);
	REPLACE(read);
	REPLACE(write);
	REPLACE(pwrite);
	REPLACE(ioctl);
	REPLACE(sysctl);
	REPLACE(mach_region);
	REPLACE(vm_region);
	REPLACE(next_area);
	REPLACE(mremap_netbsd);
	REPLACE(memcntl);
	REPLACE(mseal);
	REPLACE(mimmutable);
	REPLACE(prctl);
	REPLACE(fstat);
	REPLACE(close_on_exec);
	REPLACE(seal_seals);
	REPLACE(punch_hole);
}

void failing_arm(enum fail_row row, int nth, int err)
{
	memset(counts, 0, sizeof counts);
	armed = row;
	armed_nth = nth;
	armed_errno = err;
	fired = 0;
}

int failing_count(enum fail_row row)
{
	return counts[row];
}

int failing_fired(void)
{
	return fired;
}

/* A simulated kernel puts something of its own before the name. */
int failing_made(const char *file)
{
	int i;

	for (i = 0; i < named; i++)
		if (strstr(file, names[i]))
			return 1;
	return 0;
}
