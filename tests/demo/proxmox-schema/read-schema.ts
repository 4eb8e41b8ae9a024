import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PveVersion } from '../../../electron/demo/proxmox/world.ts'
import { pveFacts } from '../../support/pve-samples.ts'

/** A part of the official description of the API. Bounds may be written as text. */
export interface Schema {
  readonly type?: string
  readonly optional?: number | boolean
  readonly default?: unknown
  readonly enum?: readonly (string | number)[]
  readonly minimum?: number | string
  readonly maximum?: number | string
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  /** Its name, or for a property string its keys. */
  readonly format?: string | Readonly<Record<string, Schema>>
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
  readonly items?: Schema
}

/** A call of the API. */
export interface Call {
  readonly parameters?: Schema
  readonly returns?: Schema
  readonly allowtoken?: number
}

interface Branch {
  readonly path: string
  readonly info?: Readonly<Record<string, Call>>
  readonly children?: readonly Branch[]
}

/** The calls of a version by method and path, for example `GET /nodes/{node}/status`; that of 9.2 is described as of 9.1. */
export function readSchema(version: PveVersion): ReadonlyMap<string, Call> {
  const file = join(pveFacts ?? '', `apidoc-${version === '8.4' ? '8.4' : '9.1'}.json`)
  const branches: readonly Branch[] = JSON.parse(readFileSync(file, 'utf8'))
  return new Map(branches.flatMap(calls))
}

function calls({ path, info = {}, children = [] }: Branch): readonly (readonly [string, Call])[] {
  return [...Object.entries(info).map(([method, call]) => [`${method} ${path}`, call] as const), ...children.flatMap(calls)]
}
