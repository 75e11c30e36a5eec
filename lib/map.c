/* um_mmap: what is asked for, checked, and where its pages come from. */
#include "logic.h"

#define UM_MAP_ALIGNED_SHIFT 24
#define UM_MAP_ALIGNED_BITS 0x3f000000
#define UM_MAP_ALL (UM_MAP_SHARED | UM_MAP_PRIVATE | UM_MAP_ANON \
    | UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE | UM_MAP_STACK | UM_MAP_CONCEAL \
    | UM_MAP_MAYEXEC | UM_MAP_NORESERVE | UM_MAP_POPULATE | UM_MAP_HUGE \
    | UM_MAP_LOW | UM_MAP_ALIGNED_BITS)
#define UM_MAP_LOW (UM_MAP_32BIT | UM_MAP_LOW4G)
#define UM_MAP_AFTERWARDS (UM_MAP_CONCEAL | UM_MAP_POPULATE | UM_MAP_HUGE)

/* ---- checking ---------------------------------------------------------- */

static int check_kind(int prot, int flags)
{
	const int kind = flags & (UM_MAP_SHARED | UM_MAP_PRIVATE);

	if (flags & ~UM_MAP_ALL)
		return um_invalid("unknown flag");
	if (prot & ~UM_PROT_ALL)
		return um_invalid("unknown protection bit");
	if (kind != UM_MAP_SHARED && kind != UM_MAP_PRIVATE)
		return um_invalid("one of SHARED and PRIVATE is needed");
	if ((flags & UM_MAP_STACK)
	    && ((flags & (UM_MAP_PRIVATE | UM_MAP_ANON))
		!= (UM_MAP_PRIVATE | UM_MAP_ANON)
		|| (prot & (PROT_READ | PROT_WRITE))
		!= (PROT_READ | PROT_WRITE)))
		return um_invalid(
		    "a stack is private, anonymous, readable and writable");
	return 0;
}

static int check_length(size_t len, size_t unit)
{
	if (len == 0)
		return um_invalid("the length is 0");
	if (len > PTRDIFF_MAX - (unit - 1))
		return um_lacking("longer than the address space");
	return 0;
}

static int check_offset(int64_t offset, size_t len, size_t unit)
{
	if (offset < 0)
		return um_invalid("the offset is negative");
	if (offset & (int64_t)(unit - 1))
		return um_invalid("the offset is not aligned");
	if (offset > INT64_MAX - (int64_t)len
	    || (off_t)offset != offset)
		return um_fail(EOVERFLOW,
		    "offset and length do not fit");
	return 0;
}

static unsigned log_of_alignment(int flags)
{
	return ((unsigned)flags & UM_MAP_ALIGNED_BITS) >> UM_MAP_ALIGNED_SHIFT;
}

static int check_fixed(struct um_request *r, size_t unit, size_t align)
{
	if (r->addr & (unit - 1))
		return um_invalid("the address is not aligned");
	if (r->addr & (align - 1))
		return um_invalid("the address lacks that alignment");
	if (r->len - 1 > UINTPTR_MAX - r->addr)
		return um_lacking(UM_WHY_BEYOND);
	if (r->addr < r->low || r->addr + (r->len - 1) > r->last)
		return um_invalid("that address is not as low as asked");
	r->low = 0;
	r->last = UINTPTR_MAX;
	return 0;
}

static void keep_below(struct um_request *r, uintptr_t last)
{
	if (r->last > last)
		r->last = last;
}

void um_request_within(struct um_request *r, const struct um_place *where)
{
	if (!where)
		return;
	if (r->align < where->align)
		r->align = where->align;
	r->low = where->low;
	keep_below(r, where->high - 1);
	r->spot = where->flags & UM_PLACE_RANDOM ? UM_PLACE_RANDOM
	    : where->flags;
}

static UM_COLD int read_place(struct um_request *r, size_t unit)
{
	const unsigned log = log_of_alignment(r->flags);

	if (log >= sizeof(uintptr_t) * CHAR_BIT)
		return um_lacking("no address has that alignment");
	if ((size_t)1 << log > r->align)
		r->align = (size_t)1 << log;
	if (r->flags & UM_MAP_LOW4G)
		keep_below(r, UM_LAST_4G);
	if (r->flags & UM_MAP_32BIT)
		keep_below(r, UM_LAST_2G);
	return r->flags & UM_MAP_AT
	    ? check_fixed(r, unit, (size_t)1 << log) : 0;
}

void um_request_pages(struct um_request *r, uintptr_t addr, size_t len,
    int prot, int flags)
{
	r->addr = addr;
	r->len = len;
	r->align = um_grain();
	r->prot = prot;
	r->flags = UM_MAP_ANON | flags;
	r->offset = 0;
	r->low = 0;
	r->last = UINTPTR_MAX;
	r->spot = 0;
}

static int read_request(struct um_request *r, int64_t offset, size_t unit)
{
	if (check_kind(r->prot, r->flags) < 0 || check_length(r->len, unit) < 0)
		return -1;
	r->len = um_round_up(r->len, um_page());
	if ((r->flags & (UM_MAP_AT | UM_MAP_LOW | UM_MAP_ALIGNED_BITS))
	    && read_place(r, unit) < 0)
		return -1;
	if (r->flags & UM_MAP_ANON) {
		r->offset = 0;
		return 0;
	}
	if (check_offset(offset, r->len, unit) < 0)
		return -1;
	if (r->fd < 0)			/* Cygwin takes -1 for anonymous */
		return um_fail(EBADF, UM_WHY_NO_DESCRIPTOR);
	r->offset = (off_t)offset;
	return 0;
}

/* ---- sources: the pages behind the mapping ----------------------------- */

static int by_flag(struct um_request *r, int type)
{
	r->raw_flags = type | um_kernel.numbers.map_anon;
	r->fd = -1;
	return um_put(r);
}

static int by_descriptor(struct um_request *r, int type, int fd)
{
	int failed;

	r->raw_flags = type;
	r->fd = fd;
	failed = um_put(r);
	r->fd = -1;
	um_close(fd);
	return failed;
}

static int by_dev_zero(struct um_request *r, int type, int mode)
{
	const int fd = um_open("/dev/zero", mode);

	if (fd < 0) {
		if (errno == ENOENT || errno == ENXIO || errno == ENODEV)
			errno = ENOSYS;
		return -1;
	}
	if (by_descriptor(r, type, fd) == 0)
		return 0;
	if (errno == ENODEV)		/* macOS maps no character device */
		errno = ENOSYS;
	return -1;
}

static int by_object(struct um_request *r, int type)
{
	struct um_object object;

	um_object_anon(&object, (off_t)r->len,
	    (r->prot & PROT_EXEC) || (r->flags & UM_MAP_MAYEXEC));
	if (object.size < 0 || (size_t)object.size != r->len)
		return um_no_memory(UM_WHY_BEYOND);
	if (um_object(&object) < 0)
		return -1;
	return by_descriptor(r, type, object.fd);
}

int um_private_by_flag(void *request)
{
	return by_flag(request, um_kernel.numbers.map_private);
}

/* A writable private map needs no more than a readable descriptor. */
int um_private_by_dev_zero(void *request)
{
	return by_dev_zero(request, um_kernel.numbers.map_private, O_RDONLY);
}

int um_private_by_object(void *request)
{
	return by_object(request, um_kernel.numbers.map_private);
}

int um_shared_by_flag(void *request)
{
	return by_flag(request, um_kernel.numbers.map_shared);
}

int um_shared_by_object(void *request)
{
	return by_object(request, um_kernel.numbers.map_shared);
}

int um_shared_by_dev_zero(void *request)
{
	return by_dev_zero(request, um_kernel.numbers.map_shared, O_RDWR);
}

static int from_file(struct um_request *r)
{
	r->raw_flags = r->flags & UM_MAP_SHARED
	    ? um_kernel.numbers.map_shared : um_kernel.numbers.map_private;
	return um_put(r);
}

/* The kernel may refuse such a request for its own sake. */
static int is_strict(const struct um_request *r)
{
	return (r->flags & UM_MAP_AT) || (r->prot & PROT_EXEC)
	    || um_is_bounded(r);
}

static enum um_chain chain_of(const struct um_request *r)
{
	return r->flags & UM_MAP_SHARED ? UM_CHAIN_SHARED : UM_CHAIN_PRIVATE;
}

static int from_source(struct um_request *r)
{
	if (!(r->flags & UM_MAP_ANON))
		return from_file(r);
	return um_walk(chain_of(r), r, is_strict(r));
}

/* ---- all together ------------------------------------------------------ */

/* PROT_EXEC may be added later: PaX, PROT_MAX and MAP_JIT must know now. */
static int may_exec(const struct um_request *r, int *flags)
{
	const struct um_numbers *n = &um_kernel.numbers;
	const int most = r->flags & UM_MAP_ANON ? UM_PROT_ALL
	    : r->prot | PROT_EXEC;

	if ((r->flags & UM_MAP_MAYEXEC) && (r->flags & UM_MAP_ANON)
	    && (r->flags & UM_MAP_PRIVATE) && !(r->flags & UM_MAP_AT))
		*flags |= n->map_jit;
	return n->prot_max_shift
	    ? um_prot_to_kernel(most) << n->prot_max_shift : 0;
}

/* Populating an over-long map that is then trimmed would be waste. */
static int populates_while_mapping(const struct um_request *r)
{
	return (r->flags & UM_MAP_POPULATE) && um_kernel.numbers.map_populate
	    && r->align <= um_grain();
}

static UM_COLD void write_wishes(struct um_request *r)
{
	const struct um_numbers *n = &um_kernel.numbers;
	int flags = 0;

	if (r->flags & (UM_MAP_MAYEXEC | UM_MAP_ANY_PROT))
		r->raw_prot |= may_exec(r, &flags);
	if (r->flags & UM_MAP_STACK)
		flags |= n->map_stack;
	if (r->flags & UM_MAP_CONCEAL)
		flags |= n->map_conceal;
	if (r->flags & UM_MAP_NORESERVE)
		flags |= n->map_noreserve;
	if (populates_while_mapping(r))
		flags |= n->map_populate;
	r->raw_wishes = flags;
}

/* What the kernel takes as advice on existing memory only. */
static UM_COLD int finish(struct um_request *r)
{
	const struct um_numbers *n = &um_kernel.numbers;
	struct um_range range;

	range.addr = r->result;
	range.len = r->len;
	if ((r->flags & UM_MAP_CONCEAL) && !n->map_conceal
	    && um_conceal(&range, 1) < 0) {
		um_undo(r->result, r->len);
		return -1;
	}
	if (r->flags & UM_MAP_HUGE)
		(void)um_raw_madvise(&range, n->adv_hugepage);
	if ((r->flags & UM_MAP_POPULATE) && !populates_while_mapping(r)
	    && um_raw_madvise(&range, r->prot & PROT_WRITE
		? n->adv_populate_write : n->adv_populate_read) < 0)
		(void)um_raw_madvise(&range, n->adv_willneed);
	return 0;
}

int um_map(struct um_request *r)
{
	r->raw_wishes = 0;
	r->raw_prot = um_prot_to_kernel(r->prot);
	if (!(r->flags & (UM_MAP_MAYEXEC | UM_MAP_STACK | UM_MAP_NORESERVE
	    | UM_MAP_ANY_PROT | UM_MAP_AFTERWARDS)))
		return from_source(r);
	write_wishes(r);
	if ((r->raw_wishes & um_kernel.numbers.map_stack)
	    && (r->raw_wishes & um_kernel.numbers.map_conceal))
		return um_unable("this kernel conceals no stacks");
	if (from_source(r) < 0)
		return -1;
	return r->flags & UM_MAP_AFTERWARDS ? finish(r) : 0;
}

/* No way had worked yet, so who is to blame: the kernel, or the place and the
 * length that were asked for?  One page tells. */
static UM_COLD int blamed(struct um_request *r)
{
	struct um_request page;

	if (errno != ENOTSUP || !(r->flags & UM_MAP_ANON)
	    || um_way_taken(chain_of(r)))
		return -1;
	um_request_pages(&page, 0, um_page(), r->prot, r->flags
	    & (UM_MAP_SHARED | UM_MAP_PRIVATE));
	if (um_map(&page) < 0)
		return -1;
	um_undo(page.result, page.len);
	return um_map(r);
}

static unsigned source_of(const struct um_request *r)
{
	struct stat status;

	if (r->flags & UM_MAP_ANON)
		return UM_OF_ANON;
	return UM_OF_FILE | (um_kernel.sys.fstat(r->fd, &status) == 0
		&& S_ISREG(status.st_mode) ? UM_OF_REGULAR : 0)
	    | (um_kernel.sys.access_mode
		&& um_kernel.sys.access_mode(r->fd) == O_RDWR
		? UM_OF_READ_WRITE : 0);
}

static UM_COLD unsigned traits_of(const struct um_request *r)
{
	const int saved = errno;
	const unsigned source = source_of(r);

	errno = saved;
	return source
	    | (r->flags & UM_MAP_AT ? UM_OF_FIXED : 0)
	    | (r->flags & UM_MAP_SHARED ? UM_OF_SHARED : 0)
	    | ((uint64_t)r->offset / 4096 > UINTPTR_MAX ? UM_OF_FAR : 0)
	    | um_traits_of(r->prot);
}

void *um_map_asked(struct um_request *r, const struct um_place *where,
    int64_t offset)
{
	const int saved = errno;
	const size_t unit = um_grain();

	r->low = 0;
	r->last = UINTPTR_MAX;
	r->spot = 0;
	r->align = unit;
	if (where)
		um_request_within(r, where);
	if (read_request(r, offset, unit) < 0)
		return MAP_FAILED;
	if (um_map(r) < 0 && blamed(r) < 0) {
		um_fail_as(UM_IN_MMAP, traits_of(r));
		return MAP_FAILED;
	}
	errno = saved;
	return (void *)r->result;
}

void *um_mmap(void *addr, size_t len, int prot, int flags, int fd,
    int64_t offset)
{
	struct um_request r;

	r.addr = (uintptr_t)addr;
	r.len = len;
	r.prot = prot;
	r.flags = flags;
	r.fd = fd;
	return um_map_asked(&r, 0, offset);
}
