# Shared by ./start and ./test. Sourced, not run.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "this needs root: run as root, install sudo, or install by hand: $*"; fi
}

# install_packages GROUP…: installs what tools/packages lists for these groups and the machine lacks.
install_packages() {
  local missing=() lines="" group name rest package command
  while read -r group name rest; do
    case "$group" in ''|'#'*) continue ;; esac
    case " $* " in *" $group "*) ;; *) continue ;; esac
    package=${name%%/*}; command=${name#"$package"}; command=${command#/}
    if [ -n "$command" ] && command -v "$command" >/dev/null; then continue; fi
    if dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then continue; fi
    missing+=("$package"); lines+=$(printf '  %-22s %s' "$package" "$rest")$'\n'
  done < tools/packages
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || die "needs Debian 12 (apt-get), or these by other means: ${missing[*]}"
  say "Installing from Debian:"
  printf '%s' "$lines" >&2
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# run_if_changed STAMP INPUTS… -- COMMAND…: runs the command unless it succeeded on the same inputs before.
run_if_changed() {
  local stamp=$1 inputs=() now; shift
  while [ "$1" != -- ]; do inputs+=("$1"); shift; done; shift
  now=$(find "${inputs[@]}" -type f -print0 2>/dev/null | sort -z | xargs -0 sha256sum | sha256sum)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then return 0; fi
  rm -f "$stamp"
  "$@" || return $?
  mkdir -p "$(dirname "$stamp")"
  printf '%s' "$now" > "$stamp"
}

build_web() {
  run_if_changed web/node_modules/.cxai-installed web/package.json web/package-lock.json -- \
    sh -c 'cd web && npm ci --no-audit --no-fund --loglevel=error' >&2 || die "npm could not install the dashboard's packages"
  [ -f web/dist/index.html ] || rm -f web/node_modules/.cxai-built
  run_if_changed web/node_modules/.cxai-built web/src web/public web/index.html web/package-lock.json \
    web/vite.config.ts web/tsconfig.json -- sh -c 'cd web && npm run --silent build' >&2 || die "the dashboard did not build"
}
