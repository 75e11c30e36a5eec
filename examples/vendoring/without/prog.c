/* What takes the place of a program that uses unimap.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

int main(void)
{
	return puts("no unimap") == EOF;
}
