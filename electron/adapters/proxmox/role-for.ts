// Roles that Proxmox comes with, the least one first.
const roles: readonly (readonly [privilege: RegExp, role: string])[] = [
  [/\.Audit$/, 'PVEAuditor'],
  [/^VM\./, 'PVEVMAdmin'],
  [/^Datastore\.AllocateSpace$/, 'PVEDatastoreUser'],
  [/^Datastore\./, 'PVEDatastoreAdmin'],
  [/^SDN\.Use$/, 'PVESDNUser'],
  [/^SDN\./, 'PVESDNAdmin'],
  [/^Pool\./, 'PVEPoolAdmin'],
  [/^Mapping\./, 'PVEMappingUser'],
  [/^(?:User\.Modify|Group\.Allocate|Realm\.AllocateUser)$/, 'PVEUserAdmin'],
  [/^Sys\.(?:Console|Syslog)$/, 'PVESysAdmin'],
]

/** The role among those Proxmox comes with that holds a privilege and as little else as possible. */
export function roleFor(privilege: string): string {
  return roles.find(([pattern]) => pattern.test(privilege))?.[1] ?? 'Administrator'
}
