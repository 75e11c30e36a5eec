/* What the raw kernel answers: `unimap ask`. */
#ifndef UM_ASK_H
#define UM_ASK_H

#include <stdio.h>

/* Asks um_kernel every question, each in a child of its own, and writes one
 * line "id=answer" each; the errno of writing, 0 if all was written. */
int um_ask(FILE *out);

#endif
