/* A program whose library does the work.
 *
 * SPDX-License-Identifier: MIT
 */
extern int run(void);

int main(void)
{
	return run();
}
