import type { PveVersion } from './world.ts'

const config = ['CDROM', 'CPU', 'Cloudinit', 'Disk', 'HWType', 'Memory', 'Network', 'Options'].map(part => `VM.Config.${part}`)
const datastore = ['Datastore.Allocate', 'Datastore.AllocateSpace', 'Datastore.AllocateTemplate', 'Datastore.Audit']
const mapping = ['Mapping.Audit', 'Mapping.Modify', 'Mapping.Use']
const sdn = ['SDN.Allocate', 'SDN.Audit', 'SDN.Use']
const guestCare = [
  'VM.Allocate',
  'VM.Audit',
  'VM.Backup',
  'VM.Clone',
  ...config,
  'VM.Console',
  'VM.Migrate',
  'VM.PowerMgmt',
  'VM.Snapshot',
  'VM.Snapshot.Rollback',
]
const user = ['VM.Audit', 'VM.Backup', 'VM.Config.CDROM', 'VM.Config.Cloudinit', 'VM.Console', 'VM.PowerMgmt']
const agent = ['Audit', 'FileRead', 'FileSystemMgmt', 'FileWrite', 'Unrestricted'].map(part => `VM.GuestAgent.${part}`)

/** What a version has that the other has not. */
const own: Readonly<
  Record<PveVersion, { readonly guests: readonly string[]; readonly users: readonly string[]; readonly auditors: readonly string[] }>
> = {
  '8.4': { guests: ['VM.Monitor'], users: [], auditors: [] },
  '9.2': {
    guests: [...agent, 'VM.Replicate'],
    users: ['VM.GuestAgent.Audit', 'VM.GuestAgent.FileRead', 'VM.GuestAgent.FileSystemMgmt', 'VM.GuestAgent.FileWrite'],
    auditors: ['VM.GuestAgent.Audit'],
  },
}

function rolesOf(version: PveVersion): Readonly<Record<string, readonly string[]>> {
  const { guests, users, auditors } = own[version]
  const machines = [...guestCare, ...guests]
  const administrator = [
    ...datastore,
    'Group.Allocate',
    ...mapping,
    'Permissions.Modify',
    'Pool.Allocate',
    'Pool.Audit',
    'Realm.Allocate',
    'Realm.AllocateUser',
    ...sdn,
    'Sys.AccessNetwork',
    'Sys.Audit',
    'Sys.Console',
    'Sys.Incoming',
    'Sys.Modify',
    'Sys.PowerMgmt',
    'Sys.Syslog',
    'User.Modify',
    ...machines,
  ]
  const withheld = new Set([
    'Mapping.Modify',
    'Permissions.Modify',
    'Realm.Allocate',
    'Sys.AccessNetwork',
    'Sys.Incoming',
    'Sys.Modify',
    'Sys.PowerMgmt',
  ])
  return {
    Administrator: administrator,
    NoAccess: [],
    PVEAdmin: administrator.filter(privilege => !withheld.has(privilege)),
    PVEAuditor: ['Datastore.Audit', 'Mapping.Audit', 'Pool.Audit', 'SDN.Audit', 'Sys.Audit', 'VM.Audit', ...auditors],
    PVEDatastoreAdmin: datastore,
    PVEDatastoreUser: ['Datastore.AllocateSpace', 'Datastore.Audit'],
    PVEMappingAdmin: mapping,
    PVEMappingUser: ['Mapping.Audit', 'Mapping.Use'],
    PVEPoolAdmin: ['Pool.Allocate', 'Pool.Audit'],
    PVEPoolUser: ['Pool.Audit'],
    PVESDNAdmin: sdn,
    PVESDNUser: ['SDN.Audit', 'SDN.Use'],
    PVESysAdmin: ['Sys.Audit', 'Sys.Console', 'Sys.Syslog'],
    PVETemplateUser: ['VM.Audit', 'VM.Clone'],
    PVEUserAdmin: ['Group.Allocate', 'Realm.AllocateUser', 'User.Modify'],
    PVEVMAdmin: machines,
    PVEVMUser: [...user, ...users],
  }
}

const roles = { '8.4': rolesOf('8.4'), '9.2': rolesOf('9.2') }

/** The roles every cluster has. */
export const roleNames: readonly string[] = Object.keys(roles['9.2'])

/** The privileges of a role, built in or made by people. */
export function privilegesOf(version: PveVersion, role: string, ownRoles: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return roles[version][role] ?? ownRoles.get(role) ?? []
}

/** Every privilege there is. */
export function allPrivileges(version: PveVersion): readonly string[] {
  return roles[version].Administrator ?? []
}
