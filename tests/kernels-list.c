/* Prints the name of each simulated kernel, a line each, and behind it
 * "guessed" if its rules are. */
#include "tap.h"
#include "kernels/sim.h"

#include <stdio.h>

int main(void)
{
	const struct um_sim *sim;

	for (sim = um_sims; sim->kernel; sim++)
		printf("%s%s\n", um_sim_name(sim),
		    sim->guessed ? " guessed" : "");
	return 0;
}
