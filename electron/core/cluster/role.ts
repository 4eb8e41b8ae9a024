/** Each privilege MycoPod needs in Proxmox, and what it does with it. */
export const clusterPrivileges: readonly { readonly privilege: string; readonly why: string }[] = [
  { privilege: 'Sys.Audit', why: 'sees nodes, their load and their tasks' },
  { privilege: 'Datastore.Audit', why: 'sees storages and what lies in them' },
  { privilege: 'Datastore.AllocateSpace', why: 'makes disks and backups, and removes backups' },
  { privilege: 'SDN.Use', why: 'puts a guest on a network' },
  { privilege: 'VM.Audit', why: 'sees guests, their settings and their load' },
  { privilege: 'VM.Allocate', why: 'makes and removes guests, and makes templates' },
  { privilege: 'VM.Clone', why: 'copies guests and templates' },
  { privilege: 'VM.PowerMgmt', why: 'starts, stops and restarts guests' },
  { privilege: 'VM.Migrate', why: 'moves guests to another node' },
  { privilege: 'VM.Snapshot', why: 'takes and removes snapshots, and goes back to one' },
  { privilege: 'VM.Backup', why: 'backs guests up and restores them' },
  { privilege: 'VM.Config.CPU', why: 'changes cores' },
  { privilege: 'VM.Config.Memory', why: 'changes memory' },
  { privilege: 'VM.Config.Disk', why: 'makes, grows and moves disks' },
  { privilege: 'VM.Config.CDROM', why: 'puts in a disc to install from' },
  { privilege: 'VM.Config.Network', why: 'changes network, VLAN and address' },
  { privilege: 'VM.Config.Cloudinit', why: 'gives a new guest its login and address' },
  { privilege: 'VM.Config.HWType', why: 'gives a new machine its hardware' },
  { privilege: 'VM.Config.Options', why: 'changes name, tags, boot order and protection' },
  { privilege: 'VM.GuestAgent.Audit', why: 'asks a guest for its address (from 9.0 on)' },
  { privilege: 'VM.Monitor', why: 'asks a guest for its address (8.4)' },
]

/** The role a token gets: exactly what MycoPod does in Proxmox; privileges that its version does not know are left out there. */
export const clusterRole = { name: 'MycoPod', privileges: clusterPrivileges.map(({ privilege }) => privilege) } as const
