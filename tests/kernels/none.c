/* In place of the simulated kernels where there is no Linux to make them of.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

const struct um_sim um_sims[] = {
	{ 0, 0 }
};

const struct um_kernel *
um_sim_named(const char *name)
{
	(void)name;
	return 0;
}
