import { isIP } from 'node:net'
import type { Rule, Rules } from '../route.ts'
import { startupFormat } from './hardware-formats.ts'
import { propertyCheck } from './property-format.ts'
import { isVolumeName } from './property-formats.ts'

/** The check of a list: the first part that does not fit is told. */
export function eachPart(fits: (part: string) => boolean, wrong: (part: string) => string): (value: string) => string | undefined {
  return value => {
    const stranger = splitTags(value).find(part => !fits(part))
    return stranger === undefined ? undefined : `invalid format - ${wrong(stranger)}\n`
  }
}

/** A pool's name; whether it exists is asked later. */
export const poolRule: Rule = {
  type: 'string',
  optional: true,
  check: value =>
    /^[a-z0-9.\-_]+(?:\/[a-z0-9.\-_]+){0,2}$/i.test(value)
      ? undefined
      : `invalid format - pool name '${value}' contains invalid characters\n`,
}

/** Where volumes of one storage go: `1` for the same, one storage for all, or pairs. */
export const storagePairs: Rule = {
  type: 'string',
  optional: true,
  check: eachPart(
    part => part === '1' || /^[a-z][a-z0-9\-_.]*[a-z0-9](?::[a-z][a-z0-9\-_.]*[a-z0-9])?$/i.test(part),
    part => `storage ID '${part}' contains illegal characters`,
  ),
}

/** A number of a guest. */
export const vmidRule: Rule = {
  type: 'integer',
  check: value => (/^[1-9]\d{2,8}$/.test(value) ? undefined : 'invalid format - value does not look like a valid VM ID\n'),
}

/** A word of any kind that may be left out. */
export const optionalText: Rule = { type: 'string', optional: true }

/** A switch that may be left out. */
export const optionalFlag: Rule = { type: 'boolean', optional: true }

/** A whole number from 0 that may be left out. */
export const optionalCount: Rule = { type: 'integer', optional: true, minimum: 0 }

/** A name as DNS takes it. */
export const dnsName: Rule = {
  type: 'string',
  optional: true,
  check: value =>
    /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/.test(value)
      ? undefined
      : 'invalid format - value does not look like a valid DNS name\n',
}

/** Tags of a guest. */
const tagsRule: Rule = {
  type: 'string',
  optional: true,
  check: value =>
    splitTags(value).every(tag => /^[a-z0-9_][a-z0-9_\-+.]*$/i.test(tag)) ? undefined : 'invalid format - invalid characters in tag\n',
}

/** The name of a snapshot. */
export const snapshotName: Rule = {
  type: 'string',
  maxLength: 40,
  check: value => (/^[a-z][a-z0-9_-]+$/i.test(value) ? undefined : `invalid format - invalid configuration ID '${value}'\n`),
}

/** A node's name; whether it exists is asked later. */
export const nodeRule: Rule = {
  type: 'string',
  check: value =>
    /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(value) ? undefined : 'invalid format - value does not look like a valid node name\n',
}

/** A storage's name; whether it exists is asked later. */
export const storageRule: Rule = {
  type: 'string',
  optional: true,
  check: value =>
    /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i.test(value) ? undefined : `invalid format - storage ID '${value}' contains illegal characters\n`,
}

/** Description, tags and switches of any guest. */
export const anyGuestRules: Rules = {
  description: {
    type: 'string',
    optional: true,
    maxLength: 8192,
  },
  hookscript: {
    type: 'string',
    optional: true,
    check: value => (isVolumeName(value) ? undefined : `invalid format - unable to parse volume ID '${value}'\n\n`),
  },
  onboot: optionalFlag,
  protection: optionalFlag,
  searchdomain: {
    type: 'string',
    optional: true,
    check: eachPart(
      part => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(part),
      () => 'value does not look like a valid DNS name',
    ),
  },
  nameserver: {
    type: 'string',
    optional: true,
    check: eachPart(
      part => isIP(part) !== 0 || part === 'host',
      () => 'value does not look like a valid IP address',
    ),
  },
  startup: { type: 'string', optional: true, check: propertyCheck(startupFormat) },
  tags: tagsRule,
  template: optionalFlag,
}

const settingNames: Rule = {
  type: 'string',
  optional: true,
  check: eachPart(
    part => /^[a-z][a-z0-9_-]+$/i.test(part),
    part => `invalid configuration ID '${part}'`,
  ),
}

/** What only a change of settings takes. */
export const changeRules: Rules = {
  delete: settingNames,
  digest: { type: 'string', optional: true, maxLength: 40 },
  revert: settingNames,
}

/** The words of a list as Proxmox splits them: by commas, semicolons and spaces. */
export function splitTags(list: string): readonly string[] {
  return list.split(/[,;\s]+/).filter(word => word !== '')
}

/** A network such as `10.0.0.0/24`. */
export const networkRule: Rule = {
  type: 'string',
  optional: true,
  check: value => {
    const [address = '', prefix = ''] = value.split('/')
    const most = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1
    return /^\d+$/.test(prefix) && Number(prefix) <= most ? undefined : 'invalid format - value does not look like a valid CIDR network\n'
  },
}
