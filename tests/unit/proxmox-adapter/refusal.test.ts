import { describe, expect, test } from 'vitest'
import type { About } from '../../../electron/adapters/proxmox/about.ts'
import { taskStatus } from '../../../electron/adapters/proxmox/answers.ts'
import { meaningOf, refusal } from '../../../electron/adapters/proxmox/refusal.ts'
import { roleFor } from '../../../electron/adapters/proxmox/role-for.ts'
import { taskState } from '../../../electron/adapters/proxmox/seen-task.ts'
import { taskSubject, taskTitle } from '../../../electron/adapters/proxmox/task-titles.ts'

const about: About = {
  cluster: 'home',
  doing: 'the start of web-01',
  guest: 'web-01',
  vmid: 100,
  node: 'pve1',
  storage: 'tank',
  writes: true,
}
const answer = (status: number, reason: string, errors?: Record<string, string>) =>
  refusal({ status, reason, body: JSON.stringify({ data: null, message: `${reason}\n`, ...(errors && { errors }) }) }, about)

describe('words of Proxmox', () => {
  test.each([
    ["cannot create 'tank/vm-100-disk-0': out of space", 'StorageFull', { storage: 'tank' }],
    ["unable to write to storage 'local': No space left on device", 'StorageFull', { storage: 'local' }],
    ['Cannot create new thin volume, free space in thin pool pve/data reached threshold.', 'StorageFull', { storage: 'tank' }],
    ['Volume group "vg" has insufficient free space (0 extents): 256 required.', 'StorageFull', { storage: 'tank' }],
    ['VM is locked (snapshot-delete)', 'GuestLocked', { lock: 'snapshot-delete' }],
    ['CT is locked (backup)', 'GuestLocked', { guest: 'web-01', lock: 'backup' }],
    ["can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout", 'GuestLocked', { lock: 'another task' }],
    ['detected modified configuration - file changed by other user? Try again.', 'GuestChangedMeanwhile', {}],
    ["cfs-lock 'file-user_cfg' error: no quorum!", 'ClusterNoQuorum', {}],
    ["Configuration file 'nodes/pve1/lxc/100.conf' does not exist", 'GuestGone', { guest: 'web-01' }],
    ["CT 200 already exists on node 'pve2'", 'VmidTaken', { vmid: 200 }],
    ['unable to destroy CT 100 - container is running', 'GuestRunning', { doing: 'the start of web-01' }],
  ])('%s is %s', (words, code, data) => {
    expect(meaningOf(words, about)).toMatchObject({ code, data: { ...data } })
    expect(answer(500, words)).toMatchObject({ code })
  })

  test('others are told as they are, with the fields they name', () => {
    expect(answer(500, 'got no idea')).toMatchObject({
      code: 'ClusterRefused',
      data: { words: 'got no idea', during: 'the start of web-01' },
    })
    expect(answer(400, 'Parameter verification failed.', { memory: 'type check failed\n' })).toMatchObject({
      code: 'ClusterRefused',
      data: { fields: { memory: 'type check failed' } },
    })
    expect(meaningOf('got no idea', about)).toBeUndefined()
  })

  test('a missing privilege is told with its place and a role that holds it', () => {
    expect(answer(403, 'Permission check failed (/vms/100, VM.PowerMgmt)')).toMatchObject({
      code: 'ClusterForbidden',
      data: { path: '/vms/100', privilege: 'VM.PowerMgmt', role: 'PVEVMAdmin' },
    })
    expect(answer(403, 'Permission check failed (/storage/local, Datastore.Audit|Datastore.AllocateSpace)')).toMatchObject({
      data: { privilege: 'Datastore.Audit', role: 'PVEAuditor' },
    })
    expect(answer(403, 'Permission check failed')).toMatchObject({ code: 'ClusterForbidden', data: { cluster: 'home' } })
    expect(answer(403, 'Permission check failed (changing feature flags is only allowed for root@pam)')).toMatchObject({
      code: 'ClusterRefused',
    })
    expect([roleFor('Sys.Modify'), roleFor('SDN.Use'), roleFor('Datastore.AllocateSpace')]).toEqual([
      'Administrator',
      'PVESDNUser',
      'PVEDatastoreUser',
    ])
  })
})

describe('tasks', () => {
  test.each([
    [{ status: 'running' }, 'running', ''],
    [{ status: 'stopped', exitstatus: 'OK' }, 'succeeded', 'OK'],
    [{ status: 'stopped', exitstatus: 'WARNINGS: 2' }, 'warned', 'WARNINGS: 2'],
    [{ status: 'stopped' }, 'failed', 'unexpected status'],
  ])('%j is %s', (read, state, outcome) => {
    expect(taskState(taskStatus.parse({ ...read, starttime: '7', type: 'qmstart' }), about)).toEqual({
      state,
      outcome,
      startedAt: 7000,
      type: 'qmstart',
    })
  })

  test('a failed one tells its error where its words are known', () => {
    const failed = taskStatus.parse({ status: 'stopped', exitstatus: 'VM is locked (backup)', starttime: 7, type: 'qmstart' })
    expect(taskState(failed, about)).toMatchObject({ state: 'failed', problem: { code: 'GuestLocked', data: { lock: 'backup' } } })
  })

  test('have titles in words', () => {
    const nameOf = (vmid: number) => (vmid === 103 ? 'db-1' : undefined)
    expect(taskSubject('103', nameOf)).toEqual({ vmid: 103, subject: 'db-1' })
    expect(taskSubject('200@local', nameOf)).toEqual({ vmid: 200, subject: '200' })
    expect([taskSubject('', nameOf), taskSubject('networking', nameOf)]).toEqual([{}, { subject: 'networking' }])
    expect(taskTitle('qmsnapshot', 'db-1')).toBe('Snapshot of db-1')
    expect([taskTitle('vzdump', undefined), taskTitle('brandnew', 'x'), taskTitle('brandnew', undefined)]).toEqual([
      'Backup of guests',
      'brandnew of x',
      'brandnew',
    ])
  })
})
