/* um_madvise: wishes, and what must be true afterwards. */
#include "logic.h"

int um_raw_madvise(const struct um_range *range, int advice)
{
	if (advice == UM_LACKS || !um_kernel.sys.madvise) {
		errno = ENOSYS;
		return -1;
	}
	return um_kernel.sys.madvise((void *)range->addr, range->len,
	    advice);
}

/* An advice that nobody has, on a page of our own. */
int um_madvise_honest(void)
{
	enum { UNASKED, HONEST, LIES };
	static int remembered;
	static char page[1];
	const int saved = errno;
	struct um_range range;
	int known = UM_LOAD(&remembered);

	if (known == UNASKED) {
		range.addr = (uintptr_t)page & ~((uintptr_t)um_page_size() - 1);
		range.len = um_page_size();
		if (um_raw_madvise(&range, 0x5a5a) == 0)
			known = LIES;
		else if (errno == EINVAL)
			known = HONEST;
		UM_STORE(&remembered, known);
	}
	errno = saved;
	return known == HONEST;
}

int um_sure_madvise(const struct um_range *range, int advice)
{
	if (um_madvise_honest())
		return um_raw_madvise(range, advice);
	errno = ENOSYS;
	return -1;
}

/* ---- population -------------------------------------------------------- */

/* write(2) of a byte faults its page in, or says EFAULT where a load would
 * raise a signal; NetBSD EINVAL beyond the end of a file. */
static int write_byte(int fd, const char *byte)
{
	ssize_t n;

	do
		n = um_kernel.sys.write(fd, byte, 1);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EINVAL)
		errno = EFAULT;
	return n == 1 ? 0 : -1;
}

/* macOS writes to no shared memory object: ENXIO. */
static UM_COLD int takes_bytes(struct um_object *sink, int limited)
{
	if (um_object_backed(sink, limited) < 0)
		return -1;
	return write_byte(sink->fd, "");
}

int um_populate_by_reading(void *request)
{
	const struct um_population *p = request;
	const size_t page = um_page_size();
	struct um_object sink;
	int failed = 0;
	size_t done;

	/* FreeBSD's object does not grow: a byte for each page */
	um_object_anon(&sink, (off_t)um_round_up(p->range.len / page + 1,
	    page), 0);
	sink.fill = takes_bytes;
	if (um_object(&sink) < 0)
		return -1;
	for (done = 0; !failed && done < p->range.len; done += page)
		failed = write_byte(sink.fd, (char *)p->range.addr + done);
	um_close(sink.fd);
	return failed;
}

static UM_COLD int refuse_file(const struct um_area *area, void *closure)
{
	(void)closure;
	return area->kind != UM_KIND_ANON
	    ? um_unable("this kernel populates no file for writing")
	    : area->prot & PROT_WRITE ? 0 : um_say(EFAULT, 0);
}

int um_populate_by_touching(void *request)
{
	const struct um_population *p = request;
	const size_t page = um_page_size();
	size_t done;

	if (um_areas(&p->range, refuse_file, 0) < 0)
		return -1;
	for (done = 0; done < p->range.len; done += page)
		UM_TOUCH((char *)p->range.addr + done);
	return 0;
}

static int no_access(void)
{
	return um_say(EACCES, UM_WHY_NO_ACCESS);
}

static UM_COLD int lacks(const struct um_area *area, void *population)
{
	struct um_population *p = population;

	p->files |= area->kind != UM_KIND_ANON;
	return area->prot & p->need ? 0 : no_access();
}

/* EFAULT: a hole, the protection, a guard, or beyond the end of the object. */
static int populate_failed(struct um_population *p)
{
	const int saved = errno, told = um_areas(&p->range, lacks, p) == 0;

	if (!told && (errno == ENOMEM || errno == EACCES))
		return -1;
	um_said_of(0);
	if (saved == EFAULT)
		return told && !p->files ? no_access()
		    : um_say(EIO, "beyond the end of the object");
	errno = saved;
	return -1;
}

int um_populate(const struct um_range *range, int need)
{
	struct um_population p;

	p.range = *range;
	p.need = need;
	p.files = 0;
	return um_walk(need == PROT_READ ? UM_CHAIN_POPULATE_READ
	    : UM_CHAIN_POPULATE_WRITE, &p, 0) == 0 ? 0 : populate_failed(&p);
}

/* ---- core dumps -------------------------------------------------------- */

int um_conceal_by_advice(void *request)
{
	const struct um_concealment *c = request;

	return um_sure_madvise(&c->range, c->on
	    ? um_kernel.numbers.adv_dontdump : um_kernel.numbers.adv_dodump);
}

int um_conceal(const struct um_range *range, int on)
{
	struct um_concealment c;

	c.range = *range;
	c.on = on;
	if (um_walk(UM_CHAIN_CONCEAL, &c, 0) == 0)
		return 0;
	if (errno == EINVAL)	/* of a map it would be about its place */
		errno = ENOTSUP;
	return -1;
}

/* ---- the call ---------------------------------------------------------- */

/* What may be dropped, by its place in the numbers. */
static const unsigned short advice_numbers[] = {
#define WISH(advice, number) \
	[advice - UM_ADV_NORMAL] = offsetof(struct um_numbers, number)
	WISH(UM_ADV_NORMAL, adv_normal), WISH(UM_ADV_RANDOM, adv_random),
	WISH(UM_ADV_SEQUENTIAL, adv_sequential),
	WISH(UM_ADV_WILLNEED, adv_willneed), WISH(UM_ADV_HUGE, adv_hugepage),
	WISH(UM_ADV_NOHUGE, adv_nohugepage), WISH(UM_ADV_FREE, adv_free)
#undef WISH
};

static int advise(const struct um_range *range, int advice)
{
	switch (advice) {
	case UM_ADV_DISCARD:
		return um_discard(range);
	case UM_ADV_POPULATE_READ:
		return um_populate(range, PROT_READ);
	case UM_ADV_POPULATE_WRITE:
		return um_populate(range, PROT_WRITE);
	case UM_ADV_CONCEAL:
	case UM_ADV_REVEAL:
		return um_conceal(range, advice == UM_ADV_CONCEAL);
	default:
		(void)um_raw_madvise(range,
		    um_number_at(advice_numbers[advice - UM_ADV_NORMAL]));
		return 0;
	}
}

UM_COLD int um_madvise(void *addr, size_t len, int advice)
{
	const int saved = errno;
	struct um_range range;
	int some;

	if (advice < UM_ADV_NORMAL || advice > UM_ADV_REVEAL)
		return um_invalid("unknown advice");
	some = um_range_of(addr, len, &range);
	if (some <= 0)
		return some;
	/* The BSDs and gVisor pass over a hole, with some advice or with all;
	 * um_discard asks for itself. */
	if (advice != UM_ADV_DISCARD && um_whole(&range) == 0)
		return um_lacking(UM_WHY_HOLE);
	if (advise(&range, advice) < 0)
		return um_fail_as(UM_IN_MADVISE, 0);
	errno = saved;
	return 0;
}
