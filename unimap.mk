# The library for a Makefile.am that includes this, ours or a parent's whose
# configure.ac says UNIMAP_INIT: nothing is built but what a program asks for.
#
#	program_CPPFLAGS = $(UNIMAP_CPPFLAGS)
#	program_LDADD = $(UNIMAP_LIBS)
#
# What it sets for the parent:
#
#	UNIMAP_CPPFLAGS		for all that includes <unimap.h>
#	UNIMAP_LIBS		the library, with what it needs of the system's
#	check_LTLIBRARIES	has the library; the parent's are added by +=,
#				behind the include
#	unimap-check		a target for check-local
#
# Other names begin with unimap_, UNIMAP_ or this directory's.  What the parent
# may set: CPPFLAGS, CFLAGS, LDFLAGS and AM_LDFLAGS are the library's too, its
# AM_CPPFLAGS and AM_CFLAGS are not; in configure.ac unimap_exports=yes, before
# UNIMAP_INIT, has a shared library of the parent export the calls.
UNIMAP_CPPFLAGS = $(UNIMAP_PREFIX_CPPFLAGS) -I$(srcdir)/%D%/include
UNIMAP_LIBS = %D%/libwhole.la

unimap_core = %D%/lib/call/advise.c %D%/lib/call/at.c %D%/lib/call/features.c \
	%D%/lib/call/guard.c %D%/lib/call/map.c %D%/lib/call/memory.c \
	%D%/lib/call/mirror.c %D%/lib/call/munmap.c %D%/lib/call/object.c \
	%D%/lib/call/place.c %D%/lib/call/placed.c %D%/lib/call/protect.c \
	%D%/lib/call/range.c %D%/lib/call/region.c %D%/lib/call/remap.c \
	%D%/lib/call/reserve.c %D%/lib/call/shm.c %D%/lib/call/sizes.c \
	%D%/lib/call/sure.c %D%/lib/engine/area.c %D%/lib/engine/bounds.c \
	%D%/lib/engine/cause-there.c %D%/lib/engine/cause.c \
	%D%/lib/engine/claimed.c %D%/lib/engine/conceal.c \
	%D%/lib/engine/cover.c %D%/lib/engine/cut.c %D%/lib/engine/details.c \
	%D%/lib/engine/empty.c %D%/lib/engine/fail.c %D%/lib/engine/freed.c \
	%D%/lib/engine/gap.c %D%/lib/engine/hold.c %D%/lib/engine/honest.c \
	%D%/lib/engine/inherit.c %D%/lib/engine/locked.c %D%/lib/engine/map.c \
	%D%/lib/engine/object.c %D%/lib/engine/outside.c \
	%D%/lib/engine/page.c %D%/lib/engine/policy.c \
	%D%/lib/engine/populate.c %D%/lib/engine/protect.c \
	%D%/lib/engine/raw.c %D%/lib/engine/settled.c %D%/lib/engine/taken.c \
	%D%/lib/engine/text.c %D%/lib/engine/views.c %D%/lib/engine/walk.c \
	%D%/lib/engine/whole.c %D%/lib/engine/why.c %D%/lib/engine/within.c \
	%D%/lib/engine/words.c %D%/lib/engine/zeros.c %D%/lib/way/aligned.c \
	%D%/lib/way/anonymous.c %D%/lib/way/chance.c %D%/lib/way/choice.c \
	%D%/lib/way/commit-areas.c %D%/lib/way/commit.c %D%/lib/way/conceal.c \
	%D%/lib/way/discard-private.c %D%/lib/way/discard.c \
	%D%/lib/way/dontdump.c %D%/lib/way/fixed.c %D%/lib/way/grow.c \
	%D%/lib/way/guard.c %D%/lib/way/hint.c %D%/lib/way/inherit.c \
	%D%/lib/way/joining.c %D%/lib/way/linux-bounds.c \
	%D%/lib/way/linux-grow.c %D%/lib/way/linux-map.c \
	%D%/lib/way/linux-move.c %D%/lib/way/linux-spots.c \
	%D%/lib/way/mirror.c \
	%D%/lib/way/noreplace.c %D%/lib/way/object.c %D%/lib/way/populate.c \
	%D%/lib/way/probing.c %D%/lib/way/procfs.c %D%/lib/way/punch.c \
	%D%/lib/way/range.c %D%/lib/way/room.c %D%/lib/way/seal.c \
	%D%/lib/way/shm-anon.c %D%/lib/way/trimming.c %D%/lib/way/unlock.c \
	%D%/lib/way/unmapping.c %D%/lib/way/window.c %D%/lib/host/host.c \
	%D%/lib/host/list.c %D%/lib/host/rest.c %D%/lib/host/whole/madvise.c \
	%D%/lib/host/whole/mmap.c %D%/lib/host/whole/reserve.c
# An object for each chain.
unimap_chains = %D%/lib/host/chain/mapping.c %D%/lib/host/chain/fixed.c \
	%D%/lib/host/chain/noreplace.c %D%/lib/host/chain/range.c \
	%D%/lib/host/chain/area.c \
	%D%/lib/host/chain/areas.c %D%/lib/host/chain/details.c \
	%D%/lib/host/chain/discard.c %D%/lib/host/chain/discard-private.c \
	%D%/lib/host/chain/discard-shared.c %D%/lib/host/chain/discard-told.c \
	%D%/lib/host/chain/populate.c %D%/lib/host/chain/conceal.c \
	%D%/lib/host/chain/remap.c %D%/lib/host/chain/inherit.c \
	%D%/lib/host/chain/unlock.c %D%/lib/host/chain/mirror.c \
	%D%/lib/host/chain/commit.c %D%/lib/host/chain/guard.c \
	%D%/lib/host/chain/seal.c %D%/lib/host/chain/name.c \
	%D%/lib/host/chain/punch.c
unimap_headers = %D%/lib/engine/engine.h %D%/lib/engine/kernel.h \
	%D%/lib/engine/reasons.h %D%/lib/call/call.h %D%/lib/way/linux.h \
	%D%/lib/way/room.h %D%/lib/way/way.h %D%/lib/system.h \
	%D%/lib/host/calls.h %D%/lib/host/chain.h %D%/lib/host/family.h \
	%D%/lib/host/guess.h %D%/lib/host/held.h %D%/lib/host/hidden.h \
	%D%/lib/host/list.h %D%/lib/host/numbers.h %D%/lib/host/rest.h \
	%D%/lib/family/usual.h %D%/lib/family/aix.h %D%/lib/family/cygwin.h \
	%D%/lib/family/darwin.h %D%/lib/family/dragonfly.h \
	%D%/lib/family/freebsd.h %D%/lib/family/generic.h \
	%D%/lib/family/haiku.h %D%/lib/family/hurd.h %D%/lib/family/linux.h \
	%D%/lib/family/netbsd.h %D%/lib/family/openbsd.h \
	%D%/lib/family/svr4.h %D%/include/unimap.h
# One file for each kernel family.  All compile everywhere; the library has
# only its host's.
unimap_families = %D%/lib/family/aix.c %D%/lib/family/cygwin.c \
	%D%/lib/family/darwin.c %D%/lib/family/dragonfly.c %D%/lib/family/freebsd.c \
	%D%/lib/family/generic.c %D%/lib/family/haiku.c %D%/lib/family/hurd.c \
	%D%/lib/family/linux.c %D%/lib/family/netbsd.c %D%/lib/family/openbsd.c \
	%D%/lib/family/svr4.c
# One for each kernel's list of areas, of which the same holds.
unimap_areas = %D%/lib/host/areas-aix.c %D%/lib/host/areas-darwin.c \
	%D%/lib/host/areas-freebsd.c %D%/lib/host/areas-haiku.c \
	%D%/lib/host/areas-hurd.c %D%/lib/host/areas-netbsd.c \
	%D%/lib/host/areas-openbsd.c %D%/lib/host/areas-svr4.c

# All of the library, with the internal symbols that our own command needs.  What
# is a check_LTLIBRARY is made when something needs it, and cleaned; a parent
# that has others says += for them, behind the include.
check_LTLIBRARIES = %D%/libwhole.la
unimap_host = %D%/lib/host/um-
%C%_libwhole_la_SHORTNAME = um
%C%_libwhole_la_CPPFLAGS = -DUNIMAP_CONFIGURED -I$(builddir)/%D% \
	$(UNIMAP_CPPFLAGS) -I$(srcdir)/%D%/lib
%C%_libwhole_la_CFLAGS = $(UNIMAP_CFLAGS)
%C%_libwhole_la_SOURCES = $(unimap_core) $(unimap_chains) $(unimap_headers)
EXTRA_%C%_libwhole_la_SOURCES = $(unimap_families) $(unimap_areas) \
	%D%/LICENSE %D%/lib/names.sh %D%/tests/self-t.c
%C%_libwhole_la_LIBADD = %D%/lib/family/um-@UNIMAP_FAMILY@.lo @UNIMAP_LIST@ \
	$(UNIMAP_SYSTEM_LIBS)
%C%_libwhole_la_DEPENDENCIES = %D%/lib/family/um-@UNIMAP_FAMILY@.lo \
	@UNIMAP_LIST@

# Tries each promise on this kernel and shows what it has; for a parent's
# check-local.
unimap-check: %D%/libwhole.la
	@$(CC) $(UNIMAP_CPPFLAGS) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o unimap-check \
	  $(srcdir)/%D%/tests/self-t.c %D%/.libs/libwhole.a $(UNIMAP_SYSTEM_LIBS) \
	  $(LIBS) && ./unimap-check; \
	status=$$?; rm -f unimap-check; exit $$status
