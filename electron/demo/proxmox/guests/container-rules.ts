import type { Rules } from '../route.ts'
import {
  anyGuestRules,
  changeRules,
  dnsName,
  optionalCount,
  optionalFlag,
  optionalText,
  poolRule,
  storageRule,
  vmidRule,
} from './common-rules.ts'
import { deviceFormat } from './hardware-formats.ts'
import { propertyCheck } from './property-format.ts'
import { containerCardFormat, featuresFormat, mountFormat, rootFormat, unusedFormat } from './property-formats.ts'

const systems = ['debian', 'devuan', 'ubuntu', 'centos', 'fedora', 'opensuse', 'archlinux', 'alpine', 'gentoo', 'nixos', 'unmanaged']
const locks = ['backup', 'create', 'destroyed', 'disk', 'fstrim', 'migrate', 'mounted', 'rollback', 'snapshot', 'snapshot-delete']

const settingRules: Rules = {
  ...anyGuestRules,
  arch: { type: 'string', optional: true, choices: ['amd64', 'i386', 'arm64', 'armhf', 'riscv32', 'riscv64'] },
  cmode: { type: 'string', optional: true, choices: ['shell', 'console', 'tty'] },
  console: optionalFlag,
  cores: { type: 'integer', optional: true, minimum: 1, maximum: 8192 },
  cpulimit: { type: 'number', optional: true, minimum: 0, maximum: 8192 },
  cpuunits: { type: 'integer', optional: true, minimum: 0, maximum: 500000 },
  debug: optionalFlag,
  'dev[n]': { type: 'string', optional: true, check: propertyCheck(deviceFormat) },
  entrypoint: { ...optionalText, pattern: /^[^\p{Cc}]+$/u, only: '9.2' },
  env: { ...optionalText, pattern: /^\w+=/, only: '9.2' },
  features: { type: 'string', optional: true, check: propertyCheck(featuresFormat) },
  hostname: { ...dnsName, maxLength: 255 },
  lock: { type: 'string', optional: true, choices: locks },
  memory: { type: 'integer', optional: true, minimum: 16 },
  'mp[n]': { type: 'string', optional: true, check: propertyCheck(mountFormat) },
  'net[n]': { type: 'string', optional: true, check: propertyCheck(containerCardFormat) },
  ostype: { type: 'string', optional: true, choices: systems },
  rootfs: { type: 'string', optional: true, check: propertyCheck(rootFormat) },
  swap: optionalCount,
  timezone: { ...optionalText, pattern: /^(?:host|UTC|GMT|[A-Z][A-Za-z_+-]+(?:\/[A-Za-z0-9_+-]+){0,2})$/ },
  tty: { type: 'integer', optional: true, minimum: 0, maximum: 6 },
  unprivileged: optionalFlag,
  'unused[n]': { type: 'string', optional: true, check: propertyCheck(unusedFormat) },
}

/** What a new container takes, or one made of a backup. */
export const newContainerRules: Rules = {
  ...settingRules,
  vmid: vmidRule,
  ostemplate: { type: 'string', maxLength: 255 },
  bwlimit: { type: 'number', optional: true, minimum: 0 },
  force: optionalFlag,
  'ha-managed': { ...optionalFlag, only: '9.2' },
  'ignore-unpack-errors': optionalFlag,
  password: { type: 'string', optional: true, check: value => (value.length < 5 ? 'value must be at least 5 characters long' : undefined) },
  pool: poolRule,
  restore: optionalFlag,
  'ssh-public-keys': optionalText,
  start: optionalFlag,
  storage: storageRule,
  unique: optionalFlag,
}

/** What a change of a container takes. */
export const changeContainerRules: Rules = { ...settingRules, ...changeRules }
