/* POSIX.1-2008 <pthread.h>, what the library uses of it; the numbers are each
 * system's own. */
#ifndef STUB_PTHREAD_H
#define STUB_PTHREAD_H

#define PTHREAD_CANCEL_ENABLE 0
#define PTHREAD_CANCEL_DISABLE 1

int pthread_setcancelstate(int, int *);

#endif
