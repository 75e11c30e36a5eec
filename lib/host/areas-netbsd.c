/* NetBSD 8 and later: sysctl VM_PROC_MAP, fill_vmentries in sys/uvm/uvm_map.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "list.h"

/* The kernel makes room for as many of its own records as the buffer holds of
 * the caller's, and fills it until the caller's take as many bytes: if those
 * are smaller and the list has more of them, it writes beyond its own room and
 * beyond the buffer.  So they are as large as its own. */
#define NETBSD_WHOLE sizeof(struct netbsd_record)
/* But a list of more than NETBSD_MOST is E2BIG: then they end before the path,
 * and there is room for half as many again as there are, at least. */
#define NETBSD_SHORT offsetof(struct netbsd_record, path)
#define NETBSD_MOST ((size_t)10 << 20)

static int netbsd_sysctl(size_t record, void *to, size_t *len)
{
	const int name[] = { NETBSD_CTL_VM, NETBSD_VM_PROC, NETBSD_PROC_MAP,
		(int)getpid(), (int)record };

	return um_list_sysctl(name, 5, to, len);
}

static int netbsd_read(struct um_list *l, size_t record)
{
	l->have = l->scratch.len / record * record;
	return netbsd_sysctl(record, (void *)l->scratch.addr, &l->have);
}

static int netbsd_read_whole(struct um_list *l)
{
	return netbsd_read(l, NETBSD_WHOLE);
}

static int netbsd_read_short(struct um_list *l)
{
	return netbsd_read(l, NETBSD_SHORT);
}

/* The size of the records that were read; 0 and errno. */
static size_t netbsd_read_all(struct um_list *l)
{
	size_t size = 0;

	if (netbsd_sysctl(NETBSD_WHOLE, 0, &size) < 0)
		return 0;
	if (size <= NETBSD_MOST / 2)
		return um_list_read(l, size + size / 4 + NETBSD_WHOLE,
		    NETBSD_MOST, netbsd_read_whole) < 0 ? 0 : NETBSD_WHOLE;
	if (size / NETBSD_WHOLE * NETBSD_SHORT <= NETBSD_MOST / 3 * 2)
		return um_list_read(l, NETBSD_MOST, NETBSD_MOST,
		    netbsd_read_short) < 0 ? 0 : NETBSD_SHORT;
	errno = ENOTSUP;		/* it is too long now */
	return 0;
}

static int netbsd_inherit(uint32_t inherit)
{
	switch (inherit) {
	case NETBSD_SHARE:
		return UM_INHERIT_SHARE;
	case NETBSD_COPY:
		return UM_INHERIT_COPY;
	case NETBSD_LEAVE:
		return UM_INHERIT_NONE;
	case NETBSD_ZERO:
		return UM_INHERIT_ZERO;
	default:
		return -1;
	}
}

/* Anonymous memory, shared or private, has no object of any type. */
static int netbsd_is_object(uint32_t type)
{
	return type == NETBSD_OBJECT || type == NETBSD_VNODE
	    || type == NETBSD_KERN || type == NETBSD_DEVICE
	    || type == NETBSD_SUBMAP;
}

static void netbsd_entry(const struct netbsd_record *e, struct um_area *area)
{
	um_area_blank(area);
	area->start = (uintptr_t)e->start;
	area->end = (uintptr_t)e->end;
	area->prot = (e->protection & NETBSD_READ ? PROT_READ : 0)
	    | (e->protection & NETBSD_WRITE ? PROT_WRITE : 0)
	    | (e->protection & NETBSD_EXEC ? PROT_EXEC : 0);
	area->kind = netbsd_is_object(e->type) ? UM_KIND_FILE : UM_KIND_ANON;
	area->shared = !(e->flags & NETBSD_COW);
	area->locked = e->wired_count > 0;
	area->concealed = 0;
	area->inherit = netbsd_inherit(e->inheritance);
	area->offset = (int64_t)e->offset;
	area->device = e->vn_fsid;
	area->inode = e->vn_fileid;
	area->stack = 0;	/* all of its limit is mapped from the start */
}

static void netbsd_each(struct um_list *l, size_t record)
{
	const char *const base = (const char *)l->scratch.addr;
	struct um_area area;
	size_t at;

	for (at = 0; at + record <= l->have; at += record) {
		netbsd_entry((const void *)(base + at), &area);
		if (um_list_show(l, &area))
			break;
	}
}

int um_area_by_netbsd_sysctl(void *question)
{
	struct um_list l = { question, { 0, 0 }, 0, 0 };
	const int saved = errno;
	const size_t record = netbsd_read_all(&l);

	if (!record)
		return -1;
	errno = saved;
	netbsd_each(&l, record);
	um_list_end(&l);
	return 0;
}
