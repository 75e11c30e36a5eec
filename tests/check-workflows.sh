#!/bin/sh
# Checks .github/workflows/*.yml and .build.yml, and those of examples/vendoring/ci,
# against their schemas by PyPI's check-jsonschema, installed into a virtual environment of its own.
# `make check-workflows' calls it in the build directory.
set -u

version=0.39.0
: "${srcdir=.}"
here=check-workflows
venv=`pwd`/systems/check-jsonschema

test -d "$srcdir/.github/workflows" || {
  echo "$here: SKIP: a distribution has no workflows"
  exit 0
}
if test "`cat "$venv/version" 2>/dev/null`" != $version; then
  rm -rf "$venv"
  mkdir -p systems && {
    python3 -m venv "$venv" && "$venv/bin/python" -m pip install -q \
      --disable-pip-version-check --no-input "check-jsonschema==$version" &&
      echo $version >"$venv/version"
  } </dev/null || {
    echo "$here: SKIP: PyPI's check-jsonschema cannot be installed here"
    exit 0
  }
fi
"$venv/bin/check-jsonschema" --builtin-schema vendor.github-workflows \
  "$srcdir"/.github/workflows/*.yml "$srcdir/examples/vendoring/ci/github.yml" &&
  "$venv/bin/check-jsonschema" --schemafile \
    "$srcdir/tests/build-manifest.schema.json" "$srcdir/.build.yml" \
    "$srcdir/examples/vendoring/ci/sourcehut.yml"
status=$?
# Actions are pinned, and those that our own workflows are known to run with.
for action in `sed -n 's/.*uses: *//p' \
  "$srcdir/examples/vendoring/ci/github.yml" | sed 's/ .*//' | sort -u`; do
  grep "uses: $action " "$srcdir"/.github/workflows/*.yml >/dev/null || {
    echo "$here: examples/vendoring/ci/github.yml: $action is not ours"
    status=1
  }
done
exit $status
