import { Refusal } from '../route.ts'
import type { PveConfig } from '../world.ts'
import { splitTags } from './common-rules.ts'
import { hardwareAddress, uuidOf } from './guest-digest.ts'
import { drivesOf } from './machine-drives.ts'
import { readProperties, writeProperties } from './property-format.ts'
import { cardFormat } from './property-formats.ts'

/** Tags as Proxmox keeps them: sorted, each once. */
export function writeTags(list: string): string {
  return [...new Set(splitTags(list.toLowerCase()))].sort().join(';')
}

/** A network card as Proxmox keeps it: with a hardware address. */
function writeCard(key: string, text: string, vmid: number, now: number): string {
  const { values } = readProperties(cardFormat, text, key)
  return writeProperties(cardFormat, { ...values, macaddr: values.macaddr?.toUpperCase() ?? hardwareAddress(vmid, key, now) })
}

/** A setting of a virtual machine, drives left out, as Proxmox keeps it. */
export function writeMachineSetting(key: string, text: string, vmid: number, now: number): string {
  if (key === 'tags') return writeTags(text)
  if (/^net\d+$/.test(key)) return writeCard(key, text, vmid, now)
  if (key === 'cipassword') return '**********'
  if (key === 'vmgenid' && text === '1') return uuidOf('generation', vmid, now)
  return text
}

/** The network bridges that a virtual machine's settings name. */
export function bridgesOf(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([key, text]) => {
    const bridge = /^net\d+$/.test(key) ? /(?:^|,)bridge=([^,]+)/.exec(text)?.[1] : undefined
    return bridge === undefined ? [] : [bridge]
  })
}

/** What a virtual machine boots from when nobody says: the first disk, the first CD drive, the first card. */
export function defaultBoot(config: PveConfig): string {
  const drives = drivesOf(config).filter(drive => !/^(?:efidisk|tpmstate)/.test(drive.key))
  const card = Object.keys(config)
    .filter(key => /^net\d+$/.test(key))
    .sort()[0]
  const order = [drives.find(drive => !drive.cdrom && !drive.cloudInit)?.key, drives.find(drive => drive.cdrom)?.key, card]
  const named = order.filter(key => key !== undefined)
  return named.length === 0 ? ' ' : `order=${named.join(';')}`
}

/** Refuses a boot order that names what the machine does not have. */
export function checkBoot(boot: string, config: PveConfig): void {
  const order = /(?:^|,)order=([^,]*)/.exec(boot)?.[1] ?? ''
  const missing = order.split(';').find(key => key !== '' && config[key] === undefined)
  if (missing !== undefined) throw new Refusal(500, `invalid bootorder: device '${missing}' does not exist`)
}
