# Measuring; included by Makefile.am.
EXTRA_PROGRAMS = bench/bench bench/low bench/ranges
bench_bench_SOURCES = bench/bench.c
bench_bench_LDADD = $(UNIMAP_LIBS) $(UNIMAP_PTHREAD_LIBS)
bench_low_SOURCES = bench/low.c
bench_low_LDADD = $(UNIMAP_LIBS) $(UNIMAP_PTHREAD_LIBS)
bench_ranges_SOURCES = bench/ranges.c
bench_ranges_LDADD = $(UNIMAP_LIBS)

bench:
	@$(MAKE) $(AM_MAKEFLAGS) all
	@$(MAKE) $(AM_MAKEFLAGS) bench/bench$(EXEEXT) bench/low$(EXEEXT) \
	  bench/ranges$(EXEEXT)
	@status=0; \
	($(test_environment) $(SHELL) $(srcdir)/bench/bench.sh) || status=1; \
	./bench/low$(EXEEXT) || status=1; \
	./bench/ranges$(EXEEXT) || status=1; \
	($(test_environment) $(SHELL) $(srcdir)/tests/size-t.sh) || status=1; \
	exit $$status


EXTRA_DIST += bench/bench.sh

.PHONY: bench

CLEANFILES += $(EXTRA_PROGRAMS)
