/* Files: their bytes, their offsets, whom a store reaches, what is refused. */
#include "counting.h"
#include "qemu.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define RW (PROT_READ | PROT_WRITE)

static size_t unit;

static int byte_of(int fd, off_t at)
{
	unsigned char byte;

	return pread(fd, &byte, 1, at) == 1 ? byte : -1;
}

static void *map(int fd, size_t len, int prot, int flags, int64_t offset)
{
	return um_mmap(0, len, prot, flags, fd, offset);
}

/* The byte that temporary_file put there. */
static int is_file_from(const unsigned char *p, size_t len, size_t offset)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != ((i + offset) & 0xff))
			return 0;
	return 1;
}

/* ---- contents ---------------------------------------------------------- */

static void contents(int flag, const char *kind)
{
	const int fd = temporary_file(4 * unit);
	unsigned char *p;
	char number;
	int i, good = 1;

	for (i = 0; i < 4; i++) {
		number = (char)('0' + i);
		good = good && pwrite(fd, &number, 1, (off_t)unit * i) == 1;
	}
	errno = 12345;
	p = map(fd, 4 * unit, PROT_READ, flag, 0);
	is_int(errno, 12345, "mapping a %s file leaves errno alone", kind);
	ok(good && p[0] == '0' && p[unit] == '1' && p[3 * unit] == '3'
	    && is_file_from(p + 1, unit - 1, 1)
	    && is_file_from(p + 3 * unit + 1, unit - 1, 3 * unit + 1),
	    "a %s map has the bytes of the file", kind);
	um_munmap(p, 4 * unit);
	for (i = 0; i < 4; i++) {
		p = map(fd, unit, PROT_READ, flag, (int64_t)unit * i);
		ok(p != MAP_FAILED && p[0] == '0' + i && p[77] == 77,
		    "a %s map from offset %d times the granularity begins "
		    "there", kind, i);
		um_munmap(p, unit);
	}
	p = map(fd, 1, PROT_READ, flag, (int64_t)unit);
	ok(p != MAP_FAILED && p[0] == '1'
	    && is_file_from(p + 1, page() - 1, 1),
	    "one byte of a %s map is the whole page", kind);
	um_munmap(p, 1);
	close(fd);
}

/* An offset that 32 bits cannot hold, of bytes and of pages. */
static void far_offset(off_t at, const char *where)
{
	const int fd = temporary_file(unit);
	char *p;

	if (ftruncate(fd, at + (off_t)unit) < 0
	    || pwrite(fd, "far", 3, at) != 3) {
		skip(3, "a file system for sparse files of %s", where);
		close(fd);
		return;
	}
	p = map(fd, unit, RW, UM_MAP_SHARED, at);
	ok(p != MAP_FAILED && memcmp(p, "far", 4) == 0,
	    "what lies at %s of a file is mapped", where);
	if (p == MAP_FAILED) {
		diag("errno %d, %s", errno, um_why());
		close(fd);
		skip(2, "the mapping");
		return;
	}
	p[unit - 1] = 'w';
	um_msync(p, unit, MS_SYNC);
	is_int(byte_of(fd, at + (off_t)unit - 1), 'w',
	    "and stores reach it");
	ok(byte_of(fd, (off_t)(unit - 1)) == 255,
	    "and not the place that 32 bits of the offset name");
	um_munmap(p, unit);
	close(fd);
}

/* ---- stores ------------------------------------------------------------ */

static void shared_stores(void)
{
	const int fd = temporary_file(3 * unit);
	unsigned char *p = map(fd, 2 * unit, RW, UM_MAP_SHARED, (int64_t)unit),
	    *q = map(fd, 3 * unit, PROT_READ, UM_MAP_SHARED, 0);

	p[0] = 'f';
	p[2 * unit - 1] = 'l';
	ok(q[unit] == 'f' && q[3 * unit - 1] == 'l',
	    "another shared map of the file sees a store at once");
	is_int(um_msync(p, 2 * unit, MS_SYNC), 0, "the map is written back");
	is_int(byte_of(fd, (off_t)unit), 'f',
	    "a store to a shared map reaches the file");
	is_int(byte_of(fd, (off_t)(3 * unit - 1)), 'l', "and so does one to the last byte of the map");
	ok(byte_of(fd, (off_t)unit - 1) == 255
	    && byte_of(fd, (off_t)unit + 1) == 1
	    && lseek(fd, 0, SEEK_END) == (off_t)(3 * unit),
	    "and nothing else of it, nor its length, has changed");
	p[1] = 'u';
	um_munmap(p, 2 * unit);
	is_int(q[unit + 1], 'u', "nor is a store lost by um_munmap");
	um_munmap(q, 3 * unit);
	close(fd);
}

static void private_stores(void)
{
	const int fd = temporary_file(2 * unit);
	unsigned char *p = map(fd, 2 * unit, RW, UM_MAP_PRIVATE, 0),
	    *q = map(fd, 2 * unit, PROT_READ, UM_MAP_SHARED, 0),
	    *r = map(fd, 2 * unit, PROT_READ, UM_MAP_PRIVATE, 0);

	memset(p, 'x', unit);
	um_msync(p, unit, MS_SYNC);
	ok(is_file_from(q, 2 * unit, 0) && byte_of(fd, 0) == 0
	    && byte_of(fd, (off_t)unit - 1) == 255,
	    "a store to a private map never reaches the file");
	ok(is_file_from(r, 2 * unit, 0), "nor another private map of it");
	ok(all_bytes(p, unit, 'x') && is_file_from(p + unit, unit, unit),
	    "and stays in its own map");
	um_munmap(p, 2 * unit);
	ok(is_file_from(q, 2 * unit, 0), "also after um_munmap");
	um_munmap(q, 2 * unit);
	um_munmap(r, 2 * unit);
	close(fd);
}

static int store(void *p)
{
	*(char *)p = 'c';
	return 0;
}

static void children(void)
{
	const int fd = temporary_file(unit);
	unsigned char *shared = map(fd, unit, RW, UM_MAP_SHARED, 0),
	    *private = map(fd, unit, RW, UM_MAP_PRIVATE, 0);

	in_child(store, private + 1);
	is_int(private[1], 1, "what a child stores to a private file map stays "
	    "with it");
	in_child(store, shared + 1);
	is_int(shared[1], 'c', "what it stores to a shared file map the parent "
	    "reads");
	um_munmap(shared, unit);
	um_munmap(private, unit);
	close(fd);
}

static void outlives_descriptor(void)
{
	const int fd = temporary_file(unit), other = dup(fd);
	unsigned char *p = map(fd, unit, RW, UM_MAP_SHARED, 0);

	close(fd);
	p[0] = 's';
	um_msync(p, unit, MS_SYNC);
	ok(is_file_from(p + 1, unit - 1, 1) && byte_of(other, 0) == 's',
	    "a map outlives its descriptor");
	um_munmap(p, unit);
	close(other);
}

static void leaves_descriptor(void)
{
	const int fd = temporary_file(unit), next = next_descriptor();
	void *p;

	lseek(fd, 5, SEEK_SET);
	p = map(fd, unit, PROT_READ, UM_MAP_PRIVATE, 0);
	ok(lseek(fd, 0, SEEK_CUR) == 5 && next_descriptor() == next,
	    "mapping moves no file pointer and takes no descriptor");
	um_munmap(p, unit);
	close(fd);
}

static void protection(void)
{
	const int fd = temporary_file(unit);
	char *none = map(fd, unit, PROT_NONE, UM_MAP_SHARED, 0),
	    *read_only = map(fd, unit, PROT_READ, UM_MAP_SHARED, 0),
	    *private = map(fd, unit, PROT_READ, UM_MAP_PRIVATE, 0);

	ok(load_faults(none) && store_faults(none),
	    "a file map of PROT_NONE faults");
	ok(read_only[1] == 1 && store_faults(read_only),
	    "a shared file map without PROT_WRITE stops stores");
	ok(private[1] == 1 && store_faults(private),
	    "and so does a private one");
	is_int(byte_of(fd, 0), 0, "and the file is as it was");
	um_munmap(none, unit);
	um_munmap(read_only, unit);
	um_munmap(private, unit);
	close(fd);
}

/* ---- the mode of the descriptor ---------------------------------------- */

static void refused(int fd, int prot, int flags, int64_t offset, int err,
    const char *what)
{
	const int next = next_descriptor();
	struct census before;
	void *p;
	int said, same;

	if (census_told())
		census(&before);
	p = map(fd, unit, prot, flags, offset);
	said = errno;
	same = census_same(&before) && next_descriptor() == next;
	errno = said;
	fails(p == MAP_FAILED, err, "%s", what);
	if (!same)
		ok(0, "and nothing is left of it");
}

static int reopened(int mode)
{
	char name[] = "/tmp/unimap-files-XXXXXX";
	const int made = mkstemp(name);
	int fd;

	if (made < 0 || ftruncate(made, (off_t)(2 * unit)) < 0) {
		printf("Bail out! no temporary file\n");
		exit(1);
	}
	fd = open(name, mode);
	unlink(name);
	close(made);
	return fd;
}

static void modes(void)
{
	const int reads = reopened(O_RDONLY), writes = reopened(O_WRONLY);
	char *p;

	refused(reads, RW, UM_MAP_SHARED, 0, EACCES,
	    "a shared map to be written of an O_RDONLY fd is EACCES");
	refused(reads, PROT_WRITE, UM_MAP_SHARED, 0, EACCES,
	    "with PROT_WRITE alone too");
	refused(reads, RW, UM_MAP_SHARED | UM_MAP_ALIGNED(20), 0, EACCES,
	    "and aligned");
	refused(writes, PROT_READ, UM_MAP_SHARED, 0, EACCES,
	    "a shared map to be read of an O_WRONLY fd is EACCES");
	refused(writes, PROT_READ, UM_MAP_PRIVATE, 0, EACCES,
	    "and a private one");
	p = map(reads, unit, PROT_READ, UM_MAP_SHARED, 0);
	if (!places_are_had())
		skip(1, NO_PLACES);
	else
		fails(um_mmap(p, unit, RW, UM_MAP_SHARED | UM_MAP_FIXED, reads,
		    0) == MAP_FAILED, EACCES, "also over what is mapped");
	um_munmap(p, unit);
	p = map(reads, unit, RW, UM_MAP_PRIVATE, 0);
	ok(p != MAP_FAILED && !store_faults(p),
	    "a private map of an O_RDONLY fd can be written to");
	um_munmap(p, unit);
	p = map(reads, unit, PROT_READ, UM_MAP_SHARED, 0);
	ok(p != MAP_FAILED && p[0] == 0,
	    "a shared map of an O_RDONLY fd can be read");
	um_munmap(p, unit);
	close(reads);
	close(writes);
}

/* ---- what cannot be mapped --------------------------------------------- */

static void other_descriptors(void)
{
	int ends[2], sockets[2];
	const int directory = open("/", O_RDONLY),
	    text = open("/proc/meminfo", O_RDONLY),
	    null = open("/dev/null", O_RDWR);

	if (pipe(ends) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) < 0)
		diag("no pipe or no socket");
	refused(ends[0], PROT_READ, UM_MAP_PRIVATE, 0, ENODEV,
	    "a pipe is ENODEV");
	refused(ends[0], PROT_READ, UM_MAP_SHARED, 0, ENODEV,
	    "a shared pipe is ENODEV");
	refused(sockets[0], RW, UM_MAP_SHARED, 0, ENODEV,
	    "a socket is ENODEV");
	refused(directory, PROT_READ, UM_MAP_PRIVATE, 0, ENODEV,
	    "a directory is ENODEV");
	refused(directory, PROT_READ, UM_MAP_SHARED, 0, ENODEV,
	    "a shared directory is ENODEV");
	refused(ends[0], PROT_READ, UM_MAP_PRIVATE | UM_MAP_ALIGNED(20), 0,
	    ENODEV, "an aligned pipe is ENODEV");
	if (is_under("valgrind"))	/* which then tries address 0: EPERM */
		skip(1, "the kernel's word on a place that is refused");
	else
		refused(directory, PROT_READ, UM_MAP_PRIVATE | UM_MAP_32BIT,
		    0, ENODEV, "a directory below 2 GiB is ENODEV");
	if (text < 0 || is_under("qemu"))	/* which has a file of its own */
		skip(2, "no text in /proc");
	else {
		refused(text, PROT_READ, UM_MAP_PRIVATE, 0, ENODEV,
		    "a text in /proc is ENODEV");
		refused(text, PROT_READ, UM_MAP_SHARED, 0, ENODEV,
		    "also shared");
	}
	refused(null, RW, UM_MAP_PRIVATE, 0, ENODEV, "/dev/null is ENODEV");
	refused(null, PROT_READ, UM_MAP_SHARED, 0, ENODEV, "also shared");
	close(null);
	close(text);
	refused(-1, PROT_READ, UM_MAP_PRIVATE, 0, EBADF, "fd -1 is EBADF");
	refused(999, PROT_READ, UM_MAP_PRIVATE, 0, EBADF,
	    "an fd that is not open is EBADF");
	close(ends[0]);
	refused(ends[0], PROT_READ, UM_MAP_PRIVATE, 0, EBADF,
	    "an fd that is no longer open is EBADF");
	close(ends[1]);
	close(sockets[0]);
	close(sockets[1]);
	close(directory);
}

#ifdef F_ADD_SEALS
static void sealed(void)
{
	const int fd = um_kernel.sys.memfd_create
	    ? um_kernel.sys.memfd_create("sealed", 2) : -1;	/* ALLOW_SEALING */
	void *p;

	if (fd < 0 || ftruncate(fd, (off_t)unit) < 0
	    || fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) < 0) {
		skip(3, "no objects that can be sealed");
		return;
	}
	refused(fd, RW, UM_MAP_SHARED, 0, EPERM,
	    "an object sealed against writing is EPERM");
	refused(fd, RW, UM_MAP_SHARED | UM_MAP_ALIGNED(20), 0, EPERM,
	    "also aligned");
	p = um_mmap(0, unit, RW, UM_MAP_PRIVATE, fd, 0);
	ok(p != MAP_FAILED && !store_faults(p), "it is had private");
	um_munmap(p, unit);
	close(fd);
}
#else
static void sealed(void)
{
	skip(3, "this system has no seals");
}
#endif

static void offsets(void)
{
	const int fd = temporary_file(2 * unit);
	const int64_t last = INT64_MAX & ~(int64_t)(unit - 1);
	int bit, good = 0;
	void *p;

	refused(fd, PROT_READ, UM_MAP_PRIVATE, -(int64_t)unit, EINVAL,
	    "a negative offset is EINVAL");
	refused(fd, PROT_READ, UM_MAP_SHARED, -1, EINVAL,
	    "offset -1 is EINVAL");
	refused(fd, PROT_READ, UM_MAP_PRIVATE, 1, EINVAL,
	    "offset 1 is EINVAL");
	refused(fd, PROT_READ, UM_MAP_PRIVATE, (int64_t)unit + 512, EINVAL,
	    "an offset 512 bytes off is EINVAL");
	refused(fd, PROT_READ, UM_MAP_PRIVATE, last, EOVERFLOW,
	    "the last aligned offset is EOVERFLOW");
	refused(fd, PROT_READ, UM_MAP_SHARED, last, EOVERFLOW,
	    "also shared");
	for (bit = 40; bit < 63; bit++) {
		p = um_mmap(0, unit, PROT_READ, UM_MAP_SHARED, fd,
		    (int64_t)1 << bit);
		good += p != MAP_FAILED || errno == EOVERFLOW;
		if (p != MAP_FAILED)
			um_munmap(p, unit);
	}
	if (!qemu_skips(QEMU_FILE_END, 1))
		is_int(good, 63 - 40, "an offset is taken or EOVERFLOW");
	refused(-1, PROT_READ, UM_MAP_SHARED, 1, EINVAL,
	    "an unaligned offset is EINVAL whatever the fd");
	close(fd);
}

int main(void)
{
	plan(0);
	unit = um_granularity();
	contents(UM_MAP_PRIVATE, "private");
	contents(UM_MAP_SHARED, "shared");
	if (qemu_skips(QEMU_FAR_OFFSET, 6))
		;
	else if (sizeof(off_t) > 4) {
		far_offset((off_t)5 << 30, "5 GiB");
		/* 16 GiB took 2.6 seconds on 7.3, 256 GiB 36. */
		if (kernel_is("openbsd") && !is_simulated())
			skip(3, "an munmap that does not walk up to the "
			    "offset");
		else
			far_offset((off_t)1 << 42, "4 TiB");
	} else
		skip(6, "64-bit offsets in off_t");
	shared_stores();
	private_stores();
	children();
	outlives_descriptor();
	leaves_descriptor();
	protection();
	modes();
	other_descriptors();
	sealed();
	offsets();
	return done();
}
