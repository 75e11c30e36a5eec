/* Memory that is discarded: of discard-t and discard-long-t. */
#ifndef DISCARDING_H
#define DISCARDING_H

enum { PAGES = 8, OLD = 0xa5 };

static inline unsigned char *map(int flags)
{
	unsigned char *p = must_map(0, PAGES, flags, -1);

	memset(p, OLD, PAGES * page());
	return p;
}

static inline void unmap(unsigned char *p)
{
	um_munmap(p, PAGES * page());
}

static inline int pages_are(const unsigned char *p, size_t first, size_t pages,
    int byte)
{
	return all_bytes(p + first * page(), pages * page(), byte);
}

/* Page by page. */
static inline int is_old_or_zero(const unsigned char *p, size_t first,
    size_t pages)
{
	for (; pages--; first++)
		if (!pages_are(p, first, 1, OLD) && !pages_are(p, first, 1, 0))
			return 0;
	return 1;
}

/* The way of known private memory that was taken last. */
static inline int is_by(um_go *go)
{
	const struct um_way *way = um_way_taken(UM_CHAIN_DISCARD_PRIVATE);

	return way && way->go == go;
}

static inline int is_by_dontneed(void)
{
	return is_by(um_discard_by_dontneed);
}

#endif
