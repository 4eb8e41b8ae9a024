import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A request that a genuine Proxmox VE was asked, and what it answered; lines are `GET /path` and `200 OK`. */
export interface PveSample {
  readonly name: string
  readonly request: { readonly line: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  readonly response: { readonly line: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }
}

/** The folder with the official schema and recorded answers, which are no part of the repository; undefined where it is not. */
export const pveFacts = [process.env.MYCOPOD_PVE_FACTS, join(import.meta.dirname, '../../../shared/pve')].find(
  folder => folder !== undefined && existsSync(join(folder, 'samples-9.2.jsonl')),
)

/** Why tests that need that folder are skipped. */
export const withoutPveFacts = 'skipped: the recorded answers of Proxmox VE are not here (MYCOPOD_PVE_FACTS)'

/** All recorded answers of a version; none where the folder is not here. */
export function readPveSamples(version: '9.2' | '8.4'): readonly PveSample[] {
  if (pveFacts === undefined) return []
  const lines = readFileSync(join(pveFacts, `samples-${version}.jsonl`), 'utf8')
    .trim()
    .split('\n')
  return lines.map(line => JSON.parse(line))
}
