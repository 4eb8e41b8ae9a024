#!/bin/bash
# Longer than 300 lines because the steps of a lab share their state.
# A lab of real devices on this machine: lab.sh up [N] | down | status. Runs as root; README.md says what is in it.
# Faults by hand: power-off N, power-on N, plug N up|down, freeze N, thaw N, registry stop, registry start [BYTES-PER-SECOND].
# Also used by lab.ts: on N PROGRAM [ARGUMENT...] runs as root on a device, wait N waits until it is ready, init-pid N.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab=${MYCOPOD_LAB:-/tmp/mycopod-lab}
first_address=10.77.0.10 # device N is 10.77.0.(10+N), the registry and whoever looks at the lab are 10.77.0.1

fail() { echo "lab: $*" >&2; exit 1; }
say() { echo "lab: $* ($(($(date +%s) - started)) s)"; }
started=$(date +%s)

# Called from inside `ip netns exec ctl`, which has mounts and a /sys of its own: step back out to where the lab was started.
keeper=$(cat "$lab/keeper.pid" 2>/dev/null || true)
alive() { [ -n "${1:-}" ] && kill -0 "$1" 2>/dev/null; }
if alive "$keeper" && [ "$(readlink /proc/self/ns/mnt)" != "$(readlink "/proc/$keeper/ns/mnt")" ]; then
  exec nsenter --target "$keeper" --mount --net -- bash "$here/lab.sh" "$@"
fi

newest_node() { # the program's own Node where set-up fetched one: running .ts files directly needs 22.18
  local node
  for node in "$here"/../../../.tools/node-*/bin/node "$(command -v node || true)"; do
    if [ -x "$node" ] && "$node" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 18) ? 0 : 1)'; then
      echo "$node"
      return
    fi
  done
  fail 'Node 22.18 or newer is not there'
}

check_machine() {
  [ "$(id -u)" = 0 ] || fail 'this needs root: it makes network namespaces, mounts and containers'
  local program missing=''
  for program in systemd-nspawn:systemd-container mmdebstrap:mmdebstrap busybox:busybox-static ip:iproute2 ssh:openssh-client \
    dpkg-scanpackages:dpkg-dev openssl:openssl mkfs.ext4:e2fsprogs nsenter:util-linux; do
    command -v "${program%%:*}" >/dev/null || missing="$missing ${program##*:}"
  done
  [ -z "$missing" ] || fail "packages are missing, install them with: apt-get install -y$missing"
}

address() { echo "${first_address%.*}.$((${first_address##*.} + $1))"; }
devices() { ls "$lab/dev" 2>/dev/null | sort -n; }
device_cgroups() { # every hierarchy there is, so that a device and its containers live and are counted below one folder
  local hierarchy
  for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/*/; do
    [ -e "${hierarchy%/}/cgroup.procs" ] && echo "${hierarchy%/}/mycopod-lab-dev$1"
  done
}
device_processes() { device_cgroups "$1" | while read -r group; do find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null || true; done | sort -un; }

# ---- one device

prepare_device() { # everything a device is on disk; kept while it is switched off, thrown away by `down`
  local i=$1 dir=$lab/dev/$1 root=$lab/dev/$1/root lower=$lab/rootfs
  [ "$i" = 3 ] && lower=$lab/without-docker:$lab/rootfs
  mkdir -p "$dir"/{upper,work,root,docker}
  mount -t overlay mycopod-lab -o "lowerdir=$lower,upperdir=$dir/upper,workdir=$dir/work" "$root"
  # A disk of its own for Docker: the devices are unequal, and one can be filled without filling this machine.
  local size=8G
  [ "$i" = 1 ] && size=16G
  [ "$i" = 2 ] && size=4G
  truncate -s "$size" "$dir/docker.img"
  mkfs.ext4 -q -m 0 -E lazy_itable_init=1,lazy_journal_init=1 "$dir/docker.img"
  mount -o loop,noatime "$dir/docker.img" "$dir/docker"

  echo "dev$i" >"$root/etc/hostname"
  name_registries "$i"
  rm -f "$root/etc/resolv.conf" "$root"/etc/ssh/ssh_host_*
  : >"$root/etc/resolv.conf"
  tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
  chroot "$root" ssh-keygen -A >/dev/null
  echo "pi:raspberry$i" | chroot "$root" chpasswd
}

name_registries() { # the public registries' names lead to the lab's own
  local name
  {
    printf '127.0.0.1 localhost\n127.0.1.1 dev%s\n' "$1"
    for name in $(cat "$lab/images/registries"); do echo "10.77.0.1 $name"; done
  } >"$lab/dev/$1/root/etc/hosts"
}

connect_device() {
  ip netns add "dev$1"
  ip -n "dev$1" link set lo up
  ip -n ctl link add "v$1" type veth peer name eth0 netns "dev$1"
  ip -n ctl link set "v$1" master br0 up
  ip -n "dev$1" address add "$(address "$1")/24" dev eth0
  ip -n "dev$1" link set eth0 up
  ip -n "dev$1" route add 224.0.0.0/4 dev eth0 # mDNS
}

run_device() { # stays for as long as the device is on
  local i=$1 group status
  for group in $(device_cgroups "$i"); do
    mkdir -p "$group"
    if [ -e "$group/cpuset.cpus" ]; then # a new cpuset starts empty and takes no process
      for setting in cpuset.cpus cpuset.mems; do cat "${group%/*}/$setting" >"$group/$setting"; done
    fi
    echo "$BASHPID" >"$group/cgroup.procs"
  done
  export SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
  while :; do
    status=0
    systemd-nspawn --register=no --keep-unit --quiet --boot --directory="$lab/dev/$i/root" --bind="$lab/dev/$i/docker:/var/lib/docker" \
      --network-namespace-path="/run/netns/dev$i" --hostname="dev$i" --resolv-conf=off --console=pipe --capability=all \
      --system-call-filter='@keyring bpf' </dev/null >>"$lab/dev/$i/console.log" 2>&1 &
    echo $! >"$lab/dev/$i/nspawn.pid"
    wait $! || status=$?
    [ "$status" = 133 ] || exit "$status" # 133: the device asked for a reboot
  done
}

init_pid() { # the device's own process 1, seen from outside
  local nspawn
  nspawn=$(cat "$lab/dev/$1/nspawn.pid" 2>/dev/null) && cat "/proc/$nspawn/task/$nspawn/children" 2>/dev/null | awk '{ print $1; exit }' | grep .
}

power_on() {
  ip -n ctl link set "v$1" up
  [ -z "$(device_processes "$1")" ] || return 0
  setsid nohup bash "$here/lab.sh" run-device "$1" </dev/null >/dev/null 2>&1 &
}

power_off() { # as if the plug were pulled: nothing is told, nothing is flushed
  ip -n ctl link set "v$1" down
  freezer "$1" THAWED # what stands still cannot be killed either
  device_processes "$1" | xargs -r kill -KILL 2>/dev/null || true
  wait_gone "$1" || fail "dev$1 does not end"
}

wait_gone() { # at most 10 s
  local tries
  for tries in $(seq 100); do
    [ -z "$(device_processes "$1")" ] && return 0
    sleep 0.1
  done
  return 1
}

freezer() { # the whole device stands still while its kernel still takes connections: the way a thrashing box behaves
  local state=$2 group
  for group in $(device_cgroups "$1"); do
    if [ -e "$group/freezer.state" ]; then echo "$state" >"$group/freezer.state"; return; fi
  done
  fail 'this kernel has no freezer to stop a device with'
}

wait_ready() { # at most 60 s
  local i=$1 tries
  for tries in $(seq 300); do
    if on_device "$i" sh -c 'systemctl is-active -q ssh && { ! command -v dockerd >/dev/null || docker info >/dev/null 2>&1; }' 2>/dev/null; then return 0; fi
    sleep 0.2
  done
  fail "dev$i does not get ready; its console is in $lab/dev/$i/console.log"
}

on_device() {
  local pid
  pid=$(init_pid "$1") || return 1
  shift
  nsenter --target "$pid" --all -- "$@"
}

# ---- the registry

registry_stop() {
  local pid tries
  pid=$(cat "$lab/registry.pid" 2>/dev/null) || return 0
  if alive "$pid" && grep -qa registry.ts "/proc/$pid/cmdline"; then
    kill "$pid"
    for tries in $(seq 50); do alive "$pid" || break; sleep 0.1; done
  fi
  rm -f "$lab/registry.pid"
}

registry_start() { # [bytes per second, for all pulls together]
  local tries
  registry_stop
  setsid nohup ip netns exec ctl "$(newest_node)" "$here/registry.ts" "$lab" 10.77.0.1 "${1:-}" </dev/null >"$lab/registry.log" 2>&1 &
  echo $! >"$lab/registry.pid"
  for tries in $(seq 100); do
    ip netns exec ctl busybox nc -w 1 10.77.0.1 443 </dev/null >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  fail "the registry does not start; see $lab/registry.log"
}

registry_certificate() { # one certificate for every name that the recipes pull from
  local names=IP:10.77.0.1 name
  for name in $(cat "$lab/images/registries"); do names="$names,DNS:$name"; done
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=registry -keyout "$lab/ca/registry.key" 2>/dev/null |
    openssl x509 -req -CA "$lab/ca/ca.crt" -CAkey "$lab/ca/ca.key" -CAcreateserial -days 3650 \
      -extfile <(echo "subjectAltName=$names") -out "$lab/ca/registry.crt" 2>/dev/null
}

# ---- the whole lab

up() {
  local count=$1 i building
  check_machine
  mkdir -p "$lab"
  if complete "$count"; then
    refresh_images
    status
    return
  fi
  down # whatever an earlier, broken run has left
  "$(newest_node)" "$here/images.ts" "$lab" &
  building=$!
  bash "$here/rootfs.sh" "$lab" || fail "the devices' root file system could not be made; see $lab/mmdebstrap.log"
  wait "$building" || fail 'the images could not be made'
  say 'root file system and images'

  setsid nohup sleep infinity </dev/null >/dev/null 2>&1 & # holds the way back out of `ip netns exec ctl`
  keeper=$!
  echo "$keeper" >"$lab/keeper.pid"
  ip netns add ctl # no route leads out of it: whatever runs in the lab reaches nothing else
  ip -n ctl link set lo up
  ip -n ctl link add br0 type bridge
  ip -n ctl address add 10.77.0.1/24 dev br0
  ip -n ctl link set br0 up
  ip -n ctl route add 224.0.0.0/4 dev br0
  registry_certificate
  registry_start
  for i in $(seq "$count"); do
    prepare_device "$i"
    connect_device "$i"
    power_on "$i"
  done
  for i in $(seq "$count"); do wait_ready "$i"; done
  say "$count devices ready"
  status
}

refresh_images() { # the recipes may have changed while the lab was up
  local before i
  before=$(cat "$lab/images/registries")
  "$(newest_node)" "$here/images.ts" "$lab"
  [ "$before" = "$(cat "$lab/images/registries")" ] && return 0
  for i in $(devices); do name_registries "$i"; done
  registry_certificate
  registry_start
}

complete() { # N
  local i
  alive "$keeper" && alive "$(cat "$lab/registry.pid" 2>/dev/null)" && [ "$(devices | wc -l)" = "$1" ] || return 1
  for i in $(devices); do on_device "$i" systemctl is-active -q ssh 2>/dev/null || return 1; done
}

down() {
  local i group mount tries
  registry_stop
  for group in /sys/fs/cgroup/*/mycopod-lab-dev*/freezer.state; do [ ! -e "$group" ] || echo THAWED >"$group"; done
  for i in $(devices); do kill -TERM "$(cat "$lab/dev/$i/nspawn.pid" 2>/dev/null)" 2>/dev/null || true; done # an orderly shutdown each
  for group in /sys/fs/cgroup/mycopod-lab-dev* /sys/fs/cgroup/*/mycopod-lab-dev*; do
    [ -d "$group" ] || continue
    i=${group##*-dev}
    wait_gone "$i" || device_processes "$i" | xargs -r kill -KILL 2>/dev/null || true
    wait_gone "$i" || fail "dev$i does not end"
    for tries in $(seq 20); do find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break; sleep 0.1; done
  done
  for i in $(ip netns list | awk '/^dev[0-9]+/ { print $1 }'); do
    ip netns pids "$i" | xargs -r kill -KILL 2>/dev/null || true
    ip netns delete "$i"
  done
  if ip netns list | grep -q '^ctl'; then ip netns delete ctl; fi
  for mount in $(awk -v lab="$lab/" 'index($2, lab) == 1 { print $2 }' /proc/mounts | tac); do umount "$mount" || umount --lazy "$mount"; done
  rm -rf --one-file-system "$lab/dev"
  if alive "$keeper" && [ "$(cat "/proc/$keeper/comm")" = sleep ]; then kill "$keeper"; fi
  rm -f "$lab/keeper.pid"
  keeper=''
}

status() {
  local i
  alive "$keeper" || { echo 'The lab is down.'; return; }
  for i in $(devices); do
    if init_pid "$i" >/dev/null; then echo "dev$i $(address "$i") on"; else echo "dev$i $(address "$i") off"; fi
  done
  if alive "$(cat "$lab/registry.pid" 2>/dev/null)"; then echo 'registry 10.77.0.1 on'; else echo 'registry 10.77.0.1 off'; fi
  echo "keys $lab/keys"
}

case ${1:-} in
  up) up "${2:-3}" ;;
  down) down ;;
  status) status ;;
  run-device) run_device "$2" ;;
  power-on) power_on "$2" ;;
  power-off) power_off "$2" ;;
  freeze) freezer "$2" FROZEN ;;
  thaw) freezer "$2" THAWED ;;
  plug) ip -n ctl link set "v$2" "$3" ;;
  on) on_device "${@:2}" ;;
  wait) wait_ready "$2" ;;
  init-pid) init_pid "$2" ;;
  registry) if [ "$2" = start ]; then registry_start "${3:-}"; else registry_stop; fi ;;
  *) echo 'usage: lab.sh up [N] | down | status' >&2; exit 2 ;;
esac
