/* The simulated kernels.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

enum { K16 = 16384, K64 = 65536 };

const struct um_sim um_sims[] = {
	{ .kernel = &um_sim_linux_2_2 },
	{ .kernel = &um_sim_svr4, .guessed = 1 },
	{ .kernel = &um_sim_freebsd_15 },
	{ .kernel = &um_sim_openbsd_7 },
	{ .kernel = &um_sim_openbsd_5_8, .guessed = 1 },
	{ .kernel = &um_sim_macos_15 },
	{ .kernel = &um_sim_gvisor_2024 },
	{ .kernel = &um_sim_linux_2_4 },
	{ .kernel = &um_sim_linux_4_4 },
	{ .kernel = &um_sim_linux_4_4_39bit },
	{ .kernel = &um_sim_freebsd_10 },
	{ .kernel = &um_sim_freebsd_12 },
	{ .kernel = &um_sim_netbsd_7 },
	{ .kernel = &um_sim_netbsd_7_procfs },
	{ .kernel = &um_sim_netbsd_10 },
	{ .kernel = &um_sim_dragonfly_6 },
	{ .kernel = &um_sim_dragonfly_6_procfs },
	{ .kernel = &um_sim_android_8,
	    .confine = um_sim_android_8_confine },
	{ .kernel = &um_sim_qemu_user },
	{ .kernel = &um_sim_illumos },
	{ .kernel = &um_sim_haiku, .guessed = 1 },
	{ .kernel = &um_sim_hurd, .guessed = 1 },
	{ .kernel = &um_sim_cygwin, .guessed = 1 },
	{ .kernel = &um_sim_aix, .guessed = 1 },
	{ .kernel = &um_sim_hostile, .guessed = 1 },

	/* The same with larger pages. */
	{ .kernel = &um_sim_linux_4_4, .name = "linux-4.4-16k", .page = K16 },
	{ .kernel = &um_sim_linux_4_4, .name = "linux-4.4-64k", .page = K64 },
	{ .kernel = &um_sim_freebsd_15, .name = "freebsd-15-16k", .page = K16 },
	{ .kernel = &um_sim_freebsd_15, .name = "freebsd-15-64k", .page = K64 },
	{ .kernel = &um_sim_netbsd_10, .name = "netbsd-10-16k", .page = K16 },
	{ .kernel = &um_sim_netbsd_10, .name = "netbsd-10-64k", .page = K64 },
	{ .kernel = &um_sim_openbsd_7, .name = "openbsd-7-16k", .page = K16 },
	{ .kernel = &um_sim_openbsd_7, .name = "openbsd-7-64k", .page = K64 },
	{ .kernel = &um_sim_macos_15, .name = "macos-15-16k", .page = K16 },
	{ .kernel = &um_sim_macos_15, .name = "macos-15-64k", .page = K64 },
	{ .kernel = 0 }
};
