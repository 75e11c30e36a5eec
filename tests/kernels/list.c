/* The simulated kernels.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

const struct um_sim um_sims[] = {
	{ &um_sim_linux_2_2, 0 },
	{ &um_sim_svr4, 1 },
	{ &um_sim_freebsd_15, 0 },
	{ &um_sim_openbsd_7, 0 },
	{ &um_sim_macos_15, 0 },
	{ &um_sim_gvisor_2024, 0 },
	{ &um_sim_linux_2_4, 0 },
	{ &um_sim_linux_4_4, 0 },
	{ &um_sim_freebsd_10, 0 },
	{ &um_sim_freebsd_12, 0 },
	{ &um_sim_netbsd_7, 0 },
	{ &um_sim_netbsd_10, 0 },
	{ &um_sim_dragonfly_6, 0 },
	{ &um_sim_qemu_user, 0 },
	{ &um_sim_illumos, 0 },
	{ &um_sim_haiku, 1 },
	{ &um_sim_hurd, 1 },
	{ &um_sim_cygwin, 1 },
	{ &um_sim_aix, 1 },
	{ 0, 0 }
};

const struct um_kernel *
um_sim_named(const char *name)
{
	const struct um_sim *s;

	for (s = um_sims; s->kernel != 0; s++)
		if (strcmp(s->kernel->name, name) == 0)
			return s->kernel;
	return 0;
}
