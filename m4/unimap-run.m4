# UNIMAP_RUN(QUESTION, VARIABLE, PROGRAM, GUESS)
#
# Asks by running PROGRAM: exit status 0 is yes, 111 says that the question
# could not be put, anything else, a signal too, is no, and so is a program
# that does not link.  Where it cannot be run or put, the shell commands GUESS
# set unimap_guess to yes or no for $host_os.  VARIABLE becomes yes, no,
# `guessing yes' or `guessing no'; match it with *yes.
AC_DEFUN([UNIMAP_RUN],
[AC_REQUIRE([AC_CANONICAL_HOST])dnl
AC_CACHE_CHECK([$1], [$2],
[AC_LINK_IFELSE([$3],
  [unimap_status=111
  AS_IF([test "$cross_compiling" = no],
    [(./conftest$ac_exeext) >&AS_MESSAGE_LOG_FD 2>&1
    unimap_status=$?
    AS_ECHO(["$as_me:${as_lineno-$LINENO}: exit status $unimap_status"]) >&AS_MESSAGE_LOG_FD])
  AS_CASE([$unimap_status],
    [0], [$2=yes],
    [111],
      [unimap_guess=no
      $4
      $2="guessing $unimap_guess"],
    [$2=no])],
  [$2=no])])
])

# UNIMAP_PRELUDE
# How the programs that map memory begin.
AC_DEFUN([UNIMAP_PRELUDE],
[[#include <sys/types.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#if !defined MAP_ANON && defined MAP_ANONYMOUS
# define MAP_ANON MAP_ANONYMOUS
#endif
#define RW (PROT_READ | PROT_WRITE)
enum { BROKEN = 111 };
]])

# UNIMAP_SHARES
# shares (P) is the exit status that says whether a
# child's store to P is seen by its parent.
AC_DEFUN([UNIMAP_SHARES],
[[static int
shares (volatile int *p)
{
  pid_t child;
  *p = 1;
  child = fork ();
  if (child == -1)
    return BROKEN;
  if (child == 0)
    {
      *p = 2;
      _exit (0);
    }
  while (waitpid (child, NULL, 0) != child)
    continue;
  return *p != 2;
}
]])
