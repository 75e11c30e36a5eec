/* tests/self-t.c inside a simulated kernel, of which it knows nothing.  Both
 * are compiled with -Dmain=self_test. */
#include "tap.h"

int self_test(void);

#undef main
int main(void)
{
	plan(0);
	return self_test();
}
