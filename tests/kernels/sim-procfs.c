/* The map as BSD's procfs writes it: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim-parts.h"

#include <stdio.h>

struct text {
	int fd;
	um_sim_line *line;
};

static int
add_line(const struct um_sim_area *area, void *closure)
{
	const struct text *t = closure;
	char line[256];
	const int n = t->line(line, sizeof line, area);

	return write(t->fd, line, (size_t)n) != n;
}

int
um_sim_map_text(um_sim_line *line)
{
	struct text t;
	int holes;

	t.fd = um_sim_raw_memfd("procfs", 1 /* close on exec */);
	t.line = line;
	if (t.fd < 0)
		return -1;
	if (um_sim_each(0, UINTPTR_MAX, 1, add_line, &t, &holes) == 0
	    && lseek(t.fd, 0, SEEK_SET) == 0)
		return t.fd;
	(void)close(t.fd);
	return um_sim_fail(EIO);
}

/* The whole text in one read, which Linux answers in pieces. */
int
um_sim_copied_map(void)
{
	const int from = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	const int to = um_sim_raw_memfd("procfs", 1 /* close on exec */);
	char piece[4096];
	ssize_t n;
	int failed = from < 0 || to < 0;

	while (!failed && (n = read(from, piece, sizeof piece)) != 0)
		failed = n < 0 || write(to, piece, (size_t)n) != n;
	if (from >= 0)
		(void)close(from);
	if (!failed && lseek(to, 0, SEEK_SET) == 0)
		return to;
	if (to >= 0)
		(void)close(to);
	return um_sim_fail(EIO);
}

/* NetBSD sys/miscfs/procfs/procfs_map.c: the protection and the most of it,
 * copy on write, needs a copy, inheritance, wired, advice. */
int
um_sim_netbsd_line(char *line, size_t room, const struct um_sim_area *a)
{
	const int inherit = a->nofork ? 2 : a->wipe ? 4 : a->shared ? 0 : 1;

	return snprintf(line, room, "%#lx %#lx %c%c%c rwx %s NNC %d %d 0\n",
	    (unsigned long)um_sim_trunc(a->start),
	    (unsigned long)um_sim_round(a->end),
	    a->prot & PROT_READ ? 'r' : '-', a->prot & PROT_WRITE ? 'w' : '-',
	    a->prot & PROT_EXEC ? 'x' : '-', a->shared ? "NCOW" : "COW",
	    inherit, a->locked != 0);
}

/* DragonFly sys/vfs/procfs/procfs_map.c: resident, of its own, the object,
 * the protection, references, shadows, flags, copy on write, needs a copy,
 * the object's type and path.  Anonymous memory is not copied on write before
 * a fork; shm_open's objects are files. */
int
um_sim_dragonfly_line(char *line, size_t room, const struct um_sim_area *a)
{
	const int anonymous = a->kind == UM_SIM_ANON
	    || a->kind == UM_SIM_SHARED_ANON;

	return snprintf(line, room,
	    "0x%lx 0x%lx 1 0 0xfff8 %c%c%c 1 0 0x0000 %s NNC %s -\n",
	    (unsigned long)um_sim_trunc(a->start),
	    (unsigned long)um_sim_round(a->end),
	    a->prot & PROT_READ ? 'r' : '-', a->prot & PROT_WRITE ? 'w' : '-',
	    a->prot & PROT_EXEC ? 'x' : '-',
	    anonymous || a->shared ? "NCOW" : "COW",
	    anonymous ? "default" : "vnode");
}
