/* Prints the name of each simulated kernel, a line each. */
#include "tap.h"
#include "kernels/sim.h"

#include <stdio.h>

int main(void)
{
	const struct um_sim *sim;

	for (sim = um_sims; sim->kernel; sim++)
		printf("%s\n", um_sim_name(sim));
	return 0;
}
