/**
 * The program a device runs for one poll: plain POSIX sh (dash, busybox ash, bash), read-only, no root needed.
 * What it prints is written down in README.md beside this file.
 */
export const POLL_SCRIPT = `# mycopod:poll 1
export LC_ALL=C PATH="$PATH:/usr/local/bin:/usr/sbin:/sbin:/snap/bin"
first() { read -r text <"$1" && printf '%s\\n' "$text"; }
limited() { if command -v timeout >/dev/null; then timeout 8 "$@"; else "$@"; fi; }
started() { printf '%s:%s\\n' "$1" "\${21}"; }
usage() {
  cd "$1" || return 0
  grep -Hs '' $2/memory.current $2/memory.usage_in_bytes $2/cpuacct.usage
  grep -HsE '^((total_)?inactive_file|usage_usec) ' $2/memory.stat $2/cpu.stat
  for file in $2/cgroup.procs; do
    read -r pid <"$file" && read -r text <"/proc/$pid/stat" && started "$file" \${text##*) }
  done
}
exec 2>/dev/null
root=\${2:-/var/lib/docker}
echo '@@time'
date '+%s %N'
echo '@@uptime'
first /proc/uptime
echo '@@load'
first /proc/loadavg
echo '@@cpu'
first /proc/stat
echo '@@memory'
grep -E '^(MemTotal|MemFree|MemAvailable|Buffers|Cached):' /proc/meminfo
echo '@@filesystems'
set -f
df -Pk / "$root" $(sed -nE 's/^[^ ]+ ([^ ]+) (ext[234]|xfs|btrfs|zfs|f2fs|bcachefs|jfs|exfat|ntfs3?|fuseblk) .*/\\1/p' /proc/mounts)
set +f
echo '@@network'
grep -vE '^ *(lo|veth|br-|docker|virbr|tap|tun|wg|tailscale)' /proc/net/dev
echo '@@network-physical'
for file in /sys/class/net/*/device; do
  [ -e "$file" ] && file=\${file%/device} && printf '%s\\n' "\${file##*/}"
done
echo '@@disks'
grep -E ' (sd[a-z]+|vd[a-z]+|xvd[a-z]+|hd[a-z]+|nvme[0-9]+n[0-9]+|mmcblk[0-9]+) ' /proc/diskstats
echo '@@listening'
sed -nE 's/^ *[0-9]+: [0-9A-F]+:([0-9A-F]+) [0-9A-F:]+ 0A .*/tcp \\1/p' /proc/net/tcp /proc/net/tcp6 | sort -u
sed -nE 's/^ *[0-9]+: [0-9A-F]+:([0-9A-F]+) [0-9A-F:]+ 07 .*/udp \\1/p' /proc/net/udp /proc/net/udp6 | sort -u
echo '@@docker'
state=missing
if command -v docker >/dev/null; then
  list=$(limited docker ps --all --no-trunc --format '{"id":{{json .ID}},"name":{{json .Names}},"image":{{json .Image}},"status":{{json .Status}},"ports":{{json .Ports}},"app":{{json (.Label "io.mycopod.app")}},"project":{{json (.Label "com.docker.compose.project")}},"service":{{json (.Label "com.docker.compose.service")}}}')
  case $? in
    0) state=running ;;
    124 | 143) state=silent ;;
    *) if [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; then state=forbidden; else state=stopped; fi ;;
  esac
fi
echo "$state"
if [ "$state" = running ] && [ -n "$list" ]; then
  echo '@@containers'
  printf '%s\\n' "$list"
  echo '@@container-usage'
  for base in /sys/fs/cgroup /sys/fs/cgroup/memory /sys/fs/cgroup/cpuacct; do
    usage "$base/system.slice" 'docker-*.scope'
    usage "$base/docker" '*'
  done
  case $list in
    *'Exited (137)'*)
      echo '@@out-of-memory'
      limited docker inspect --format '{{if .State.OOMKilled}}{{.Id}}{{end}}' $(limited docker ps --all --quiet --filter exited=137)
      ;;
  esac
fi
if [ "$1" = 1 ]; then
  echo '@@os'
  grep -E '^(ID|ID_LIKE|VERSION_ID|PRETTY_NAME)=' /etc/os-release || grep -E '^(ID|ID_LIKE|VERSION_ID|PRETTY_NAME)=' /usr/lib/os-release
  [ -e /etc/rpi-issue ] && echo 'RASPBERRY_PI_OS=1'
  echo '@@kernel'
  uname -n
  uname -r
  uname -m
  getconf LONG_BIT
  echo '@@model'
  tr -d '\\000' </proc/device-tree/model && echo
  first /sys/class/dmi/id/sys_vendor
  first /sys/class/dmi/id/product_name
  echo '@@processor'
  echo "cores: $(grep -c '^processor' /proc/cpuinfo)"
  echo "kHz: $(first /sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq)"
  grep -iE '^(model name|cpu model|hardware|model|bogomips|cpu mhz|cpu implementer|cpu part)[[:space:]]*:' /proc/cpuinfo | sort -u | head -n 40
  echo '@@docker-facts'
  if [ "$state" = running ]; then
    limited docker info --format 'server {{.ServerVersion}}
root {{.DockerRootDir}}
memory-limit {{.MemoryLimit}}'
  fi
  if [ "$state" != missing ] && [ "$state" != silent ]; then
    echo "client $(limited docker --version)"
    echo "compose $(limited docker compose version --short)"
  fi
  echo '@@hardware'
  for file in /dev/dri/renderD* /dev/nvidia0 /dev/kfd /dev/net/tun /dev/kvm /dev/serial/by-id/*; do
    [ -e "$file" ] && printf '%s\\n' "$file"
  done
  echo '@@place'
  echo "home $HOME"
  if grep -qw memory /sys/fs/cgroup/cgroup.controllers || [ -d /sys/fs/cgroup/memory ]; then echo 'cgroup-memory yes'; else echo 'cgroup-memory no'; fi
fi
echo '@@end'
first /proc/uptime
`

/** The command of one poll; with `facts` it also reads what seldom changes, `dockerRoot` is where Docker keeps its data. */
export function pollCommand(options: { readonly facts: boolean; readonly dockerRoot: string }): readonly [string, ...string[]] {
  return ['sh', '-c', POLL_SCRIPT, 'mycopod-poll', options.facts ? '1' : '0', options.dockerRoot]
}
