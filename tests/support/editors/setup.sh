#!/usr/bin/env bash
# Gets a machine ready for tests/lsp/test_neovim.py and test_emacs.py: the editors, as Debian has them. Does nothing where they are.
set -euo pipefail

fail() { echo "$1" >&2; exit 2; }
has_eglot() { # a part of Emacs from 29 on; before, Debian puts it beside
  compgen -G "/usr/share/emacs/site-lisp/elpa/eglot-*" >/dev/null ||
    "${EMACS:-emacs}" --batch --eval "(progn (package-initialize) (require 'eglot))" 2>/dev/null
}

missing=()
command -v "${NVIM:-nvim}" >/dev/null || missing+=(neovim)
command -v "${EMACS:-emacs}" >/dev/null && command -v "${EMACSCLIENT:-emacsclient}" >/dev/null || missing+=(emacs-nox)
[[ " ${missing[*]} " != *emacs* ]] && has_eglot || missing+=(elpa-eglot)
[ ${#missing[@]} = 0 ] && exit 0

advice="run 'sudo apt-get install ${missing[*]}', or set NVIM, EMACS and EMACSCLIENT to editors that have a language client"
as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || fail "${missing[*]} cannot be installed without root: $advice."
  as_root=(sudo -n)
fi
command -v apt-get >/dev/null || fail "${missing[*]} cannot be installed without apt-get: $advice."
export DEBIAN_FRONTEND=noninteractive
install() { "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }
# The lists of packages are often there and new enough; fetching them takes longer than installing.
install 2>/dev/null || { "${as_root[@]}" apt-get update -qq && install; } || fail "${missing[*]} could not be installed: $advice."
