/* Memory that grows: of mremap-t and moving-t. */
#ifndef GROWING_H
#define GROWING_H

static inline unsigned char *map(size_t pages, int flags, int fd)
{
	return must_map(0, pages, flags, fd);
}

static inline unsigned char *private(size_t pages)
{
	return map(pages, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
}

static inline void fill(unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = (unsigned char)(i * 13 + i / page());
}

static inline int filled(const unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (unsigned char)(i * 13 + i / page()))
			return 0;
	return 1;
}

static inline unsigned char *remap(unsigned char *p, size_t old, size_t new,
    int flags)
{
	return um_mremap(p, old * page(), new * page(), flags);
}

/* Pages with a neighbour behind that stays where it is. */
static inline unsigned char *blocked(size_t pages)
{
	unsigned char *p = private(pages + 1);

	um_mprotect(p + pages * page(), page(), PROT_NONE);
	fill(p, pages * page());
	return p;
}

/* Does the kernel grow memory itself? */
static inline int is_native(void)
{
	const struct um_way *way = um_way_taken(UM_CHAIN_REMAP);

	return way && way->level == UM_NATIVE;
}

/* Is the map asked what grows? */
static inline int is_asked(void)
{
	static char here;
	struct um_area area;

	return !(um_kernel.family->habits & UM_ASKING_MAY_KILL)
	    && um_area_at((uintptr_t)&here, &area) == 0;
}

#endif
