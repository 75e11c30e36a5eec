/* Where there are no raw calls of Linux, no kernel is simulated: the tests
 * run on the real one alone.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

const struct um_sim um_sims[] = { { 0, 0 } };

const struct um_kernel *
um_sim_named(const char *name)
{
	(void)name;
	return 0;
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
