import type { Rule, Rules } from '../route.ts'
import { eachPart, nodeRule, optionalCount, optionalFlag, optionalText, snapshotName, storageRule } from './common-rules.ts'

const vmidList: Rule = {
  type: 'string',
  optional: true,
  check: eachPart(
    part => /^[1-9]\d{2,8}$/.test(part),
    () => 'value does not look like a valid VM ID',
  ),
}

/** What a backup takes. */
export const backupRules: Rules = {
  all: optionalFlag,
  bwlimit: optionalCount,
  compress: { type: 'string', optional: true, choices: ['0', '1', 'gzip', 'lzo', 'zstd'] },
  dumpdir: optionalText,
  exclude: vmidList,
  'exclude-path': optionalText,
  fleecing: optionalText,
  ionice: { type: 'integer', optional: true, minimum: 0, maximum: 8 },
  'job-id': { ...optionalText, pattern: /^\S+$/, maxLength: 50 },
  lockwait: optionalCount,
  mailnotification: { type: 'string', optional: true, choices: ['always', 'failure'] },
  mailto: optionalText,
  maxfiles: { type: 'integer', optional: true, minimum: 1 },
  mode: { type: 'string', optional: true, choices: ['snapshot', 'suspend', 'stop'] },
  node: { ...nodeRule, optional: true },
  'notes-template': {
    type: 'string',
    optional: true,
    maxLength: 1024,
  },
  'notification-policy': { type: 'string', optional: true, choices: ['always', 'failure', 'never'], only: '8.4' },
  'notification-target': { ...snapshotName, optional: true, only: '8.4' },
  'notification-mode': { type: 'string', optional: true, choices: ['auto', 'legacy-sendmail', 'notification-system'] },
  'pbs-change-detection-mode': { type: 'string', optional: true, choices: ['legacy', 'data', 'metadata'] },
  performance: optionalText,
  pigz: { type: 'integer', optional: true },
  pool: optionalText,
  protected: optionalFlag,
  'prune-backups': optionalText,
  quiet: optionalFlag,
  remove: optionalFlag,
  script: optionalText,
  stdexcludes: optionalFlag,
  stdout: optionalFlag,
  stop: optionalFlag,
  stopwait: optionalCount,
  storage: storageRule,
  tmpdir: optionalText,
  vmid: vmidList,
  zstd: { type: 'integer', optional: true },
}
