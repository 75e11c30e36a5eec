/* What the files of the simulated kernels have between themselves: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef UM_SIM_PARTS_H
#define UM_SIM_PARTS_H

#include "sim.h"

/* The page of the machine, whatever the entered kernel's is. */
size_t um_sim_host_page(void);

/* Held larger, mapped over and trimmed. */
void *um_sim_map_aligned(size_t align, size_t len, int prot, int flags, int fd,
    off_t off);

/* The lowest gap of len at or above start, as the map shows it: 1; 0 none; -1
 * the map cannot be read. */
int um_sim_gap(size_t len, uintptr_t start, uintptr_t *result);

static inline int
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* The names that the simulated kernels give to what they make. */
#define SHM_MARK "um_sim-shm"
#define MAX_MARK "/memfd:um_sim-max"
#define GUARD_MARK "/memfd:um_sim-guard"
#define CACHE_MARK "/memfd:um_sim-cache"

#endif
