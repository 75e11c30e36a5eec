# Releases and packages; included by Makefile.am.

# Two files.
release: dist dist-one-file

# That release, made twice, and built where there are no autotools and no perl.
check-release:
	@MAKE='$(MAKE)' CC='$(CC)' CFLAGS='$(CFLAGS)' LIBS='$(UNIMAP_SYSTEM_LIBS)' \
	  VERSION='$(VERSION)' $(SHELL) $(srcdir)/tests/check-release.sh

# Ports of it, in ports/, for the trees of FreeBSD, OpenBSD, pkgsrc and Homebrew.
# There is no site yet.
HOME_PAGE = https://unimap.example/
SITE = $(HOME_PAGE)releases/
ports: release
	@rm -rf ports
	@$(MAKE) $(AM_MAKEFLAGS) prefix=/usr/local \
	  DESTDIR='$(abs_builddir)/ports/root' install >/dev/null
	@HOME_PAGE='$(HOME_PAGE)' SITE='$(SITE)' \
	  $(SHELL) $(srcdir)/packaging/ports.sh $(distdir).tar.gz \
	  ports/root/usr/local ports && rm -rf ports/root

# Their form, and Debian's package.
check-packaging: ports
	@srcdir='$(srcdir)' $(SHELL) $(srcdir)/tests/check-packaging.sh \
	  $(distdir).tar.gz ports

EXTRA_DIST += $(srcdir)/packaging/debian $(srcdir)/packaging/freebsd \
	$(srcdir)/packaging/openbsd $(srcdir)/packaging/pkgsrc \
	$(srcdir)/packaging/homebrew packaging/build-debian.sh \
	packaging/description packaging/fields packaging/ports.sh \
	packaging/tar.sh tests/check-packaging.sh tests/check-release.sh

.PHONY: check-packaging check-release ports release
