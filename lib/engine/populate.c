/* Pages that are there, asked of a chain. */
#include "engine.h"

static UM_COLD int no_access(void)
{
	return um_say(EACCES, UM_WHY_NO_ACCESS);
}

static UM_COLD int lacks(const struct um_area *area, void *population)
{
	struct um_population *p = population;

	p->files |= area->kind != UM_KIND_ANON
	    && area->kind != UM_KIND_CLAIMED;
	return area->prot & p->need ? 0 : no_access();
}

/* What is behind an area, where its name still leads to it. */
static UM_COLD int open_named(const struct um_area *area, struct stat *status)
{
	const int fd = um_kernel.numbers.o_path && *area->name == '/'
	    ? um_open(area->name, um_kernel.numbers.o_path) : -1;

	if (fd >= 0 && um_kernel.sys.fstat(fd, status) == 0
	    && status->st_dev == (dev_t)area->device
	    && status->st_ino == (ino_t)area->inode
	    && S_ISREG(status->st_mode))
		return fd;
	um_close(fd);
	return -1;
}

/* The reason. */
static UM_COLD int look_behind(const struct um_area *area, void *population)
{
	const struct um_range *range
	    = &((const struct um_population *)population)->range;
	const uintptr_t last = range->addr + range->len - 1;
	const uintptr_t end = area->end - 1 < last ? area->end - 1 : last;
	struct stat status;
	int fd, full;

	if (area->start > last)
		return UM_WHY_OBJECT_END_OR_IO;
	/* Linux' word for anonymous memory of large pages, which ends where its
	 * map does (ksys_mmap_pgoff of mm/mmap.c) */
	if (strcmp(area->name, "/anon_hugepage (deleted)") == 0)
		return UM_WHY_NO_LARGE_PAGE;
	fd = open_named(area, &status);
	if (fd < 0)
		return UM_WHY_OBJECT_END_OR_IO;
	full = um_kernel.sys.is_full && um_kernel.sys.is_full(fd);
	um_close(fd);
	if (area->offset + (int64_t)(end - area->start)
	    >= (int64_t)um_round_up((size_t)status.st_size, um_page()))
		return UM_WHY_OBJECT_END;
	return full ? UM_WHY_FULL : UM_WHY_IO_QUOTA_GUARD;
}

/* Where the kernel has one errno for all that a file can lack. */
static UM_COLD int find_fault(struct um_population *p)
{
	const int why = um_ask_chain(&um_chain_area, p->range.addr,
	    look_behind, p);

	return um_say(why == UM_WHY_FULL ? ENOSPC
	    : why == UM_WHY_NO_LARGE_PAGE ? ENOMEM : EIO,
	    why > 0 ? (enum um_reason)why : UM_WHY_OBJECT_END_OR_IO);
}

static UM_COLD int is_hidden(const struct um_area *area, void *fd)
{
	char byte;

	return um_kernel.sys.pread(*(int *)fd, &byte, 1, (off_t)area->start) != 1;
}

/* A key is this thread's: who looks at its memory as another process would is
 * not stopped by it (arch_vma_access_permitted in Linux), but by secret memory
 * and by a device's. */
static UM_COLD int key_forbids(const struct um_range *range)
{
	int fd = um_open("/proc/self/mem", O_RDONLY), forbids;

	if (fd < 0)
		return 0;
	forbids = um_areas(range, is_hidden, &fd) == 0;
	um_close(fd);
	return forbids;
}

/* EFAULT: a hole, the protection, a guard, or what a file can lack.
 * EINVAL: the protection or its key, or memory that nobody may look at. */
static UM_COLD int populate_failed(struct um_population *p)
{
	const int saved = errno;
	const enum um_reason why = um_said();
	int told;

	if (um_whole(&p->range) == 0)
		return um_no_memory(UM_WHY_HOLE);
	told = um_areas(&p->range, lacks, p) == 0;
	if (!told && (errno == ENOMEM || errno == EACCES))
		return -1;
	um_say(saved, why);
	if (saved == EFAULT)
		return told && !p->files ? no_access() : find_fault(p);
	if (saved != EINVAL)
		return -1;
	return p->files && !key_forbids(&p->range)
	    ? um_unable(UM_WHY_NOT_POPULATED) : no_access();
}

static UM_COLD int populate_a_page(const struct um_way *way)
{
	struct um_population page;
	int failed;

	if (um_scratch(&page.range) < 0)
		return -1;
	page.need = PROT_READ;
	failed = way->go(&page);
	um_undo(page.range.addr, page.range.len);
	return failed;
}

int um_populate(const struct um_range *range, int need)
{
	struct um_population p;

	p.range = *range;
	p.need = need;
	p.files = 0;
	return um_walk_settled(need == PROT_READ ? &um_chain_populate_read
	    : &um_chain_populate_write, &p, 1, populate_a_page) == 0 ? 0
	    : populate_failed(&p);
}
