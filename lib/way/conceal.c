/* Memory that is left out of core dumps. */
#include "way.h"

int um_conceal_by_advice(void *request)
{
	const struct um_concealment *c = request;

	return um_sure_madvise(&c->range, c->on
	    ? um_kernel.numbers.adv_dontdump : um_kernel.numbers.adv_dodump);
}
