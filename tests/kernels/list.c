/* The simulated kernels.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

enum { K16 = 16384, K64 = 65536, GUESSED = 1 };

const struct um_sim um_sims[] = {
	{ &um_sim_linux_2_2, 0, 0, 0 },
	{ &um_sim_svr4, 0, 0, GUESSED },
	{ &um_sim_freebsd_15, 0, 0, 0 },
	{ &um_sim_openbsd_7, 0, 0, 0 },
	{ &um_sim_macos_15, 0, 0, 0 },
	{ &um_sim_gvisor_2024, 0, 0, 0 },
	{ &um_sim_linux_2_4, 0, 0, 0 },
	{ &um_sim_linux_4_4, 0, 0, 0 },
	{ &um_sim_freebsd_10, 0, 0, 0 },
	{ &um_sim_freebsd_12, 0, 0, 0 },
	{ &um_sim_netbsd_7, 0, 0, 0 },
	{ &um_sim_netbsd_10, 0, 0, 0 },
	{ &um_sim_dragonfly_6, 0, 0, 0 },
	{ &um_sim_qemu_user, 0, 0, 0 },
	{ &um_sim_illumos, 0, 0, 0 },
	{ &um_sim_haiku, 0, 0, GUESSED },
	{ &um_sim_hurd, 0, 0, GUESSED },
	{ &um_sim_cygwin, 0, 0, GUESSED },
	{ &um_sim_aix, 0, 0, GUESSED },

	/* The same with larger pages. */
	{ &um_sim_linux_4_4, "linux-4.4-16k", K16, 0 },
	{ &um_sim_linux_4_4, "linux-4.4-64k", K64, 0 },
	{ &um_sim_freebsd_15, "freebsd-15-16k", K16, 0 },
	{ &um_sim_freebsd_15, "freebsd-15-64k", K64, 0 },
	{ &um_sim_netbsd_10, "netbsd-10-16k", K16, 0 },
	{ &um_sim_netbsd_10, "netbsd-10-64k", K64, 0 },
	{ &um_sim_openbsd_7, "openbsd-7-16k", K16, 0 },
	{ &um_sim_openbsd_7, "openbsd-7-64k", K64, 0 },
	{ &um_sim_macos_15, "macos-15-16k", K16, 0 },
	{ &um_sim_macos_15, "macos-15-64k", K64, 0 },
	{ 0, 0, 0, 0 }
};
