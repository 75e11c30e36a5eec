/* Single questions about where something is mapped on Linux: of who looks for
 * room alone. */
#include "linux.h"

/* Each question is about the address that the visitor left. */
int um_spots_by_query(void *question)
{
	const int saved = errno, failed = um_ask_by_query(question, 0);

	if (!failed || (errno != ENAMETOOLONG && errno != ENOENT))
		return failed;
	errno = saved;		/* nothing is mapped from there on */
	return 0;
}
