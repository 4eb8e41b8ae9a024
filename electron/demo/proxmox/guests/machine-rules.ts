import type { Rules } from '../route.ts'
import { anyGuestRules, changeRules, dnsName, optionalCount, optionalFlag, optionalText, storageRule, vmidRule } from './common-rules.ts'
import { propertyCheck } from './property-format.ts'
import { agentFormat, cardFormat, driveFormat, ipConfigFormat, memoryFormat, unusedFormat } from './property-formats.ts'

const drive = { type: 'string', optional: true, check: propertyCheck(driveFormat) } as const
const locks = ['backup', 'clone', 'create', 'migrate', 'rollback', 'snapshot', 'snapshot-delete', 'suspending', 'suspended']
const systems = ['other', 'wxp', 'w2k', 'w2k3', 'w2k8', 'wvista', 'win7', 'win8', 'win10', 'win11', 'l24', 'l26', 'solaris']

/** Settings of a virtual machine that a creation and a change take. */
const settingRules: Rules = {
  ...anyGuestRules,
  acpi: optionalFlag,
  affinity: optionalText,
  agent: { type: 'string', optional: true, check: propertyCheck(agentFormat) },
  'allow-ksm': { ...optionalFlag, only: '9.2' },
  'amd-sev': optionalText,
  arch: { type: 'string', optional: true, choices: ['x86_64', 'aarch64'] },
  args: optionalText,
  audio0: optionalText,
  autostart: optionalFlag,
  balloon: optionalCount,
  bios: { type: 'string', optional: true, choices: ['seabios', 'ovmf'] },
  boot: optionalText,
  bootdisk: { type: 'string', optional: true, pattern: /^(ide|sata|scsi|virtio)\d+$/ },
  cdrom: drive,
  cicustom: optionalText,
  cipassword: optionalText,
  citype: { type: 'string', optional: true, choices: ['configdrive2', 'nocloud', 'opennebula'] },
  ciupgrade: optionalFlag,
  ciuser: optionalText,
  cores: { type: 'integer', optional: true, minimum: 1 },
  cpu: optionalText,
  cpulimit: { type: 'number', optional: true, minimum: 0, maximum: 128 },
  cpuunits: { type: 'integer', optional: true, minimum: 1, maximum: 262144 },
  efidisk0: drive,
  force: optionalFlag,
  freeze: optionalFlag,
  'hostpci[n]': optionalText,
  hotplug: optionalText,
  hugepages: { type: 'string', optional: true, choices: ['any', '2', '1024'] },
  'ide[n]': drive,
  'import-working-storage': storageRule,
  'intel-tdx': { ...optionalText, only: '9.2' },
  'ipconfig[n]': { type: 'string', optional: true, check: propertyCheck(ipConfigFormat) },
  ivshmem: optionalText,
  keephugepages: optionalFlag,
  keyboard: optionalText,
  kvm: optionalFlag,
  localtime: optionalFlag,
  lock: { type: 'string', optional: true, choices: locks },
  machine: optionalText,
  memory: { type: 'string', optional: true, check: propertyCheck(memoryFormat) },
  migrate_downtime: { type: 'number', optional: true, minimum: 0 },
  migrate_speed: optionalCount,
  name: dnsName,
  'net[n]': { type: 'string', optional: true, check: propertyCheck(cardFormat) },
  numa: optionalFlag,
  'numa[n]': optionalText,
  ostype: { type: 'string', optional: true, choices: systems },
  'parallel[n]': optionalText,
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
  smbios1: optionalText,
  smp: { type: 'integer', optional: true, minimum: 1 },
  sockets: { type: 'integer', optional: true, minimum: 1 },
  spice_enhancements: optionalText,
  sshkeys: { type: 'string', optional: true, check: encodedText },
  startdate: optionalText,
  tablet: optionalFlag,
  tdf: optionalFlag,
  tpmstate0: drive,
  'unused[n]': { type: 'string', optional: true, check: propertyCheck(unusedFormat) },
  'usb[n]': optionalText,
  vcpus: { type: 'integer', optional: true, minimum: 1 },
  vga: optionalText,
  'virtio[n]': drive,
  'virtiofs[n]': optionalText,
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
  archive: optionalText,
  bwlimit: optionalCount,
  'ha-managed': { ...optionalFlag, only: '9.2' },
  'live-restore': optionalFlag,
  pool: optionalText,
  start: optionalFlag,
  storage: storageRule,
  unique: optionalFlag,
}

/** What a change of a virtual machine takes that answers when it is done. */
export const changeMachineRules: Rules = { ...settingRules, ...changeRules, skiplock: optionalFlag }

/** What a change of a virtual machine takes that becomes a task. */
export const changeMachineTaskRules: Rules = {
  ...changeMachineRules,
  background_delay: { type: 'integer', optional: true, minimum: 1, maximum: 30 },
}
