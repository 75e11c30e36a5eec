/* Questions of mmap with a descriptor: rights, offsets, devices, objects. */
#include "questions.h"

#include <stdio.h>

static const struct um_sys *sys(void)
{
	return &um_kernel.sys;
}

static int type_shared(void)
{
	return um_kernel.numbers.map_shared;
}

static int type_private(void)
{
	return um_kernel.numbers.map_private;
}

static void *map_fd(int fd, size_t pages, int type, off_t offset)
{
	return sys()->mmap(0, pages * ask_page(), ask_read_write(), type, fd,
	    offset);
}

static int open_file(void)
{
	struct ask_file file;

	ask_open_file(&file);
	return file.read_write;
}

/* ---- rights ------------------------------------------------------------ */

enum {
	READ = 1, WRITE = 2, EXEC = 4, SHARED = 8,
	READ_ONLY = 16, WRITE_ONLY = 32	/* how it is opened; neither: both */
};

static int prot_of(int with)
{
	const struct um_numbers *n = &um_kernel.numbers;

	return (with & READ ? n->prot_read : 0)
	    | (with & WRITE ? n->prot_write : 0)
	    | (with & EXEC ? n->prot_exec : 0);
}

static void *map_by_rights(int with)
{
	struct ask_file file;

	ask_open_file(&file);
	return sys()->mmap(0, ask_page(), prot_of(with),
	    with & SHARED ? type_shared() : type_private(),
	    with & READ_ONLY ? file.read_only
	    : with & WRITE_ONLY ? file.write_only : file.read_write, 0);
}

static void rights(int with)
{
	ask_say_mapped(map_by_rights(with));
}

/* with: of the map; then it shall be readable and writable. */
static void then_write(int with)
{
	void *p = map_by_rights(with);

	if (p == MAP_FAILED)
		ask_not_asked();
	ask_say_result(sys()->mprotect(p, ask_page(), ask_read_write()) < 0);
}

static void then_exec(int with)
{
	void *p = map_by_rights(with);

	if (p == MAP_FAILED)
		ask_not_asked();
	ask_say_result(sys()->mprotect(p, ask_page(), prot_of(READ | EXEC))
	    < 0);
}

/* ---- types, offsets, lengths ------------------------------------------- */

static void no_type(int with)
{
	(void)with;
	ask_say_mapped(map_fd(open_file(), 1, 0, 0));
}

static void both_types(int with)
{
	(void)with;
	ask_say_mapped(map_fd(open_file(), 1, type_shared() | type_private(),
	    0));
}

static void unknown_type(int with)
{
	ask_say_mapped(map_fd(open_file(), 1, with, 0));
}

static void length_0(int with)
{
	(void)with;
	ask_say_mapped(map_fd(open_file(), 0, type_shared(), 0));
}

static void offset_100(int with)
{
	(void)with;
	ask_say_mapped(map_fd(open_file(), 1, type_shared(), 100));
}

static void offset_100_fixed(int with)
{
	char *at = ask_memory(3) + 100;

	(void)with;
	ask_say_place(sys()->mmap(at, ask_page(), ask_read_write(),
	    type_shared() | um_kernel.numbers.map_fixed, open_file(), 100),
	    at);
}

static void offset_pages(int with)
{
	ask_say_mapped(map_fd(open_file(), 1, type_shared(),
	    with * (off_t)ask_page()));
}

/* The last page that an offset can name, and one more. */
static void offset_overflows(int with)
{
	const uint64_t last = (uint64_t)1 << (sizeof(off_t) * CHAR_BIT - 1);

	(void)with;
	ask_say_mapped(map_fd(open_file(), 2, type_shared(),
	    (off_t)(last - ask_page())));
}

static void tail(int with)
{
	(void)with;
	ask_load(ask_file_memory(3, type_shared()) + ask_page() + 20);
}

static void past_end(int with)
{
	(void)with;
	ask_load(ask_file_memory(3, type_shared()) + 2 * ask_page());
}

static void past_end_store(int with)
{
	char *p = ask_file_memory(3, type_private()) + 2 * ask_page();
	const int status = ask_child_sees(p);

	(void)with;
	ask_say_seen(status);
}

/* ---- descriptors that are no file -------------------------------------- */

static void bad_fd(int fd)
{
	if (fd >= 0)
		(void)sys()->close(fd);
	ask_say_mapped(map_fd(fd, 1, type_shared(), 0));
}

static void pipe_fd(int with)
{
	int fd[2];

	(void)with;
	if (pipe(fd) < 0)
		ask_not_asked();
	ask_say_mapped(sys()->mmap(0, ask_page(), um_kernel.numbers.prot_read,
	    type_shared(), fd[0], 0));
}

static void directory_fd(int with)
{
	const int fd = sys()->open("/", O_RDONLY, 0);

	(void)with;
	if (fd < 0)
		ask_not_asked();
	ask_say_mapped(sys()->mmap(0, ask_page(), um_kernel.numbers.prot_read,
	    type_private(), fd, 0));
}

static int open_device(const char *path)
{
	const int fd = sys()->open(path, O_RDWR, 0);

	if (fd < 0) {
		ask_say("open");
		ask_say_result(1);
		ask_end();
	}
	return fd;
}

static void null_fd(int shared)
{
	ask_say_mapped(map_fd(open_device("/dev/null"), 1,
	    shared ? type_shared() : type_private(), 0));
}

static void zero_fd(int shared)
{
	ask_say_mapped(map_fd(open_device("/dev/zero"), 1,
	    shared ? type_shared() : type_private(), 0));
}

/* ---- who sees what ----------------------------------------------------- */

static void say_child(char *p)
{
	if (p == MAP_FAILED) {
		ask_say_result(1);
		ask_end();
	}
	(void)ask_child_sees(p);
	ask_say_shared(*(volatile char *)p == ASK_STORED);
}

static void say_two_maps(int fd)
{
	char *p = map_fd(fd, 1, type_shared(), 0);
	char *q = map_fd(fd, 1, type_shared(), 0);

	if (p == MAP_FAILED || q == MAP_FAILED) {
		ask_say_result(1);
		ask_end();
	}
	*(volatile char *)p = ASK_STORED;
	ask_say_shared(*(volatile char *)q == ASK_STORED);
}

static void zero_child(int shared)
{
	say_child(map_fd(open_device("/dev/zero"), 1,
	    shared ? type_shared() : type_private(), 0));
}

static void zero_two_maps(int with)
{
	(void)with;
	say_two_maps(open_device("/dev/zero"));
}

/* ---- objects without a file -------------------------------------------- */

enum object { MEMFD, SHM_ANON_, SHM };

static void shm_name(char *name, size_t size)
{
	snprintf(name, size, "/unimap-ask-%ld", (long)getpid());
}

static int open_shm(void)
{
	char name[40];
	int fd;

	if (!sys()->shm_open)
		ask_absent();
	shm_name(name, sizeof name);
	fd = sys()->shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd >= 0)
		(void)sys()->shm_unlink(name);
	return fd;
}

static int open_memfd(unsigned flags)
{
	if (!sys()->memfd_create)
		ask_absent();
	return sys()->memfd_create("unimap-ask", flags);
}

static int open_shm_anon(void)
{
	const uintptr_t name = (uintptr_t)um_kernel.numbers.shm_anon;

	if (!sys()->shm_open || !name)
		ask_absent();
	return sys()->shm_open((const char *)name, O_RDWR, 0600);
}

static int open_object(int with)
{
	switch (with) {
	case MEMFD:
		return open_memfd(um_kernel.numbers.memfd_cloexec);
	case SHM_ANON_:
		return open_shm_anon();
	default:
		return open_shm();
	}
}

static void object(int with)
{
	ask_say_result(open_object(with) < 0);
}

/* Ends the child with errno where there is none. */
static int sized_object(int with, size_t pages)
{
	const int fd = open_object(with);

	if (fd < 0 || (pages
	    && sys()->ftruncate(fd, (off_t)(pages * ask_page())) < 0)) {
		ask_say_result(1);
		ask_end();
	}
	return fd;
}

static void object_two_maps(int with)
{
	say_two_maps(sized_object(with, 2));
}

static void object_child(int with)
{
	say_child(map_fd(sized_object(with, 2), 1, type_shared(), 0));
}

static void object_size_0(int with)
{
	ask_say_mapped(map_fd(sized_object(with, 0), 1, type_shared(), 0));
}

static void object_exec(int with)
{
	ask_say_mapped(sys()->mmap(0, ask_page(), prot_of(READ | EXEC),
	    type_shared(), sized_object(with, 1), 0));
}

static void object_past_end(int with)
{
	const char *p = map_fd(sized_object(with, 3), 1, type_shared(),
	    1024 * (off_t)ask_page());

	if (p == MAP_FAILED)
		ask_say_result(1);
	else
		ask_load(p);
}

/* Linux's and FreeBSD's. */
enum { ALLOW_SEALING = 2, HUGETLB = 4 };

static void memfd_flag(int with)
{
	ask_say_result(open_memfd((unsigned)with) < 0);
}

/* Of one page, and nobody can store into it any more; -1 and errno. */
static int seal(int fd)
{
	if (F_ADD_SEALS == UM_LACKS)
		ask_absent();
	if (fd < 0 || sys()->ftruncate(fd, (off_t)ask_page()) < 0)
		ask_not_asked();
	return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE);
}

static void memfd_seal(int flags)
{
	ask_say_result(seal(open_memfd((unsigned)flags)) < 0);
}

static void memfd_sealed(int with)
{
	const int fd = open_memfd(ALLOW_SEALING);

	if (seal(fd) < 0)
		ask_not_asked();
	ask_say_mapped(sys()->mmap(0, ask_page(), prot_of(with),
	    with & SHARED ? type_shared() : type_private(), fd, 0));
}

static void shm_unlink_twice(int with)
{
	char name[40];

	(void)with;
	if (open_shm() < 0)
		ask_not_asked();
	shm_name(name, sizeof name);
	ask_say_result(sys()->shm_unlink(name) < 0);
}

static void tmpfile_flag(int with)
{
	const int flag = um_kernel.numbers.o_tmpfile;

	(void)with;
	if (!flag)
		ask_absent();
	ask_say_result(sys()->open("/tmp", O_RDWR | flag, 0600) < 0);
}

#define RIGHTS(opened, type, with) \
	{ "file-" opened "-" type "-none", rights, with, 0 }, \
	{ "file-" opened "-" type "-read", rights, (with) | READ, 0 }, \
	{ "file-" opened "-" type "-write", rights, (with) | WRITE, 0 }, \
	{ "file-" opened "-" type "-read-write", rights, \
	    (with) | READ | WRITE, 0 }, \
	{ "file-" opened "-" type "-read-exec", rights, \
	    (with) | READ | EXEC, 0 }

const struct asked ask_files[] = {
	RIGHTS("read-write", "private", 0),
	RIGHTS("read-write", "shared", SHARED),
	RIGHTS("read-only", "private", READ_ONLY),
	RIGHTS("read-only", "shared", READ_ONLY | SHARED),
	RIGHTS("write-only", "private", WRITE_ONLY),
	RIGHTS("write-only", "shared", WRITE_ONLY | SHARED),
	{ "mprotect-read-only-private", then_write, READ | READ_ONLY, 0 },
	{ "mprotect-read-only-shared", then_write, READ | READ_ONLY | SHARED,
	    0 },
	{ "mprotect-read-only-private-exec", then_exec,
	    READ | WRITE | READ_ONLY, 0 },

	{ "file-no-type", no_type, 0, 0 },
	{ "file-both-types", both_types, 0, 0 },
	{ "file-unknown-type", unknown_type, 12, 0 },
	{ "file-length-0", length_0, 0, 0 },
	{ "file-offset-100", offset_100, 0, 0 },
	{ "file-offset-100-fixed", offset_100_fixed, 0, 0 },
	{ "file-offset-minus-page", offset_pages, -1, 0 },
	{ "file-offset-overflow", offset_overflows, 0, 0 },
	{ "file-offset-past-end", offset_pages, 1024, 0 },
	{ "file-load-tail", tail, 0, 0 },
	{ "file-load-past-end", past_end, 0, 0 },
	{ "file-store-past-end-private", past_end_store, 0, 0 },

	{ "fd-999", bad_fd, 999, 0 },
	{ "fd-minus-1", bad_fd, -1, 0 },
	{ "fd-pipe", pipe_fd, 0, 0 },
	{ "fd-directory", directory_fd, 0, 0 },
	{ "dev-null-private", null_fd, 0, 0 },
	{ "dev-null-shared", null_fd, 1, 0 },
	{ "dev-zero-private", zero_fd, 0, 0 },
	{ "dev-zero-private-child", zero_child, 0, 0 },
	{ "dev-zero-shared", zero_fd, 1, 0 },
	{ "dev-zero-shared-child", zero_child, 1, 0 },
	{ "dev-zero-shared-two-maps", zero_two_maps, 0, 0 },

	{ "memfd", object, MEMFD, 0 },
	{ "memfd-child", object_child, MEMFD, 0 },
	{ "memfd-two-maps", object_two_maps, MEMFD, 0 },
	{ "memfd-size-0", object_size_0, MEMFD, 0 },
	{ "memfd-exec", object_exec, MEMFD, 0 },
	{ "memfd-load-past-end", object_past_end, MEMFD, 0 },
	{ "memfd-unknown-flag", memfd_flag, 0x8000, 0 },
	{ "memfd-hugetlb", memfd_flag, HUGETLB, 0 },
	{ "memfd-seal", memfd_seal, ALLOW_SEALING, 0 },
	{ "memfd-seal-not-allowed", memfd_seal, 0, 0 },
	{ "memfd-sealed-shared-read", memfd_sealed, SHARED | READ, 0 },
	{ "memfd-sealed-shared-read-write", memfd_sealed,
	    SHARED | READ | WRITE, 0 },
	{ "memfd-sealed-private-read-write", memfd_sealed, READ | WRITE, 0 },
	{ "shm-anon", object, SHM_ANON_, 0 },
	{ "shm-anon-child", object_child, SHM_ANON_, 0 },
	{ "shm-anon-two-maps", object_two_maps, SHM_ANON_, 0 },
	{ "shm", object, SHM, 0 },
	{ "shm-child", object_child, SHM, 0 },
	{ "shm-two-maps", object_two_maps, SHM, 0 },
	{ "shm-size-0", object_size_0, SHM, 0 },
	{ "shm-exec", object_exec, SHM, 0 },
	{ "shm-unlink-twice", shm_unlink_twice, 0, 0 },
	{ "open-tmpfile", tmpfile_flag, 0, 0 },
	{ 0, 0, 0, 0 }
};
