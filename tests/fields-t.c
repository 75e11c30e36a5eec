/* What the library makes of one entry of each kernel's list of areas: records
 * and lines as the kernel's own headers and sources have them, and the area that
 * each is. */
#include "tap.h"
#include "../lib/host/list.h"

/* The records are those of the system's own headers. */
#define SAME(what, condition) typedef char what[(condition) ? 1 : -1]
#define PLACE(a, b, c, d) (offsetof(a, b) == offsetof(c, d) \
	&& sizeof ((a *)0)->b == sizeof ((c *)0)->d)
#if defined __FreeBSD__
# include <sys/sysctl.h>
# include <sys/user.h>
SAME(freebsd_places, PLACE(struct kinfo_vmentry, kve_start,
    struct freebsd_record, start) && PLACE(struct kinfo_vmentry, kve_end,
    struct freebsd_record, end) && PLACE(struct kinfo_vmentry, kve_flags,
    struct freebsd_record, flags) && PLACE(struct kinfo_vmentry,
    kve_protection, struct freebsd_record, protection)
    && PLACE(struct kinfo_vmentry, kve_path, struct freebsd_record, path)
    && PLACE(struct kinfo_vmentry, kve_type, struct freebsd_record, type));
SAME(freebsd_numbers, KERN_PROC_VMMAP == FREEBSD_PROC_VMMAP
    && KVME_TYPE_GUARD == FREEBSD_GUARD && KVME_TYPE_SWAP == FREEBSD_SWAP
    && KVME_FLAG_GROWS_DOWN == FREEBSD_GROWS_DOWN
    && KVME_FLAG_POSIXSHM == FREEBSD_POSIXSHM
    && KVME_FLAG_USER_WIRED == FREEBSD_USER_WIRED);
#elif defined __NetBSD__
# include <sys/sysctl.h>
# include <uvm/uvm_param.h>
# ifdef VM_PROC_MAP	/* 8 and later */
SAME(netbsd_places, PLACE(struct kinfo_vmentry, kve_start,
    struct netbsd_record, start) && PLACE(struct kinfo_vmentry, kve_type,
    struct netbsd_record, type) && PLACE(struct kinfo_vmentry, kve_wired_count,
    struct netbsd_record, wired_count) && PLACE(struct kinfo_vmentry,
    kve_protection, struct netbsd_record, protection)
    && PLACE(struct kinfo_vmentry, kve_inheritance, struct netbsd_record,
	inheritance) && PLACE(struct kinfo_vmentry, kve_path,
	struct netbsd_record, path)
    && sizeof(struct kinfo_vmentry) == sizeof(struct netbsd_record));
SAME(netbsd_numbers, VM_PROC == NETBSD_VM_PROC && VM_PROC_MAP
    == NETBSD_PROC_MAP && KVME_TYPE_ANON == NETBSD_ANON
    && KVME_FLAG_COW == NETBSD_COW && MAP_INHERIT_ZERO == NETBSD_ZERO);
# endif
#elif defined __OpenBSD__
# include <sys/sysctl.h>
SAME(openbsd_places, PLACE(struct kinfo_vmentry, kve_start,
    struct openbsd_record, start) && PLACE(struct kinfo_vmentry, kve_etype,
    struct openbsd_record, etype) && PLACE(struct kinfo_vmentry,
    kve_protection, struct openbsd_record, protection)
    && PLACE(struct kinfo_vmentry, kve_inheritance, struct openbsd_record,
	inheritance)
    && sizeof(struct kinfo_vmentry) == sizeof(struct openbsd_record));
SAME(openbsd_numbers, KERN_PROC_VMMAP == OPENBSD_PROC_VMMAP
    && KVE_ET_OBJ == OPENBSD_OBJ && KVE_ET_COPYONWRITE == OPENBSD_COW
    && KVE_ET_HOLE == OPENBSD_HOLE && MAP_INHERIT_ZERO == OPENBSD_ZERO);
#elif defined __APPLE__
# include <mach/mach.h>
SAME(darwin_places, PLACE(struct vm_region_submap_info_64, inheritance,
    struct darwin_record, inheritance)
    && PLACE(struct vm_region_submap_info_64, external_pager,
	struct darwin_record, external_pager)
    && PLACE(struct vm_region_submap_info_64, max_protection,
	struct darwin_record, max_protection)
    && PLACE(struct vm_region_submap_info_64, ref_count,
	struct darwin_record, ref_count)
    && PLACE(struct vm_region_submap_info_64, is_submap,
	struct darwin_record, is_submap)
    && PLACE(struct vm_region_submap_info_64, user_wired_count,
	struct darwin_record, user_wired_count));
SAME(darwin_numbers, VM_INHERIT_NONE == MACH_LEAVE
    && KERN_INVALID_ADDRESS == MACH_INVALID_ADDRESS);
#elif defined __HAIKU__
# include <OS.h>
SAME(haiku_places, PLACE(area_info, size, struct haiku_record, size)
    && PLACE(area_info, protection, struct haiku_record, protection)
    && PLACE(area_info, address, struct haiku_record, address)
    && sizeof(area_info) == sizeof(struct haiku_record));
#endif

#include <stdio.h>

/* ---- what is told, and what is wanted ---------------------------------- */

enum { MOST = 16 };
#define RW (PROT_READ | PROT_WRITE)
#define RX (PROT_READ | PROT_EXEC)
#define ANON UM_KIND_ANON
#define FILED UM_KIND_FILE
#define UNTOLD UM_KIND_UNTOLD
#define SHARE UM_INHERIT_SHARE
#define COPY UM_INHERIT_COPY
#define NONE UM_INHERIT_NONE
#define ZERO UM_INHERIT_ZERO

/* The nth area of a list lies here, where no memory is that it is read into. */
#define BASE ((uintptr_t)(UINTPTR_MAX - UINTPTR_MAX / 8) & ~(uintptr_t)0xffff)
static size_t unit;

static uintptr_t start_of(size_t n)
{
	return BASE + 2 * n * unit;
}

struct wanted {
	const char *what;
	int prot;
	enum um_kind kind;
	int shared, locked, concealed, inherit, stack, special;
	int64_t offset;
	uint64_t device, inode;
	const char *name;
};

/* What is anonymous or of which no more is told. */
#define AREA(what, prot, kind, shared, locked, concealed, inherit) \
	{ what, prot, kind, shared, locked, concealed, inherit, 0, 0, 0, 0, 0, \
	    0 }

static struct um_area told[MOST];
static char names[MOST][32];
static size_t have;

static int take(const struct um_area *area, void *closure)
{
	(void)closure;
	if (have == MOST)
		return 1;
	told[have] = *area;
	strncpy(names[have], area->name, sizeof names[have] - 1);
	have++;
	return 0;
}

static int is_there(const struct um_area *a, size_t n)
{
	return a->start == start_of(n) && a->end == start_of(n) + unit;
}

static int is_same(const struct um_area *a, const struct wanted *w)
{
	return a->prot == w->prot && a->kind == w->kind
	    && a->shared == w->shared && a->locked == w->locked
	    && a->concealed == w->concealed && a->inherit == w->inherit
	    && a->stack == w->stack && a->special == w->special
	    && a->offset == w->offset && a->device == w->device
	    && a->inode == w->inode;
}

static void say(const struct um_area *a, const char *name)
{
	diag("prot %d kind %d shared %d locked %d concealed %d inherit %d "
	    "stack %d special %d offset %lld device %lld inode %lld name %s",
	    a->prot, (int)a->kind, a->shared, a->locked, a->concealed,
	    a->inherit, a->stack, a->special, (long long)a->offset,
	    (long long)a->device, (long long)a->inode, name);
}

static void compare(const char *kernel, um_go *way, const struct wanted *w,
    size_t n)
{
	struct um_question ask = { 0, take, 0, 0 };
	size_t i;

	memset(names, 0, sizeof names);
	have = 0;
	is_int(way(&ask), 0, "%s: the list is read", kernel);
	is_int((long long)have, (long long)n, "%s: as many areas as it has",
	    kernel);
	for (i = 0; i < n && i < have; i++)
		if (!ok(is_there(&told[i], i) && is_same(&told[i], &w[i])
		    && strcmp(names[i], w[i].name ? w[i].name : "") == 0,
		    "%s: %s", kernel, w[i].what))
			say(&told[i], names[i]);
}
#define COMPARE(kernel, way, wanted) \
	compare(kernel, way, wanted, sizeof wanted / sizeof *wanted)

/* ---- sysctl ------------------------------------------------------------ */

/* The bytes of all records, of which each has its place. */
static const void *records;
static size_t records_len, record_len;
static int sysctl_name[3];

static int is_asked(const int *name, unsigned names_given)
{
	if (names_given >= 3 && name[0] == sysctl_name[0]
	    && name[1] == sysctl_name[1]
	    && (sysctl_name[2] < 0 || name[2] == sysctl_name[2]))
		return 1;
	errno = ENOENT;
	return 0;
}

static int give(void *old, size_t *len)
{
	if (old && *len < records_len) {
		errno = ENOMEM;
		return -1;
	}
	if (old)
		memcpy(old, records, records_len);
	*len = records_len;
	return 0;
}

static int give_records(const int *name, unsigned n, void *old, size_t *len)
{
	return is_asked(name, n) ? give(old, len) : -1;
}

static void ask_sysctl(int a, int b, int c, const void *of, size_t len)
{
	sysctl_name[0] = a;
	sysctl_name[1] = b;
	sysctl_name[2] = c;
	records = of;
	records_len = len;
	um_kernel.sys.sysctl = give_records;
}

static void test_freebsd(void)
{
	static const struct wanted wanted[] = {
		AREA("anonymous memory is perhaps shared", RW, ANON, -1, -1, 0,
		    -1),
		AREA("what a fork has shared is private", PROT_READ, ANON, 0,
		    -1, 0, -1),
		{ "a private file", RX, FILED, 0, -1, 0, -1, 0, 0, 4096, 77, 88,
		    "/bin/cat" },
		AREA("a shared file, locked", RW, FILED, 1, 1, 0, -1),
		AREA("an object", RW, FILED, 1, -1, 0, -1),
		AREA("a segment of System V", PROT_WRITE, FILED, 1, -1, 0, -1),
		AREA("a guard is private and nothing is asked of it", PROT_NONE,
		    ANON, 0, -1, 0, COPY),
		{ "the stack, concealed", RW, ANON, -1, -1, 1, -1, 1, 0, 0, 0,
		    0, 0 },
		AREA("what is copied at a store is private", PROT_EXEC, ANON, 0,
		    -1, 0, -1),
		AREA("what is of no known type is no memory", RW, FILED, 1, -1,
		    0, -1)
	};
	static const struct { int protection, type, flags; } as[] = {
		{ 3, FREEBSD_SWAP, 0 },
		{ 1, FREEBSD_NONE, FREEBSD_NEEDS_COPY },
		{ 5, FREEBSD_VNODE, FREEBSD_COW },
		{ 3, FREEBSD_VNODE, FREEBSD_USER_WIRED },
		{ 3, FREEBSD_SWAP, FREEBSD_POSIXSHM },
		{ 2, FREEBSD_SWAP, FREEBSD_SYSVSHM },
		{ 0, FREEBSD_GUARD, 0 },
		{ 3, FREEBSD_DEFAULT,
		    FREEBSD_GROWS_DOWN | FREEBSD_NOCOREDUMP },
		{ 4, FREEBSD_SWAP, FREEBSD_COW },
		{ 3, 255, 0 }
	};
	static char bytes[sizeof as / sizeof *as
	    * sizeof(struct freebsd_record)];
	struct freebsd_record e;
	size_t i, len = 0;

	for (i = 0; i < sizeof as / sizeof *as; i++) {
		memset(&e, 0, sizeof e);
		e.size = (int)offsetof(struct freebsd_record, path) + 16;
		e.start = start_of(i);
		e.end = e.start + unit;
		e.protection = as[i].protection;
		e.type = as[i].type;
		e.flags = as[i].flags;
		if (as[i].type == FREEBSD_VNODE && i == 2) {
			e.offset = 4096;
			e.vn_fsid = 77;
			e.fileid = 88;
			strcpy(e.path, "/bin/cat");
		}
		memcpy(bytes + len, &e, (size_t)e.size);
		len += (size_t)e.size;
	}
	ask_sysctl(FREEBSD_CTL_KERN, FREEBSD_KERN_PROC, FREEBSD_PROC_VMMAP,
	    bytes, len);
	COMPARE("FreeBSD", um_area_by_freebsd_sysctl, wanted);
}

/* The kernel writes as much of each record as was asked for. */
static int give_netbsd(const int *name, unsigned n, void *old, size_t *len)
{
	const size_t size = n == 5 ? (size_t)name[4] : 0;
	const size_t all = records_len / record_len;
	size_t i;

	if (!is_asked(name, n) || !size || size > record_len)
		return -1;
	for (i = 0; old && i < all && (i + 1) * size <= *len; i++)
		memcpy((char *)old + i * size,
		    (const char *)records + i * record_len, size);
	*len = all * size;
	return 0;
}

static void test_netbsd(void)
{
	static const struct wanted wanted[] = {
		AREA("private memory", RW, ANON, 0, 0, 0, COPY),
		AREA("shared memory, which children share", PROT_READ, ANON, 1,
		    0, 0, SHARE),
		{ "a private file", RX, FILED, 0, 0, 0, COPY, 0, 0, 4096, 77,
		    88, 0 },
		AREA("locked memory that no child gets", PROT_WRITE, ANON, 0, 1,
		    0, NONE),
		AREA("memory that a child gets as zeros", PROT_EXEC, ANON, 0, 0,
		    0, ZERO),
		AREA("an object", RW, FILED, 1, 0, 0, SHARE),
		AREA("a device", RW, FILED, 1, 0, 0, SHARE),
		AREA("the kernel's memory", PROT_NONE, FILED, 1, 0, 0, -1),
		AREA("a part of another map", PROT_NONE, FILED, 1, 0, 0, COPY)
	};
	static struct netbsd_record as[] = {
		{ .protection = 3, .type = NETBSD_ANON, .flags = NETBSD_COW,
		    .inheritance = NETBSD_COPY },
		{ .protection = 1, .type = NETBSD_ANON,
		    .inheritance = NETBSD_SHARE },
		{ .protection = 5, .type = NETBSD_VNODE, .flags = NETBSD_COW,
		    .inheritance = NETBSD_COPY, .offset = 4096, .vn_fsid = 77,
		    .vn_fileid = 88 },
		{ .protection = 2, .flags = NETBSD_COW, .wired_count = 2,
		    .inheritance = NETBSD_LEAVE },
		{ .protection = 4, .flags = NETBSD_COW,
		    .inheritance = NETBSD_ZERO },
		{ .protection = 3, .type = NETBSD_OBJECT },
		{ .protection = 3, .type = NETBSD_DEVICE },
		{ .type = NETBSD_KERN, .inheritance = 3 /* donates */ },
		{ .type = NETBSD_SUBMAP, .inheritance = NETBSD_COPY }
	};
	size_t i;

	for (i = 0; i < sizeof as / sizeof *as; i++) {
		as[i].start = start_of(i);
		as[i].end = as[i].start + unit;
	}
	ask_sysctl(NETBSD_CTL_VM, NETBSD_VM_PROC, NETBSD_PROC_MAP, as,
	    sizeof as);
	record_len = sizeof *as;
	um_kernel.sys.sysctl = give_netbsd;
	COMPARE("NetBSD", um_area_by_netbsd_sysctl, wanted);
}

static void test_openbsd(void)
{
	static const struct wanted wanted[] = {
		AREA("private memory", RW, ANON, 0, 0, 0, COPY),
		AREA("shared memory, which children share", PROT_READ, ANON, 1,
		    0, 0, SHARE),
		{ "a private file", RX, FILED, 0, 0, 0, COPY, 0, 0, 4096, 0, 0,
		    0 },
		AREA("locked memory that no child gets", PROT_WRITE, ANON, 0, 1,
		    0, NONE),
		AREA("memory that a child gets as zeros", PROT_EXEC, ANON, 0, 0,
		    0, ZERO),
		AREA("concealed memory", RW, ANON, 0, 0, 1, COPY),
		AREA("an inheritance in the words of sysctl.h", RW, ANON, 0, 0,
		    0, NONE),
		AREA("an inheritance that is not known", RW, ANON, 0, 0, 0, -1)
	};
	static struct openbsd_record as[] = {
		{ .protection = 3, .etype = OPENBSD_COW,
		    .inheritance = OPENBSD_COPY },
		{ .protection = 1, .inheritance = OPENBSD_SHARE },
		{ .protection = 5, .etype = OPENBSD_OBJ | OPENBSD_COW,
		    .inheritance = OPENBSD_COPY, .offset = 4096 },
		{ .protection = 2, .etype = OPENBSD_COW, .wired_count = 2,
		    .inheritance = OPENBSD_LEAVE },
		{ .protection = 4, .etype = OPENBSD_COW,
		    .inheritance = OPENBSD_ZERO },
		{ .protection = 3, .etype = OPENBSD_COW | OPENBSD_CONCEAL,
		    .inheritance = OPENBSD_COPY },
		{ .protection = 3, .etype = OPENBSD_COW,
		    .inheritance = OPENBSD_LEAVE << 4 },
		{ .protection = 3, .etype = OPENBSD_COW, .inheritance = 9 },
		/* no area */
		{ .protection = 3, .etype = OPENBSD_HOLE }
	};
	size_t i;

	for (i = 0; i < sizeof as / sizeof *as; i++) {
		as[i].start = start_of(i);
		as[i].end = as[i].start + unit;
	}
	ask_sysctl(OPENBSD_CTL_KERN, OPENBSD_PROC_VMMAP, -1, as, sizeof as);
	COMPARE("OpenBSD", um_area_by_openbsd_sysctl, wanted);
}

/* ---- Mach -------------------------------------------------------------- */

/* The number of the first area at or behind an address. */
static size_t first_at(uintptr_t addr)
{
	return addr < BASE ? 0 : (addr - BASE + unit) / (2 * unit);
}

static const struct darwin_record *darwin;
static size_t darwins;

/* Of a submap only what is deeper tells what it is. */
static int darwin_region(uint64_t *addr, uint64_t *size, unsigned *depth,
    void *info, unsigned *count)
{
	const size_t n = first_at((uintptr_t)*addr);
	struct darwin_record e;

	if (n >= darwins)
		return MACH_INVALID_ADDRESS;
	e = darwin[n];
	if (e.is_submap && *depth > 0)
		e.is_submap = 0;
	else if (e.is_submap)
		e.external_pager = 0;
	memcpy(info, &e, sizeof e);
	*count = sizeof e / sizeof(unsigned);
	*addr = start_of(n);
	*size = unit;
	return MACH_SUCCESS;
}

static void test_darwin(void)
{
	static const struct wanted wanted[] = {
		AREA("private memory", RW, ANON, 0, 0, 0, COPY),
		AREA("shared memory, which children share", PROT_READ, ANON, 1,
		    0, 0, SHARE),
		AREA("an object of shm_open", PROT_READ, FILED, 1, 0, 0, SHARE),
		AREA("static memory", PROT_READ, ANON, 0, 0, 0, COPY),
		AREA("a file", RX, FILED, 0, 0, 0, COPY),
		AREA("locked memory that no child gets", PROT_WRITE, ANON, 0, 1,
		    0, NONE),
		AREA("an inheritance that is not known", PROT_EXEC, ANON, 0, 0,
		    0, -1),
		AREA("the shared cache, which is looked into", RX, FILED, 0, 0,
		    0, COPY)
	};
	static const struct darwin_record as[] = {
		{ .protection = 3, .inheritance = MACH_COPY },
		{ .protection = 1, .max_protection = 7,
		    .inheritance = MACH_SHARE },
		{ .protection = 1, .max_protection = 3,
		    .inheritance = MACH_SHARE },
		{ .protection = 1, .max_protection = 3,
		    .inheritance = MACH_COPY, .ref_count = 1 },
		{ .protection = 5, .inheritance = MACH_COPY,
		    .external_pager = 1 },
		{ .protection = 2, .inheritance = MACH_LEAVE,
		    .user_wired_count = 3 },
		{ .protection = 4, .inheritance = 3 },
		{ .protection = 5, .inheritance = MACH_COPY,
		    .external_pager = 1, .is_submap = 1 }
	};

	darwin = as;
	darwins = sizeof as / sizeof *as;
	um_kernel.sys.mach_region = darwin_region;
	COMPARE("macOS", um_area_by_mach_region, wanted);
}

static const struct hurd { int prot, inherit, has_object; } hurd[] = {
	{ 3, MACH_COPY, 0 }, { 1, MACH_SHARE, 1 }, { 6, MACH_LEAVE, 1 },
	{ 0, 7, 0 }
};

static int hurd_region(uintptr_t *addr, uintptr_t *size, int *prot,
    int *inherit, int *has_object)
{
	const size_t n = first_at(*addr);

	if (n >= sizeof hurd / sizeof *hurd)
		return MACH_NO_SPACE;
	*addr = start_of(n);
	*size = unit;
	*prot = hurd[n].prot;
	*inherit = hurd[n].inherit;
	*has_object = hurd[n].has_object;
	return MACH_SUCCESS;
}

static void test_hurd(void)
{
	static const struct wanted wanted[] = {
		AREA("memory that nobody has touched", RW, ANON, 0, -1, -1,
		    COPY),
		AREA("what has an object is perhaps a file", PROT_READ, UNTOLD,
		    1, -1, -1, SHARE),
		AREA("what no child gets", PROT_WRITE | PROT_EXEC, UNTOLD, 0,
		    -1, -1, NONE),
		AREA("an inheritance that is not known", PROT_NONE, ANON, 0, -1,
		    -1, -1)
	};

	um_kernel.sys.vm_region = hurd_region;
	COMPARE("the Hurd", um_area_by_vm_region, wanted);
}

/* ---- Haiku ------------------------------------------------------------- */

/* In any order: the last comes first. */
static int haiku_area(ssize_t *cookie, void *info, size_t size)
{
	static const uint32_t protections[] = { 1, 2, 4, 3, 0 };
	const ssize_t all = sizeof protections / sizeof *protections;
	struct haiku_record e;

	if (*cookie == all)
		return HAIKU_BAD_VALUE;
	memset(&e, 0, sizeof e);
	e.protection = protections[all - 1 - *cookie];
	e.address = (void *)start_of((size_t)(all - 1 - *cookie));
	e.size = unit;
	memcpy(info, &e, size);
	++*cookie;
	return HAIKU_OK;
}

static void test_haiku(void)
{
	static const struct wanted wanted[] = {
		AREA("what can be read", PROT_READ, UNTOLD, -1, -1, -1, -1),
		AREA("written", PROT_WRITE, UNTOLD, -1, -1, -1, -1),
		AREA("executed", PROT_EXEC, UNTOLD, -1, -1, -1, -1),
		AREA("read and written", RW, UNTOLD, -1, -1, -1, -1),
		AREA("or nothing of that", PROT_NONE, UNTOLD, -1, -1, -1, -1)
	};

	um_kernel.sys.next_area = haiku_area;
	COMPARE("Haiku", um_area_by_next_area, wanted);
}

/* ---- files ------------------------------------------------------------- */

static int file = -1;
static const char *file_path;

static int open_file(const char *path, int flags, mode_t mode)
{
	const int fd = strcmp(path, file_path) == 0 ? dup(file)
	    : real_sys.open(path, flags, mode);

	if (fd >= 0 && strcmp(path, file_path) == 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static void make_file(const char *path, const void *bytes, size_t len)
{
	if (file >= 0)
		close(file);
	file = temporary_file(0);
	file_path = path;
	if (write(file, bytes, len) != (ssize_t)len)
		diag("short write");
	um_kernel.sys.open = open_file;
}

static void test_svr4(void)
{
	static const struct wanted wanted[] = {
		AREA("private memory", RW, ANON, 0, -1, -1, -1),
		AREA("shared memory", PROT_READ, ANON, 1, -1, -1, -1),
		{ "a file from an offset on", RX, FILED, 0, -1, -1, -1, 0, 0,
		    4096, 0, 0, 0 },
		AREA("a file of which pages were copied", PROT_WRITE, FILED, 0,
		    -1, -1, -1),
		AREA("a segment of System V", PROT_EXEC, FILED, 1, -1, -1, -1),
		{ "the heap", RW, ANON, 0, -1, -1, -1, 0, UM_REGION_HEAP, 0, 0,
		    0, 0 },
		{ "the stack", RW, ANON, 0, -1, -1, -1, 1, 0, 0, 0, 0, 0 }
	};
	static struct svr4_record as[] = {
		{ .mflags = SVR4_READ | SVR4_WRITE | SVR4_ANON },
		{ .mflags = SVR4_READ | SVR4_SHARED | SVR4_ANON },
		{ .mflags = SVR4_READ | SVR4_EXEC, .offset = 4096,
		    .mapname = "ufs.1.2.3" },
		{ .mflags = SVR4_WRITE | SVR4_ANON, .mapname = "ufs.1.2.4" },
		{ .mflags = SVR4_EXEC | SVR4_SHARED | SVR4_ANON | SVR4_SHM },
		{ .mflags = SVR4_READ | SVR4_WRITE | SVR4_ANON | SVR4_BREAK },
		{ .mflags = SVR4_READ | SVR4_WRITE | SVR4_ANON | SVR4_STACK }
	};
	size_t i;

	for (i = 0; i < sizeof as / sizeof *as; i++) {
		as[i].vaddr = start_of(i);
		as[i].size = unit;
	}
	make_file("/proc/self/map", as, sizeof as);
	COMPARE("illumos", um_area_by_svr4_map, wanted);
}

static void test_aix(void)
{
	static const struct wanted wanted[] = {
		AREA("what has no path is perhaps a file", RW, UNTOLD, 0, -1,
		    -1, -1),
		AREA("shared memory", PROT_READ, UNTOLD, 1, -1, -1, -1),
		AREA("a loaded program", RX, FILED, 0, -1, -1, -1),
		{ "the heap", PROT_WRITE, ANON, 0, -1, -1, -1, 0,
		    UM_REGION_HEAP, 0, 0, 0, 0 },
		{ "the stack", PROT_EXEC, ANON, 0, -1, -1, -1, 1, 0, 0, 0, 0,
		    0 }
	};
	static struct aix_record as[] = {
		{ .mflags = AIX_READ | AIX_WRITE },
		{ .mflags = AIX_READ | AIX_SHARED },
		{ .mflags = AIX_READ | AIX_EXEC, .pathoff = 640 },
		{ .mflags = AIX_WRITE | AIX_BREAK },
		{ .mflags = AIX_EXEC | AIX_STACK },
		/* an empty area, the end, and what comes behind it */
		{ .mflags = AIX_READ }, { .mflags = 0 }, { .mflags = AIX_READ }
	};
	char path[64];
	size_t i;

	for (i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		as[i].vaddr = start_of(i);
		as[i].size = unit;
	}
	as[7].vaddr = start_of(7);
	as[7].size = unit;
	sprintf(path, "/proc/%d/map", (int)getpid());
	make_file(path, as, sizeof as);
	COMPARE("AIX", um_area_by_aix_map, wanted);
}

/* A line for each area, behind its addresses. */
static void make_text(const char *path, const char *addresses,
    const char *const *lines)
{
	char text[2048];
	size_t i, len = 0;

	for (i = 0; lines[i]; i++) {
		len += (size_t)snprintf(text + len, sizeof text - len,
		    addresses, (unsigned long)start_of(i),
		    (unsigned long)(start_of(i) + unit));
		len += (size_t)snprintf(text + len, sizeof text - len, "%s\n",
		    lines[i]);
	}
	make_file(path, text, len);
}

static void test_dragonfly(void)
{
	static const struct wanted wanted[] = {
		AREA("anonymous memory is perhaps shared", RW, ANON, -1, -1, -1,
		    -1),
		AREA("what is copied at a store is private", PROT_READ, ANON, 0,
		    -1, -1, -1),
		{ "a private file", RX, FILED, 0, -1, -1, -1, 0, 0, 0, 0, 0,
		    "/bin/cat" },
		{ "a shared file", PROT_WRITE, FILED, 1, -1, -1, -1, 0, 0, 0, 0,
		    0, "/tmp/a b" },
		AREA("memory without an object", PROT_NONE, ANON, -1, -1, -1,
		    -1)
	};
	static const char *const lines[] = {
		"1 0 0xfff8 rw- 1 0 0x0000 NCOW NNC default -",
		"1 0 0xfff8 r-- 2 1 0x0000 COW NC swap -",
		"1 1 0xfff8 r-x 2 1 0x0000 COW NC vnode /bin/cat",
		"1 1 0xfff8 -w- 2 1 0x0000 NCOW NNC vnode /tmp/a b",
		"1 1 0 --- 2 1 0x0000 NCOW NNC none -", 0
	};

	make_text("/proc/curproc/map", "0x%lx 0x%lx ", lines);
	COMPARE("DragonFly", um_area_by_curproc_map, wanted);
}

int main(void)
{
	plan(0);
	unit = page();
	um_kernel.sys.mincore = 0;
	test_freebsd();
	test_netbsd();
	test_openbsd();
	test_darwin();
	test_hurd();
	test_haiku();
	test_svr4();
	test_aix();
	test_dragonfly();
	return done();
}
