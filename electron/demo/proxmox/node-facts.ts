/** Services that Proxmox lists, with their descriptions. */
export const services: readonly (readonly [name: string, description: string])[] = [
  ['chrony', 'chrony, an NTP client/server'],
  ['corosync', 'Corosync Cluster Engine'],
  ['cron', 'Regular background program processing daemon'],
  ['ksmtuned', 'Kernel Samepage Merging (KSM) Tuning Daemon'],
  ['lxcfs', 'FUSE filesystem for LXC'],
  ['postfix', 'Postfix Mail Transport Agent'],
  ['proxmox-firewall', 'Proxmox nftables firewall'],
  ['pve-cluster', 'The Proxmox VE cluster filesystem'],
  ['pve-firewall', 'Proxmox VE firewall'],
  ['pve-ha-crm', 'PVE Cluster HA Resource Manager Daemon'],
  ['pve-ha-lrm', 'PVE Local HA Resource Manager Daemon'],
  ['pve-lxc-syscalld', 'Proxmox VE LXC Syscall Daemon'],
  ['pvedaemon', 'PVE API Daemon'],
  ['pvefw-logger', 'Proxmox VE firewall logger'],
  ['pveproxy', 'PVE API Proxy Server'],
  ['pvescheduler', 'Proxmox VE scheduler'],
  ['pvestatd', 'PVE Status Daemon'],
  ['qmeventd', 'PVE Qemu Event Daemon'],
  ['spiceproxy', 'PVE SPICE Proxy Server'],
  ['sshd', 'OpenBSD Secure Shell server'],
  ['systemd-journald', 'Journal Service'],
]

/** Models of processors that a virtual machine may be given. */
export const processorModels: readonly { readonly name: string; readonly vendor: string; readonly abstract?: true }[] = [
  ...['host', 'max', 'kvm32', 'kvm64', 'qemu32', 'qemu64'].map(name => ({ name, vendor: 'default' })),
  ...['x86-64-v2', 'x86-64-v2-AES', 'x86-64-v3', 'x86-64-v4'].map(name => ({ name, vendor: 'default', abstract: true as const })),
  ...['Broadwell', 'Cascadelake-Server', 'Haswell', 'Icelake-Server', 'SapphireRapids', 'Skylake-Client'].map(name => ({
    name,
    vendor: 'GenuineIntel',
  })),
  ...['EPYC', 'EPYC-Genoa', 'EPYC-Milan', 'EPYC-Rome', 'Opteron_G5'].map(name => ({ name, vendor: 'AuthenticAMD' })),
]

function debianPackage(name: string, section: string, priority: string, version: string, title: string) {
  return {
    Package: name,
    Title: title,
    Description: title,
    Version: version,
    Section: section,
    Priority: priority,
    Origin: 'Debian',
    Arch: 'amd64',
  }
}

/** Packages of which there is a newer version. */
export const availableUpdates: readonly Readonly<Record<string, string>>[] = [
  { ...debianPackage('apt', 'admin', 'required', '3.0.4', 'commandline package manager'), OldVersion: '3.0.3' },
  { ...debianPackage('libapt-pkg7.0', 'libs', 'optional', '3.0.4', 'package management runtime library'), OldVersion: '3.0.3' },
]

/** Packages that Proxmox rests on. */
export const packages: readonly Readonly<Record<string, string>>[] = [
  {
    ...debianPackage('corosync', 'admin', 'optional', '3.1.9-2+deb13u1', 'cluster engine daemon and utilities'),
    OldVersion: '3.1.9-2+deb13u1',
    CurrentState: 'Installed',
  },
  {
    ...debianPackage('lxcfs', 'utils', 'optional', '6.0.4-1+deb13u1', 'FUSE based filesystem for LXC'),
    OldVersion: '6.0.4-1+deb13u1',
    CurrentState: 'Installed',
  },
  { ...debianPackage('ceph-fuse', 'admin', 'optional', '18.2.7+ds-1', 'FUSE-based client for Ceph'), CurrentState: 'NotInstalled' },
]
