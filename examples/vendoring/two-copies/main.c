/* A program whose two libraries have a copy of unimap each.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

extern int left_half(void);
extern int right_half(void);

int main(void)
{
	const int left = left_half(), right = right_half();

	printf("left %d, right %d\n", left, right);
	return left == 0 || right == 0;
}
