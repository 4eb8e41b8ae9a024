import type { Rules } from '../route.ts'
import {
  anyGuestRules,
  changeRules,
  dnsName,
  eachPart,
  optionalCount,
  optionalFlag,
  optionalText,
  poolRule,
  storageRule,
  vmidRule,
} from './common-rules.ts'
import {
  boardFormat,
  bootFormat,
  memoryNodeFormat,
  processorFormat,
  screenFormat,
  sharedFolderFormat,
  sharedMemoryFormat,
  soundFormat,
  spiceFormat,
  usbFormat,
} from './hardware-formats.ts'
import { propertyCheck } from './property-format.ts'
import { agentFormat, cardFormat, driveFormat, ipConfigFormat, memoryFormat, unusedFormat } from './property-formats.ts'

const drive = { type: 'string', optional: true, check: propertyCheck(driveFormat) } as const
const locks = ['backup', 'clone', 'create', 'migrate', 'rollback', 'snapshot', 'snapshot-delete', 'suspending', 'suspended']
const systems = ['other', 'wxp', 'w2k', 'w2k3', 'w2k8', 'wvista', 'win7', 'win8', 'win10', 'win11', 'l24', 'l26', 'solaris']

const keyboards = [
  ...['de', 'de-ch', 'da', 'en-gb', 'en-us', 'es', 'fi', 'fr', 'fr-be', 'fr-ca', 'fr-ch', 'hu', 'is', 'it', 'ja', 'lt', 'mk', 'nl', 'no'],
  ...['pl', 'pt', 'pt-br', 'sv', 'sl', 'tr'],
]
const hotplugs = new Set(['0', '1', 'network', 'disk', 'cpu', 'memory', 'usb', 'cloudinit'])

/** Settings of a virtual machine that a creation and a change take. */
const settingRules: Rules = {
  ...anyGuestRules,
  searchdomain: optionalText,
  acpi: optionalFlag,
  affinity: optionalText,
  agent: { type: 'string', optional: true, check: propertyCheck(agentFormat) },
  'allow-ksm': { ...optionalFlag, only: '9.2' },
  'amd-sev': optionalText,
  arch: { type: 'string', optional: true, choices: ['x86_64', 'aarch64'] },
  args: optionalText,
  audio0: { type: 'string', optional: true, check: propertyCheck(soundFormat) },
  autostart: optionalFlag,
  balloon: optionalCount,
  bios: { type: 'string', optional: true, choices: ['seabios', 'ovmf'] },
  boot: { type: 'string', optional: true, check: propertyCheck(bootFormat) },
  bootdisk: { type: 'string', optional: true, pattern: /^(ide|sata|scsi|virtio)\d+$/ },
  cdrom: drive,
  cicustom: optionalText,
  cipassword: optionalText,
  citype: { type: 'string', optional: true, choices: ['configdrive2', 'nocloud', 'opennebula'] },
  ciupgrade: optionalFlag,
  ciuser: optionalText,
  cores: { type: 'integer', optional: true, minimum: 1 },
  cpu: { type: 'string', optional: true, check: propertyCheck(processorFormat) },
  cpulimit: { type: 'number', optional: true, minimum: 0, maximum: 128 },
  cpuunits: { type: 'integer', optional: true, minimum: 1, maximum: 262144 },
  efidisk0: drive,
  force: optionalFlag,
  freeze: optionalFlag,
  'hostpci[n]': optionalText,
  hotplug: {
    type: 'string',
    optional: true,
    check: eachPart(
      part => hotplugs.has(part),
      part => `invalid hotplug feature '${part}'`,
    ),
  },
  hugepages: { type: 'string', optional: true, choices: ['any', '2', '1024'] },
  'ide[n]': drive,
  'intel-tdx': { ...optionalText, only: '9.2' },
  'ipconfig[n]': { type: 'string', optional: true, check: propertyCheck(ipConfigFormat) },
  ivshmem: { type: 'string', optional: true, check: propertyCheck(sharedMemoryFormat) },
  keephugepages: optionalFlag,
  keyboard: { type: 'string', optional: true, choices: keyboards },
  kvm: optionalFlag,
  localtime: optionalFlag,
  lock: { type: 'string', optional: true, choices: locks },
  machine: { type: 'string', optional: true, check: propertyCheck(boardFormat) },
  memory: { type: 'string', optional: true, check: propertyCheck(memoryFormat) },
  migrate_downtime: { type: 'number', optional: true, minimum: 0 },
  migrate_speed: optionalCount,
  name: dnsName,
  'net[n]': { type: 'string', optional: true, check: propertyCheck(cardFormat) },
  numa: optionalFlag,
  'numa[n]': { type: 'string', optional: true, check: propertyCheck(memoryNodeFormat) },
  ostype: { type: 'string', optional: true, choices: systems },
  'parallel[n]': { ...optionalText, pattern: /^(?:\/dev\/parport\d+|\/dev\/usb\/lp\d+)$/ },
  reboot: optionalFlag,
  rng0: optionalText,
  'sata[n]': drive,
  'scsi[n]': drive,
  scsihw: {
    type: 'string',
    optional: true,
    choices: ['lsi', 'lsi53c810', 'virtio-scsi-pci', 'virtio-scsi-single', 'megasas', 'pvscsi'],
  },
  'serial[n]': { type: 'string', optional: true, pattern: /^(\/dev\/.+|socket)$/ },
  shares: { type: 'integer', optional: true, minimum: 0, maximum: 50000 },
  smbios1: { ...optionalText, maxLength: 512 },
  smp: { type: 'integer', optional: true, minimum: 1 },
  sockets: { type: 'integer', optional: true, minimum: 1 },
  spice_enhancements: { type: 'string', optional: true, check: propertyCheck(spiceFormat) },
  sshkeys: { type: 'string', optional: true, check: encodedText },
  startdate: { ...optionalText, pattern: /^(?:now|\d{4}-\d{1,2}-\d{1,2}(?:T\d{1,2}:\d{1,2}:\d{1,2})?)$/ },
  tablet: optionalFlag,
  tdf: optionalFlag,
  tpmstate0: drive,
  'unused[n]': { type: 'string', optional: true, check: propertyCheck(unusedFormat) },
  'usb[n]': { type: 'string', optional: true, check: propertyCheck(usbFormat) },
  vcpus: { type: 'integer', optional: true, minimum: 1 },
  vga: { type: 'string', optional: true, check: propertyCheck(screenFormat) },
  'virtio[n]': drive,
  'virtiofs[n]': { type: 'string', optional: true, check: propertyCheck(sharedFolderFormat) },
  vmgenid: { type: 'string', optional: true, pattern: /^(?:[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01])$/ },
  vmstatestorage: storageRule,
  watchdog: optionalText,
}

function encodedText(value: string): string | undefined {
  try {
    decodeURIComponent(value)
  } catch {
    return 'invalid format - invalid urlencoded string\n'
  }
  return /^[-%a-zA-Z0-9_.!~*'()]*$/.test(value) ? undefined : `invalid format - invalid urlencoded string: ${value}\n`
}

/** What a new virtual machine takes, or one made of a backup. */
export const newMachineRules: Rules = {
  ...settingRules,
  vmid: vmidRule,
  archive: { ...optionalText, maxLength: 255 },
  bwlimit: optionalCount,
  'import-working-storage': storageRule,
  'ha-managed': { ...optionalFlag, only: '9.2' },
  'live-restore': optionalFlag,
  pool: poolRule,
  start: optionalFlag,
  storage: storageRule,
  unique: optionalFlag,
}

/** What a change of a virtual machine takes that answers when it is done. */
export const changeMachineRules: Rules = { ...settingRules, ...changeRules, skiplock: optionalFlag }

/** What a change of a virtual machine takes that becomes a task. */
export const changeMachineTaskRules: Rules = {
  ...changeMachineRules,
  'import-working-storage': storageRule,
  background_delay: { type: 'integer', optional: true, minimum: 1, maximum: 30 },
}
