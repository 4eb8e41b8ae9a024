#!/bin/bash
# Makes the root file system that every device shares, once: $1/rootfs, and $1/without-docker, the same with Docker purged.
# Both are kept; they are made again only when this script changes.
set -euo pipefail
lab=$1
made_by=$(sha256sum "$0" | cut -c1-16)
[ "$(cat "$lab/rootfs.made-by" 2>/dev/null)" = "$made_by" ] && exit 0

discard() { # a half-made tree may still have mounts below it, and rm must never walk into those
  local mounts
  mounts=$(awk -v tree="$1/" 'index($2 "/", tree) == 1 { print $2 }' /proc/mounts | tac)
  for mount in $mounts; do umount "$mount"; done
  rm -rf --one-file-system "$1"
}
rm -f "$lab/rootfs.made-by"
for tree in without-docker.root rootfs without-docker without-docker.work keys ca; do discard "$lab/$tree"; done
mkdir -p "$lab/keys" "$lab/ca"

# Keys that people log in with: one plain, one with a passphrase.
passphrase='correct horse battery'
ssh-keygen -q -t ed25519 -N '' -C plain@lab -f "$lab/keys/plain"
ssh-keygen -q -t ed25519 -N "$passphrase" -C locked@lab -f "$lab/keys/locked"
printf '%s' "$passphrase" >"$lab/keys/locked.passphrase"

# The lab's own certificate authority signs the registry, which answers under the public registries' names.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=MycoPod lab' \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
  -keyout "$lab/ca/ca.key" -out "$lab/ca/ca.crt" 2>/dev/null

root=$lab/rootfs
docker_packages='docker.io docker-cli docker-compose'
mmdebstrap --quiet --variant=minbase --skip=cleanup/apt --aptopt='APT::Sandbox::User "root"' \
  --include="openssh-server,sudo,${docker_packages// /,},iptables,iproute2,procps,ca-certificates,curl,dbus,avahi-daemon,systemd-sysv,libpam-systemd,netcat-openbsd" \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  trixie "$root" >"$lab/mmdebstrap.log" 2>&1

# Everything that purging Docker removes stays on the device as an apt repository of its own, so that it installs with no network.
repository=/var/lib/lab-apt
removed=$(chroot "$root" apt-get -s purge --autoremove $docker_packages | awk '/^(Purg|Remv) / { print $2 }' | sort -u)
mkdir -p "$root$repository"
for package in $removed; do cp "$root"/var/cache/apt/archives/"${package}"_*.deb "$root$repository/"; done
(cd "$root$repository" && dpkg-scanpackages --multiversion . 2>/dev/null >Packages)
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/etc/apt/sources.list.d/* "$root"/etc/apt/sources.list
echo "deb [trusted=yes] file:$repository ./" >"$root/etc/apt/sources.list"
printf 'APT::Sandbox::User "root";\n' >"$root/etc/apt/apt.conf.d/99lab"

# systemd in a container cannot load kernel modules, and would report itself degraded for trying.
ln -sf /dev/null "$root/etc/systemd/system/systemd-modules-load.service"
# The device sees its cgroups read-only at boot; Docker has to write there. And where a registry has gone away, Docker by itself tries
# each layer five times over 50 s: twice, 5 s apart, shows the same and lets the suites finish.
mkdir -p "$root/etc/systemd/system/docker.service.d"
cat >"$root/etc/systemd/system/docker.service.d/cgroups.conf" <<'UNIT'
[Service]
Environment=DOCKER_OPTS=--max-download-attempts=2
ExecStartPre=-/bin/sh -c "for m in /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,rw,bind $m; done"
UNIT

# Newer sshd answers wrong passwords by refusing the whole address for a while: suites that try them would trip over each other.
cat >"$root/etc/ssh/sshd_config.d/lab.conf" <<'SSHD'
PerSourcePenaltyExemptList 10.77.0.0/24
MaxStartups 100
MaxSessions 100
SSHD
mkdir -p "$root/etc/avahi/services"
sed -i 's/.*publish-workstation=.*/publish-workstation=yes/' "$root/etc/avahi/avahi-daemon.conf"
cat >"$root/etc/avahi/services/ssh.service" <<'XML'
<?xml version="1.0"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group><name replace-wildcards="yes">%h</name><service><type>_ssh._tcp</type><port>22</port></service></service-group>
XML
cp "$lab/ca/ca.crt" "$root/usr/local/share/ca-certificates/mycopod-lab.crt"
chroot "$root" update-ca-certificates >/dev/null 2>&1

# Who can log in: see README.md. pi's password is set per device, when it is first booted.
authorize() { # user home
  mkdir -p -m 700 "$root$2/.ssh"
  cat "$lab/keys/plain.pub" "$lab/keys/locked.pub" >"$root$2/.ssh/authorized_keys"
  chroot "$root" chown -R "$1:$1" "$2/.ssh"
}
chroot "$root" useradd -m -s /bin/bash -G docker,sudo pi
chroot "$root" useradd -m -s /bin/bash anna
chroot "$root" useradd -m -s /bin/bash ben
printf 'anna:anna-password\nben:ben-password\n' | chroot "$root" chpasswd
echo 'anna ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/anna"
chmod 440 "$root/etc/sudoers.d/anna"
for user in pi anna ben; do authorize $user /home/$user; done
authorize root /root

# Docker purged is kept as a layer of its own: doing it anew at each `up` would cost seconds.
mkdir -p "$lab/without-docker" "$lab/without-docker.work" "$lab/without-docker.root"
mount -t overlay mycopod-lab -o "lowerdir=$root,upperdir=$lab/without-docker,workdir=$lab/without-docker.work" "$lab/without-docker.root"
trap 'umount "$lab/without-docker.root"' EXIT
chroot "$lab/without-docker.root" apt-get purge -qq -y --autoremove $docker_packages >"$lab/purge.log" 2>&1
if chroot "$lab/without-docker.root" getent group docker >/dev/null; then chroot "$lab/without-docker.root" groupdel docker; fi
trap - EXIT
umount "$lab/without-docker.root"
rmdir "$lab/without-docker.root"
rm -rf "$lab/without-docker.work"
echo "$made_by" >"$lab/rootfs.made-by"
