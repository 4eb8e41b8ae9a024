/** Looks what is there before anything is changed; prints `package NAME`, `path PATH`, `group NAME` and `service enabled`; the path `community` is Alpine's repository of that name. Arguments: user, then packages, `--`, paths. */
export const LOOK_SCRIPT = `# mycopod:docker-look 1
user=$1
shift
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  if command -v dpkg-query >/dev/null; then
    [ "$(dpkg-query -W -f '\${db:Status-Status}' "$1" 2>/dev/null)" = installed ] && echo "package $1"
  elif command -v rpm >/dev/null; then
    rpm -q "$1" >/dev/null 2>&1 && echo "package $1"
  elif command -v apk >/dev/null; then
    apk info -e "$1" >/dev/null 2>&1 && echo "package $1"
  elif command -v pacman >/dev/null; then
    pacman -Q "$1" >/dev/null 2>&1 && echo "package $1"
  fi
  shift
done
shift
for path in "$@"; do [ -e "$path" ] && echo "path $path"; done
for group in $(id -nG "$user"); do echo "group $group"; done
if grep -qE '^[^#]*/community' /etc/apk/repositories 2>/dev/null; then echo 'path community'; fi
if [ -d /run/systemd/system ]; then systemctl is-enabled docker.service >/dev/null 2>&1 && echo 'service enabled'; fi
exit 0
`

/** Adds Docker's own repository to apt. Argument: its folder. */
export const APT_REPOSITORY_SCRIPT = `# mycopod:docker-apt-repository 1
set -e
. /etc/os-release
install -m 0755 -d /etc/apt/keyrings
/usr/lib/apt/apt-helper download-file "https://download.docker.com/$1/gpg" /etc/apt/keyrings/docker.asc
chmod a+r /etc/apt/keyrings/docker.asc
echo "deb [arch=$(dpkg --print-architecture) signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.com/$1 \${UBUNTU_CODENAME:-$VERSION_CODENAME} stable" >/etc/apt/sources.list.d/docker.list
`

/** Adds Docker's own repository to dnf, written by hand so that every version of dnf takes it. Argument: its folder. */
export const DNF_REPOSITORY_SCRIPT = `# mycopod:docker-dnf-repository 1
set -e
cat >/etc/yum.repos.d/docker-ce.repo <<END
[docker-ce-stable]
name=Docker CE Stable
baseurl=https://download.docker.com/$1/\\$releasever/\\$basearch/stable
enabled=1
gpgcheck=1
gpgkey=https://download.docker.com/$1/gpg
END
`

/** Switches on the repository of Alpine that Docker is in, beside the main one. */
export const APK_COMMUNITY_SCRIPT = `# mycopod:docker-apk-community 1
set -e
sed -nE 's|^([^#]*)/main$|\\1/community|p' /etc/apk/repositories | head -n 1 >>/etc/apk/repositories
`

/** Takes the community repository of Alpine away again. */
export const APK_NO_COMMUNITY_SCRIPT = `# mycopod:docker-apk-no-community 1
sed -i '/^[^#]*\\/community$/d' /etc/apk/repositories
`

/** Starts Docker and has it start with the system. */
export const SERVICE_ON_SCRIPT = `# mycopod:docker-start 1
if [ -d /run/systemd/system ]; then systemctl enable docker.service && systemctl start docker.service
elif command -v rc-update >/dev/null; then rc-update add docker default && { rc-service docker status >/dev/null 2>&1 || rc-service docker start; }
else service docker start; fi
`

/** Stops Docker and has it not start with the system; what is gone already is fine. */
export const SERVICE_OFF_SCRIPT = `# mycopod:docker-stop 1
if [ -d /run/systemd/system ]; then systemctl disable --now docker.socket docker.service containerd.service
elif command -v rc-update >/dev/null; then rc-service docker stop; rc-update del docker default
else service docker stop; fi >/dev/null 2>&1
exit 0
`

/**
 * Removes packages with what they brought, then paths that were not there before. Arguments: manager, packages, `--`, paths.
 * An installation that was cut off in the middle leaves packages that apt itself no longer removes: those go first.
 */
export const REMOVE_PACKAGES_SCRIPT = `# mycopod:docker-remove 1
manager=$1
shift
count=0
for name in "$@"; do
  [ "$name" = -- ] && break
  count=$((count + 1))
done
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
installed=
for name in "$@"; do
  [ "$name" = -- ] && break
  case $manager in
    apt) case $(dpkg-query -W -f '\${db:Status-Status}' "$name" 2>/dev/null) in '' | not-installed) continue ;; esac ;;
    dnf) rpm -q "$name" >/dev/null 2>&1 || continue ;;
    apk) apk info -e "$name" >/dev/null 2>&1 || continue ;;
    pacman) pacman -Q "$name" >/dev/null 2>&1 || continue ;;
  esac
  installed="$installed $name"
done
if [ -n "$installed" ]; then
  case $manager in
    apt)
      dpkg --configure -a --force-confold
      for name in $installed; do
        case $(dpkg-query -W -f '\${db:Status-Eflag}' "$name" 2>/dev/null) in
          reinstreq) dpkg --force-remove-reinstreq --force-depends --purge "$name" ;;
        esac
      done
      apt-get -y -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 purge $installed || exit
      ;;
    dnf) dnf -y remove $installed || exit ;;
    apk) apk --wait 600 del $installed || exit ;;
    pacman) pacman --noconfirm -Rns $installed || exit ;;
  esac
fi
shift "$count"
shift
for path in "$@"; do rm -rf "$path"; done
ip link delete docker0 2>/dev/null
[ -n "$installed" ] || echo 'nothing to do'
exit 0
`

/** Restarts the device. */
export const REBOOT_SCRIPT = `# mycopod:reboot 1
if [ -d /run/systemd/system ]; then exec systemctl reboot; else exec reboot; fi
`
