/* Pages that are there now. */
#include "way.h"

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

/* What is touched is loaded first, which is SIGSEGV on OpenBSD and FreeBSD where
 * it can be written only. */
static UM_COLD int refuse_file(const struct um_area *area, void *closure)
{
	struct um_area known = *area;

	(void)closure;
	if (um_area_settle(&known) < 0)
		return -1;
	return known.kind != UM_KIND_ANON
	    ? um_unable(UM_WHY_POPULATES_NO_FILE)
	    : !(area->prot & PROT_WRITE) ? um_say(EFAULT, 0)
	    : area->prot & PROT_READ ? 0
	    : um_unable(UM_WHY_POPULATES_READABLE);
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

int um_populate_by_advice(void *population)
{
	const struct um_population *p = population;

	return um_sure_madvise(&p->range, p->need == PROT_READ
	    ? um_kernel.numbers.adv_populate_read
	    : um_kernel.numbers.adv_populate_write);
}
