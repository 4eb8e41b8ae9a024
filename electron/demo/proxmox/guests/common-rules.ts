import type { Rule, Rules } from '../route.ts'

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
export const tagsRule: Rule = {
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
  hookscript: optionalText,
  onboot: optionalFlag,
  protection: optionalFlag,
  searchdomain: optionalText,
  nameserver: optionalText,
  startup: optionalText,
  tags: tagsRule,
  template: optionalFlag,
}

/** What only a change of settings takes. */
export const changeRules: Rules = {
  delete: optionalText,
  digest: { type: 'string', optional: true, maxLength: 40 },
  revert: optionalText,
}

/** The words of a list as Proxmox splits them: by commas, semicolons and spaces. */
export function splitTags(list: string): readonly string[] {
  return list.split(/[,;\s]+/).filter(word => word !== '')
}
