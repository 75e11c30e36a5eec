/* Where there are no raw calls of Linux, no kernel is simulated: the tests
 * run on the real one alone.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

const struct um_sim um_sims[] = { { 0, 0, 0, 0, 0 } };

const char *
um_sim_name(const struct um_sim *sim)
{
	return sim->name;
}

const struct um_sim *
um_sim_named(const char *name)
{
	(void)name;
	return 0;
}

void
um_sim_enter(const struct um_sim *sim)
{
	(void)sim;
}

int
um_sim_raw_mlock(const void *addr, size_t len)
{
	return mlock(addr, len);
}

int
um_sim_raw_munlock(const void *addr, size_t len)
{
	return munlock(addr, len);
}

um_sim_teller *um_sim_told = um_sim_tell;

int
um_sim_tell(uintptr_t from, um_visit *visit, void *closure, unsigned tells)
{
	(void)from;
	(void)visit;
	(void)closure;
	(void)tells;
	errno = ENOSYS;
	return -1;
}
