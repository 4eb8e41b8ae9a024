#!/bin/bash
# Runs a command with a Secret Service of its own, unlocked and empty: with-keyring.sh COMMAND [ARGUMENT...]
# The person's own keychain is neither seen nor touched. Needs dbus-run-session and gnome-keyring-daemon.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/data" "$folder/runtime"
XDG_DATA_HOME=$folder/data XDG_RUNTIME_DIR=$folder/runtime dbus-run-session -- bash -c '
  printf %s test | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1
  "$@"' with-keyring "$@"
