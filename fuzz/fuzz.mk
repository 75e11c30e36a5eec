# The fuzzer, which is also a test that replays what it found; included by
# Makefile.am.
fuzz_sources = fuzz/ask.c fuzz/calls.h fuzz/calls-map.c \
	fuzz/calls-memory.c fuzz/calls-object.c fuzz/calls-range.c \
	fuzz/calls-regions.c fuzz/calls-remap.c fuzz/draw.c fuzz/judge.c \
	fuzz/look.c fuzz/model.c fuzz/model.h fuzz/sequence.c
# What it found worth keeping, replayed.
tests_fuzz_replay_t_SOURCES = $(fuzz_sources)
tests_fuzz_replay_t_CPPFLAGS = $(AM_CPPFLAGS) -DSTANDALONE

EXTRA_DIST += fuzz/not-watched $(srcdir)/fuzz/corpus

# Sequences of calls against a model of the address space.  The seed is fixed:
# a change is not to fail for what an earlier one did.  FUZZ_SEED=0 is a new one
# each time; with FUZZ_RUNS a slow machine makes as many as a fast one.  A thread
# that watches memory would map its own beside what is counted, so none is wanted.
FUZZ_SEED = 1
FUZZ_CC = clang
FUZZ_SECONDS = 15
FUZZ_RUNS = -1
FUZZ_CFLAGS = -g -O1 -fsanitize=fuzzer,address,undefined \
	-fno-sanitize-recover=undefined
FUZZ_KERNELS = native openbsd-7 freebsd-15 linux-2.2
check-fuzz: unimap-config.h
	@$(MKDIR_P) fuzz; \
	echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' >fuzz-probe.c; \
	if ($(FUZZ_CC) $(FUZZ_CFLAGS) fuzz-probe.c -o fuzz-probe) >/dev/null 2>&1; then :; else \
	  echo 'check-fuzz: SKIP: no clang with libFuzzer here'; exit 0; \
	fi; \
	sources=; for f in $(fuzz_sources) $(unimap_core) $(unimap_chains) $(unimap_families) \
	  $(unimap_areas) \
	  $(testing_sources); do \
	  case $$f in *.c) sources="$$sources $(srcdir)/$$f";; esac; \
	done; \
	$(FUZZ_CC) -DUNIMAP_CONFIGURED $(DEFAULT_INCLUDES) -I$(srcdir)/include \
	  -I$(srcdir)/lib $(CPPFLAGS) $(FUZZ_CFLAGS) \
	  -fsanitize-ignorelist=$(srcdir)/fuzz/not-watched \
	  -fsanitize-coverage-ignorelist=$(srcdir)/fuzz/not-watched $$sources \
	  $(UNIMAP_SYSTEM_LIBS) -o fuzz/sequence || exit 1; \
	for k in $(FUZZ_KERNELS); do \
	  $(MKDIR_P) fuzz-corpus/$$k; \
	  UNIMAP_KERNEL=`echo $$k | sed 's/^native$$//'` ./fuzz/sequence \
	    -max_total_time=$(FUZZ_SECONDS) -runs=$(FUZZ_RUNS) \
	    -seed=$(FUZZ_SEED) -max_len=400 -detect_leaks=0 -rss_limit_mb=0 \
	    fuzz-corpus/$$k $(srcdir)/fuzz/corpus >fuzz.log 2>&1 \
	    && echo "check-fuzz: ok: $$k: `tail -n 1 fuzz.log`" \
	    || { cat fuzz.log; exit 1; }; \
	done

.PHONY: check-fuzz

CLEANFILES += fuzz.log fuzz-probe fuzz-probe.c fuzz/sequence
