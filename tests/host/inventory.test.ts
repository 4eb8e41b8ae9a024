import { describe, expect, test } from 'vitest'
import type { App } from '../../shared/model/app.ts'
import { hostKeyOf } from '../support/fake-device-access.ts'
import { codeOf, connectionTo, createSmallLab } from '../support/small-lab.ts'

const app = (deviceId: string): App => ({
  id: 'app1',
  name: 'vaultwarden',
  title: 'Vaultwarden',
  recipe: 'vaultwarden',
  version: '1',
  deviceId,
  settings: {},
  secretSettings: ['ADMIN_TOKEN'],
  ports: [],
  stage: 'deployed',
  createdAt: 0,
  updatedAt: 0,
})

describe('adding a device', () => {
  test('logs in, takes its name from its host name, keeps the secret out of the store', async () => {
    const { inventory, access, store, secrets, audit, redaction } = await createSmallLab()
    const device = await inventory.add(connectionTo('10.0.0.1', { sudoPassword: 'su-secret' }), 'Ada')
    expect(device).toMatchObject({
      name: 'nuc',
      address: '10.0.0.1',
      hostKey: hostKeyOf('A'),
      hasSudoPassword: true,
      loginMethod: 'password',
    })
    expect([...secrets.values]).toEqual([
      [`device/${device.id}/password`, 'raspberry'],
      [`device/${device.id}/sudo`, 'su-secret'],
    ])
    expect(JSON.stringify(await store.devices.list())).not.toMatch(/raspberry|su-secret/)
    expect([...redaction.registered]).toEqual(expect.arrayContaining(['raspberry', 'su-secret']))
    expect(await audit.list({ since: 0, limit: 9 })).toMatchObject([
      { who: 'Ada', action: 'devices.add', what: 'Added nuc', subject: 'nuc' },
    ])
    expect(access.open()).toEqual([])
  })

  test('makes names unique, also for two added at once, and refuses one that is taken', async () => {
    const { inventory } = await createSmallLab()
    const added = await Promise.all(['10.0.0.1', '10.0.0.2', '10.0.0.3'].map(address => inventory.add(connectionTo(address), 'Ada')))
    expect(added.map(device => device.name)).toEqual(['nuc', 'nuc-2', 'nuc-3'])
    expect(await codeOf(inventory.add({ ...connectionTo('10.0.0.4'), name: 'nuc-2' }, 'Ada'))).toBe('NameTaken')
  })

  test('refuses the same address twice', async () => {
    const { inventory } = await createSmallLab()
    const results = await Promise.all([1, 2].map(() => codeOf(inventory.add(connectionTo('10.0.0.1'), 'Ada'))))
    expect(results.sort()).toEqual(['BadInput', 'nothing'])
  })

  test.each([
    ['HostKeyNotAccepted', { acceptHostKey: undefined }],
    ['HostKeyChanged', { acceptHostKey: hostKeyOf('B') }],
    ['LoginRefused', { login: { method: 'password', password: 'wrong' } }],
  ] as const)('with %s leaves nothing behind', async (code, more) => {
    const { inventory, store, secrets, access } = await createSmallLab()
    const { acceptHostKey: _, ...input } = connectionTo('10.0.0.1')
    const key = 'acceptHostKey' in more ? more.acceptHostKey : hostKeyOf('A')
    expect(await codeOf(inventory.add({ ...input, ...more, acceptHostKey: key } as never, 'Ada'))).toBe(code)
    expect([await store.devices.list(), secrets.values.size, access.open()]).toEqual([[], 0, []])
  })

  test('leaves nothing behind when secrets cannot be kept', async () => {
    const { inventory, store, secrets } = await createSmallLab()
    secrets.broken = true
    await expect(inventory.add(connectionTo('10.0.0.1'), 'Ada')).rejects.toThrow()
    expect(await store.devices.list()).toEqual([])
    expect(inventory.list()).toEqual([])
  })

  test('a test says what was found and keeps nothing', async () => {
    const { inventory, store, secrets, access } = await createSmallLab()
    const { suggestedName, checks, hostKey } = await inventory.test(connectionTo('10.0.0.1'))
    expect([suggestedName, hostKey]).toEqual(['nuc', hostKeyOf('A')])
    expect(checks.every(check => check.result === 'passed')).toBe(true)
    expect([await store.devices.list(), secrets.values.size, access.open()]).toEqual([[], 0, []])
  })

  test('this computer needs a Docker that answers, and is added once', async () => {
    const { inventory, access } = await createSmallLab()
    access.localDockerAnswers = false
    expect(await codeOf(inventory.addThisComputer({}, 'Ada'))).toBe('LocalDockerMissing')
    access.localDockerAnswers = true
    expect(await inventory.addThisComputer({}, 'Ada')).toMatchObject({ kind: 'local', loginMethod: 'none', name: 'nuc' })
    expect(await codeOf(inventory.addThisComputer({}, 'Ada'))).toBe('BadInput')
  })
})

test('a device is found by name or id in any case of letters, else the known names are told', async () => {
  const { inventory } = await createSmallLab()
  const device = await inventory.add(connectionTo('10.0.0.1'), 'Ada')
  expect(inventory.resolve(' NUC ')).toEqual(device)
  expect(inventory.resolve(device.id.toUpperCase())).toEqual(device)
  expect(() => inventory.resolve('tower')).toThrow(expect.objectContaining({ data: { what: 'device', name: 'tower', known: ['nuc'] } }))
})

describe('editing a device', () => {
  test('renames it and writes down from what to what', async () => {
    const { inventory, audit } = await createSmallLab()
    await inventory.add({ ...connectionTo('10.0.0.1'), name: 'old-pc' }, 'Ada')
    expect((await inventory.edit('old-pc', { name: 'tower' }, 'Ada')).name).toBe('tower')
    expect((await audit.list({ since: 0, limit: 1 }))[0]).toMatchObject({
      what: 'Renamed old-pc to tower',
      before: 'old-pc',
      after: 'tower',
    })
  })

  test('keeps the old connection when the new one fails', async () => {
    const { inventory, secrets, access } = await createSmallLab()
    const device = await inventory.add(connectionTo('10.0.0.1'), 'Ada')
    access.device('10.0.0.2').up = false
    expect(await codeOf(inventory.edit('nuc', { connection: { address: '10.0.0.2' } }, 'Ada'))).toBe('DeviceUnreachable')
    expect(await codeOf(inventory.edit('nuc', { connection: { login: { method: 'password', password: 'wrong' } } }, 'Ada'))).toBe(
      'LoginRefused',
    )
    expect(inventory.resolve('nuc')).toEqual(device)
    expect(secrets.values.get(`device/${device.id}/password`)).toBe('raspberry')
  })

  test('takes another host key only when it is accepted', async () => {
    const { inventory, access } = await createSmallLab()
    await inventory.add(connectionTo('10.0.0.1'), 'Ada')
    access.device('10.0.0.1').hostKey = hostKeyOf('B')
    expect(await codeOf(inventory.edit('nuc', { connection: { user: 'pi' } }, 'Ada'))).toBe('HostKeyChanged')
    expect((await inventory.edit('nuc', { connection: { acceptHostKey: hostKeyOf('B') } }, 'Ada')).hostKey).toBe(hostKeyOf('B'))
  })

  test('works with a new login where the old secret is lost', async () => {
    const { inventory, secrets } = await createSmallLab()
    const device = await inventory.add(connectionTo('10.0.0.1', { sudoPassword: 'su-secret' }), 'Ada')
    secrets.values.clear()
    expect(await codeOf(inventory.session(device))).toBe('LoginRefused')
    await inventory.edit('nuc', { connection: { login: { method: 'password', password: 'raspberry' } } }, 'Ada')
    expect(await codeOf(inventory.session(inventory.resolve('nuc')))).toBe('nothing')
  })
})

describe('a security key', () => {
  const installs = (lab: Awaited<ReturnType<typeof createSmallLab>>) => {
    const device = lab.access.device('10.0.0.1')
    device.run = ({ argv }) => {
      const line = argv[4] ?? ''
      if (argv[3] === 'mycopod-add-key') device.authorizedKeys.push(line)
      if (argv[3] === 'mycopod-remove-key') device.authorizedKeys = device.authorizedKeys.filter(known => known !== line)
      return { exitCode: 0, out: '', err: '' }
    }
    return device
  }

  test('takes the place of the password once it is proven to work', async () => {
    const lab = await createSmallLab()
    const box = installs(lab)
    const device = await lab.inventory.add(connectionTo('10.0.0.1'), 'Ada')
    expect(await lab.inventory.useKey('nuc', 'Ada')).toMatchObject({ loginMethod: 'key', hasSudoPassword: false })
    expect(box.authorizedKeys).toHaveLength(1)
    expect([...lab.secrets.values.keys()]).toEqual([`device/${device.id}/key`])
    box.passwords = {}
    await (await lab.inventory.session(lab.inventory.resolve('nuc'))).connect()
  })

  test('keeps the password for sudo alone where sudo asks for it', async () => {
    const lab = await createSmallLab()
    installs(lab).privilege = 'sudo-password'
    const device = await lab.inventory.add(connectionTo('10.0.0.1'), 'Ada')
    expect(await lab.inventory.useKey('nuc', 'Ada')).toMatchObject({ loginMethod: 'key', hasSudoPassword: true })
    expect(lab.secrets.values.get(`device/${device.id}/sudo`)).toBe('raspberry')
    expect(lab.secrets.values.has(`device/${device.id}/password`)).toBe(false)
  })

  test('is taken away again when the device does not let it in', async () => {
    const lab = await createSmallLab()
    const box = installs(lab)
    const before = await lab.inventory.add(connectionTo('10.0.0.1'), 'Ada')
    const removed: string[] = []
    box.run = ({ argv }) => {
      if (argv[3] === 'mycopod-remove-key') removed.push(argv[4] ?? '')
      return { exitCode: 0, out: '', err: '' }
    }
    expect(await codeOf(lab.inventory.useKey('nuc', 'Ada'))).toBe('LoginRefused')
    expect(removed).toHaveLength(1)
    expect(lab.inventory.resolve('nuc')).toEqual(before)
    expect(lab.secrets.values.get(`device/${before.id}/password`)).toBe('raspberry')
  })
})

describe('removing a device', () => {
  test('with apps needs approval, then forgets all that is known about it and them', async () => {
    const { inventory, store, secrets, audit } = await createSmallLab()
    const device = await inventory.add(connectionTo('10.0.0.1'), 'Ada')
    await store.apps.save(app(device.id))
    await secrets.set('app/app1/ADMIN_TOKEN', 'token')
    expect(await inventory.removalPreview('nuc')).toMatchObject({
      apps: ['vaultwarden'],
      stays: expect.arrayContaining(['vaultwarden keeps running, with its data']),
    })
    expect(await codeOf(inventory.remove('nuc', { approved: false }, 'Ada'))).toBe('NeedsApproval')
    await inventory.remove('nuc', { approved: true }, 'Ada')
    expect([inventory.list(), await store.devices.list(), await store.apps.list(), secrets.values.size]).toEqual([[], [], [], 0])
    expect((await audit.list({ since: 0, limit: 1 }))[0]).toMatchObject({ what: 'Forgot nuc', before: 'pi@10.0.0.1:22, login by password' })
  })
})

test('maintenance is switched and recorded once', async () => {
  const { inventory, audit } = await createSmallLab()
  await inventory.add(connectionTo('10.0.0.1'), 'Ada')
  await inventory.setMaintenance('nuc', true, 'Ada')
  expect((await inventory.setMaintenance('nuc', true, 'Ada')).maintenance).toBe(true)
  expect((await audit.list({ since: 0, limit: 9 })).map(entry => entry.what)).toEqual(['Took nuc out of service', 'Added nuc'])
})
