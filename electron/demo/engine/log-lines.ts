import { between, chance } from '../chance.ts'
import type { SimulatedDevice } from '../simulated-device.ts'
import type { Container, Run } from './engine-things.ts'
import { imageTraits, readReference } from './known-images.ts'

export interface LogLine {
  readonly at: number
  readonly stream: 'out' | 'err'
  readonly text: string
}

const beginnings: Readonly<Record<string, readonly string[]>> = {
  'vaultwarden/server': [
    '/--------------------------------------------------------------------\\',
    '|                       Starting Vaultwarden                         |',
    '\\--------------------------------------------------------------------/',
    '[INFO] Using saved config from `data/config.json`',
    '[vaultwarden][INFO] Rocket has launched from http://0.0.0.0:80',
  ],
  'jellyfin/jellyfin': [
    '[INF] [1] Main: Jellyfin version: "10.10"',
    '[INF] [1] Main: Environment Variables: ["[JELLYFIN_CACHE_DIR, /cache]"]',
    '[INF] [1] Main: FFmpeg: /usr/lib/jellyfin-ffmpeg/ffmpeg',
    '[INF] [12] Emby.Server.Implementations.ScheduledTasks.TaskManager: Scan media library completed',
    '[INF] [1] Main: Startup complete',
  ],
  'library/postgres': [
    'PostgreSQL Database directory appears to contain a database; Skipping initialization',
    'LOG:  starting PostgreSQL on x86_64-pc-linux-gnu',
    'LOG:  listening on IPv4 address "0.0.0.0", port 5432',
    'LOG:  database system is ready to accept connections',
  ],
  'library/redis': [
    '* oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo',
    '* Running mode=standalone, port=6379.',
    '* Ready to accept connections tcp',
  ],
  'library/nextcloud': [
    'Configuring Redis as session handler',
    'Initializing finished',
    'AH00163: Apache/2.4 (Debian) configured -- resuming normal operations',
    "AH00094: Command line: 'apache2 -D FOREGROUND'",
  ],
  'home-assistant/home-assistant': [
    's6-rc: info: service home-assistant: starting',
    'INFO (MainThread) [homeassistant.bootstrap] Setting up stage 1',
    'INFO (MainThread) [homeassistant.core] Starting Home Assistant',
    'INFO (MainThread) [homeassistant.components.http] Now listening on port 8123',
  ],
}
const repeating = [
  'GET / 200',
  'GET /api/status 200',
  'background task finished in {n} ms',
  'session refreshed',
  'cache: {n} entries kept',
  'GET /health 200 {n} ms',
]

/** The lines of one run: how many there are until a moment, and each by its number. */
function runLines(
  container: Container,
  run: Run,
  now: number,
  device: SimulatedDevice,
): { readonly count: number; readonly line: (index: number) => LogLine; readonly nextAt: number } {
  const { repository } = readReference(container.image)
  const fault = device.imageFault(container.image)
  const name = repository.split('/').at(-1) ?? repository
  const start = beginnings[repository] ?? [
    `starting ${name}`,
    'reading configuration',
    `listening on port ${imageTraits(container.image).ports[0]?.split('/')[0] ?? '8080'}`,
    `${name} is ready`,
  ]
  const spread = (imageTraits(container.image).startSeconds * 1000 * run.pace) / device.profile.coreSpeed
  const opening =
    fault === 'crash' ? [start[0] ?? '', 'error: the configuration cannot be read'] : fault === 'outOfMemory' ? start.slice(0, 2) : start
  const openingAt = (index: number) => Math.round(run.from + (spread * (index + 0.3)) / opening.length)
  const periodMs = between(9_000, 47_000, 'log', container.id)
  const firstAt = run.from + spread + periodMs
  const until = Math.min(run.to ?? now, now)
  const opened = opening.filter((_, index) => openingAt(index) <= until).length
  const repeated = fault === 'crash' || fault === 'outOfMemory' || until < firstAt ? 0 : Math.floor((until - firstAt) / periodMs) + 1
  const at = (index: number) => (index < opening.length ? openingAt(index) : Math.round(firstAt + (index - opening.length) * periodMs))
  const count = opened < opening.length ? opened : opening.length + repeated
  return {
    count,
    nextAt: at(count),
    line: index => {
      const text =
        opening[index] ??
        (repeating[Math.floor(chance('text', container.id, index) * repeating.length)] ?? '').replace(
          '{n}',
          String(Math.round(between(2, 240, 'n', container.id, index))),
        )
      const failing = fault === 'crash' && index === opening.length - 1
      return { at: at(index), stream: failing || text.startsWith('LOG:') ? 'err' : 'out', text }
    },
  }
}

/** The last `tail` lines a container wrote until now, oldest first. */
export function lastLines(container: Container, device: SimulatedDevice, tail: number, since = 0): readonly LogLine[] {
  const now = device.time.now()
  const lines: LogLine[] = []
  for (const run of [...container.runs].reverse()) {
    const { count, line } = runLines(container, run, now, device)
    for (let index = count - 1; index >= 0 && lines.length < tail; index -= 1) {
      const one = line(index)
      if (one.at < since) return lines.reverse()
      lines.push(one)
    }
  }
  return lines.reverse()
}

/** Lines as they come after a moment, until the container ends or the signal comes. */
export async function* followLines(
  container: Container,
  device: SimulatedDevice,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  let last = after
  const { engine } = device
  while (!signal.aborted) {
    engine.settle()
    for (const line of lastLines(container, device, 1000, last + 1)) {
      last = Math.max(last, line.at)
      yield line
    }
    const run = container.runs.at(-1)
    if (!engine.containers.has(container.id) || !run || (container.state !== 'running' && container.state !== 'restarting')) return
    const turned = new AbortController()
    const stop = engine.listen(event => {
      if (event.id === container.id) turned.abort()
    })
    const nextAt = container.state === 'running' ? runLines(container, run, device.time.now(), device).nextAt : Number.POSITIVE_INFINITY
    await device.untilReal(nextAt, AbortSignal.any([signal, turned.signal])).catch(() => undefined)
    stop()
  }
}
