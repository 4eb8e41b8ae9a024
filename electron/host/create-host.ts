import packageFile from '../../package.json' with { type: 'json' }
import { AppError } from '../../shared/errors/app-error.ts'
import type { WireError } from '../../shared/errors/wire-error.ts'
import type { SystemInfo } from '../../shared/model/settings.ts'
import { claimDataFolder } from '../adapters/data-folder/claim-data-folder.ts'
import type { CallContext, Lab } from '../handlers/call.ts'
import { type Router, router } from '../handlers/router.ts'
import { createSignIn, type SignIn } from '../services/sign-in.ts'
import { wireErrorOf } from '../services/wire-error-of.ts'
import { createLab, type RunningLab } from './create-lab.ts'
import { demoPorts, realPorts } from './lab-ports.ts'
import { openLocalDoor } from './local-door.ts'
import type { OpenDemo } from './open-demo.ts'

export interface HostOptions {
  readonly face: SystemInfo['face']
  readonly dataDir: string
  readonly recipesDir: string
  /** Begins in the demo homelab. */
  readonly demo: boolean
  /** Also writes the log to standard error. */
  readonly verbose?: boolean
  /** Waits until each device and cluster was looked at once, for a program that asks one thing and ends. */
  readonly lookFirst?: boolean
  /** Opens the encrypted file of secrets where there is no keychain. */
  readonly passphrase?: string
}

/** A running MycoPod without a face: everything it does, it does through the router. */
export interface Host {
  readonly version: string
  readonly router: Router
  readonly signIn: SignIn
  /** Where a second program of this account reaches it. */
  readonly socketPath: string
  /** What a call of this person needs; always of the lab that is shown at that moment. */
  context(person: SystemInfo['person']): CallContext
  /** The wire form of any thrown thing; what is unexpected goes to the log. */
  wireError(error: unknown): WireError
  /** Tells the host where its page is, for sign-in links. */
  servedAt(url: string): void
  /** Stops tidily: jobs that run are recovered at the next start. */
  close(): Promise<void>
}

/** How long the host of one command waits at its end for other programs that call it. */
const guestPatienceMs = 5000

/**
 * Opens the data folder and the lab in it, and listens for other programs of this account.
 * Errors: DataFolderUnusable, DataFolderInUse, DatabaseDamaged, DatabaseTooNew, SecretStoreLocked.
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const folder = await claimDataFolder(options.dataDir)
  try {
    const ports = await realPorts(folder.path, options)
    const own = await createLab(ports)
    await own.start()
    const stage = createStage(own, options)
    if (options.lookFirst) await lookAtAll(own)
    if (options.demo) await stage.lab.startDemo()
    const closeDoor = await openLocalDoor(folder.socketPath, { person: { name: 'You', role: 'admin' }, lab: stage.lab })
    return {
      version: packageFile.version,
      router,
      signIn: stage.signIn,
      socketPath: folder.socketPath,
      context: person => ({ person, lab: stage.lab }),
      wireError: stage.lab.wireError,
      servedAt: stage.servedAt,
      async close() {
        await closeDoor(options.lookFirst ? guestPatienceMs : 0)
        await stage.close()
        await folder.release()
      },
    }
  } catch (error) {
    await folder.release()
    throw error
  }
}

async function lookAtAll({ services: { inventory, monitoring, clusters } }: RunningLab): Promise<void> {
  await Promise.all([
    ...inventory.list().map(device => monitoring.pollNow(device)),
    ...clusters.list().map(cluster => clusters.refresh(cluster)),
  ])
}

interface Stage {
  readonly lab: Lab
  readonly signIn: SignIn
  servedAt(url: string): void
  close(): Promise<void>
}

/** Shows one of two labs: the person's own, or the demo in its place. */
function createStage(own: RunningLab, options: HostOptions): Stage {
  const signIn = createSignIn(own.ports)
  const startedAt = own.ports.clock.now()
  let demo: OpenDemo | undefined
  let opening: Promise<OpenDemo> | undefined
  let replaced = new AbortController()
  let url: string | undefined

  const shown = (): RunningLab => demo?.lab ?? own
  const show = (next: OpenDemo | undefined): void => {
    demo = next
    const before = replaced
    replaced = new AbortController()
    before.abort()
  }

  const lab: Lab = {
    get services() {
      return shown().services
    },
    get replaced() {
      return replaced.signal
    },
    wireError: error => wireErrorOf(error, own.ports),
    async info(person) {
      const { secrets, access } = shown().ports
      const [names, localDocker, settings] = await Promise.all([secrets.names(''), access.localDocker(), shown().services.settings.get()])
      return {
        version: packageFile.version,
        face: options.face,
        demo: demo !== undefined,
        dataDir: options.dataDir,
        secrets: { store: secrets.store, because: secrets.because, count: names.length },
        localDocker,
        startedAt,
        person: { ...person, name: settings.personName },
      }
    },
    async startDemo() {
      if (demo !== undefined) return
      const real = [...own.services.inventory.list(), ...own.services.clusters.list()].map(each => each.name)
      if (real.length > 0) throw new AppError('DemoBesideDevices', { devices: real })
      opening ??= import('./open-demo.ts').then(({ openDemo }) => openDemo(folder => demoPorts(folder, options)))
      try {
        show(await opening)
      } finally {
        opening = undefined
      }
    },
    async leaveDemo() {
      const left = demo
      if (left === undefined) return
      show(undefined)
      await left.close()
    },
    async signInLink() {
      if (url === undefined) throw new AppError('NotServed', {})
      const { token, expiresAt } = signIn.newLink()
      return { url: `${url}/sign-in?token=${token}`, expiresAt }
    },
  }
  return {
    lab,
    signIn,
    servedAt(address) {
      url = address
    },
    async close() {
      await lab.leaveDemo()
      await own.close()
    },
  }
}
