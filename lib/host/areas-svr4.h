/* Solaris and illumos: /proc/self/map, proc(5); prgetmap in
 * uts/common/fs/proc/prsubr.c.
 *
 * SPDX-License-Identifier: MIT
 */

/* struct prmap of sys/procfs.h, which refuses 64-bit offsets in 32 bits. */
struct svr4_map {
	uintptr_t vaddr;
	size_t size;
	char mapname[64];
	int64_t offset;
	int mflags, pagesize, shmid, filler;
};
enum {
	SVR4_EXEC = 1, SVR4_WRITE = 2, SVR4_READ = 4, SVR4_SHARED = 8,
	SVR4_STACK = 0x20, SVR4_ANON = 0x40, SVR4_SHM = 0x200
};

/* A read is a snapshot as far as there is room. */
static UM_COLD int svr4_read(struct host_reading *r)
{
	const int fd = um_open("/proc/self/map", O_RDONLY);
	ssize_t n;

	if (fd < 0) {
		if (errno != EMFILE && errno != ENFILE)
			errno = ENOSYS;
		return -1;
	}
	do
		n = read(fd, (char *)r->scratch.addr, r->scratch.len);
	while (n < 0 && errno == EINTR);
	um_close(fd);
	if (n <= 0)
		return -1;
	r->have = (size_t)n;
	if (r->have <= r->scratch.len - sizeof(struct svr4_map))
		return 0;
	errno = ENOMEM;
	return -1;
}

/* ANON without SHM: zero pages, of /dev/zero too, shared or not */
static void svr4_entry(const struct svr4_map *e, struct um_area *area)
{
	area->start = e->vaddr;
	area->end = e->vaddr + e->size;
	area->prot = (e->mflags & SVR4_READ ? PROT_READ : 0)
	    | (e->mflags & SVR4_WRITE ? PROT_WRITE : 0)
	    | (e->mflags & SVR4_EXEC ? PROT_EXEC : 0);
	area->kind = (e->mflags & (SVR4_ANON | SVR4_SHM)) == SVR4_ANON
	    && !e->mapname[0] ? UM_KIND_ANON : UM_KIND_FILE;
	area->shared = (e->mflags & SVR4_SHARED) != 0;
	area->locked = area->concealed = area->inherit = -1;
	area->stack = (e->mflags & SVR4_STACK) != 0;
}

static UM_COLD int svr4_each(struct host_reading *r)
{
	const struct svr4_map *e = (const void *)r->scratch.addr;
	const struct svr4_map *const end = e + r->have / sizeof *e;
	struct um_area area;
	int stopped = 0;

	for (; !stopped && e < end; e++) {
		svr4_entry(e, &area);
		stopped = host_show(r, &area);
	}
	return stopped;
}

static UM_COLD int host_areas(uintptr_t from, um_visit *visit, void *closure)
{
	struct host_reading r = { from, visit, closure, { 0, 0 }, 0 };

	return host_read_areas(&r, 65536, svr4_read, svr4_each);
}
#define HOST_AREAS host_areas
