import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { clearDevice, dev1, hostKeyFingerprint, keys, labCommand } from '../../tests/lab/setup/lab.ts'
import { type Bench, type Figure, percentile, timed } from './measure.ts'
import { mycopod, serve } from './served.ts'

const run = promisify(execFile)
const rounds = 3
const recipe = 'vaultwarden'
const app = 'bench'
/** The lab's devices are seen from this network namespace only. */
const inLab = ['ip', 'netns', 'exec', 'ctl']
const sshOptions = ['-i', keys.plain.path, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR']
const place = `root@${dev1.address}`

/** A deploy through MycoPod against the same files brought up by hand, on a real device with a real engine. The lab is up only meanwhile. */
export const deployBench: Bench = {
  title: 'Deploy',
  async run() {
    const wasUp = (await labCommand('status').catch(() => '')).includes(`${dev1.address} on`)
    if (wasUp) return compareDeploys()
    try {
      const isUp = await labCommand('up').then(
        () => true,
        () => false,
      )
      return isUp ? await compareDeploys() : 'Left out: the lab does not come up here (`tests/lab/setup/README.md`).'
    } finally {
      await labCommand('down').catch(() => undefined)
    }
  },
}

async function compareDeploys(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mycopod-bench-'))
  const data = join(folder, 'data')
  const files = join(folder, app)
  const cli = async (...args: readonly string[]): Promise<void> => {
    const [command, ...rest] = mycopod([...args, '--json', '--data', data])
    await run(command, rest)
  }
  const ssh = (command: string): Promise<unknown> => byHand('ssh', ...sshOptions, place, command)
  await clearDevice(dev1)
  const served = await serve(data, inLab)
  try {
    const hostKey = await hostKeyFingerprint(dev1)
    await cli(
      'device',
      'add',
      '--name',
      'dev1',
      '--address',
      dev1.address,
      '--user',
      'root',
      '--key',
      keys.plain.path,
      '--accept-host-key',
      hostKey,
    )
    const deploy = (): Promise<void> => cli('app', 'deploy', recipe, '--name', app, '--device', 'dev1')
    // Not every program ends when it is asked, and that wait is no part of what is measured.
    const end = (): Promise<unknown> => ssh('docker ps -q | xargs -r docker kill')
    const remove = async (): Promise<void> => {
      await end()
      await cli('app', 'remove', app, '--yes')
    }
    const compose = `docker compose --project-directory /opt/mycopod/${app} -p mycopod-${app}`
    const deployByHand = async (): Promise<void> => {
      await byHand('scp', ...sshOptions, '-q', '-r', files, `${place}:/opt/mycopod/`)
      await ssh(`${compose} up -d --wait`)
    }
    await deploy()
    await byHand('scp', ...sshOptions, '-q', '-r', `${place}:/opt/mycopod/${app}`, folder)
    await remove()
    const [through, manual]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      through.push(...(await timed(1, 0, deploy)))
      await remove()
      await ssh('mkdir -p /opt/mycopod')
      manual.push(...(await timed(1, 0, deployByHand)))
      await end()
      await ssh(`${compose} down -v && rm -r /opt/mycopod/${app}`)
    }
    const [ours, theirs] = [percentile(through, 0.5) / 1000, percentile(manual, 0.5) / 1000]
    const how = `${recipe}, its image already there; in turns, median of ${rounds}`
    return [
      { what: 'By hand: `scp` and `ssh … docker compose up -d --wait`', value: theirs, unit: 's', note: how },
      { what: 'Through MycoPod: `mycopod app deploy` beside a running `mycopod serve`', value: ours, unit: 's', note: how },
      { what: 'Through MycoPod against by hand', value: ours / theirs, unit: '×', limit: 1.25 },
      { what: 'Through MycoPod, more than by hand', value: ours - theirs, unit: 's', limit: 2 },
    ]
  } finally {
    await served.stop()
    await clearDevice(dev1)
    await rm(folder, { recursive: true, force: true })
  }
}

/** What a person types, typed in the lab's network. */
async function byHand(...words: readonly string[]): Promise<void> {
  const [command = '', ...args] = [...inLab, ...words]
  await run(command, args)
}
