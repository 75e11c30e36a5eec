/* The simulated kernels by name, their pages, and failing: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim-parts.h"
#include "../chains.h"

#include <sys/resource.h>

int
um_sim_fail(int err)
{
	errno = err;
	return -1;
}

void *
um_sim_refuse(int err)
{
	errno = err;
	return MAP_FAILED;
}

/* ---- the registry ------------------------------------------------------ */

static const struct um_sim *entered;

const char *
um_sim_name(const struct um_sim *sim)
{
	return sim->name != 0 ? sim->name : sim->kernel->name;
}

const struct um_sim *
um_sim_named(const char *name)
{
	const struct um_sim *s;

	for (s = um_sims; s->kernel != 0; s++)
		if (strcmp(um_sim_name(s), name) == 0)
			return s;
	return 0;
}

void
um_sim_enter(const struct um_sim *sim)
{
	const struct um_sim_kernel *k = sim->kernel;

	um_kernel.name = um_sim_name(sim);
	um_kernel.family = k->family;
	use_family(k->family);
	um_kernel.numbers = *k->numbers;
	um_kernel.sys = *k->sys;
	um_rest = &um_kernel.sys;
	entered = sim;
}

/* ---- pages ------------------------------------------------------------- */

size_t
um_sim_host_page(void)
{
	long page = sysconf(_SC_PAGESIZE);

	return page > 0 ? (size_t)page : 4096;
}

uintptr_t
um_sim_stack_limit(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_STACK, &limit) != 0
	    || limit.rlim_cur == RLIM_INFINITY ? UINTPTR_MAX
	    : (uintptr_t)limit.rlim_cur;
}

size_t
um_sim_page(void)
{
	size_t page = um_sim_host_page();

	return entered != 0 && page < entered->page ? entered->page : page;
}

uintptr_t
um_sim_trunc(uintptr_t addr)
{
	return addr & ~(uintptr_t)(um_sim_page() - 1);
}

size_t
um_sim_round(size_t n)
{
	size_t page = um_sim_page();

	return (n + page - 1) & ~(page - 1);
}

/* Linux's CONFIG_DEFAULT_MMAP_MIN_ADDR and CONFIG_LSM_MMAP_MIN_ADDR are at
 * most this. */
uintptr_t
um_sim_floor(void)
{
	return 0x10000;
}

int
um_sim_widen(uintptr_t *addr, size_t *len)
{
	uintptr_t start = um_sim_trunc(*addr);
	size_t more = (size_t)(*addr - start), n = *len;

	if (n > SIZE_MAX - more)
		return 0;
	n += more;
	if (n != 0 && um_sim_round(n) == 0)
		return 0;
	n = um_sim_round(n);
	*addr = start;
	*len = n;
	return start <= UINTPTR_MAX - n;
}
