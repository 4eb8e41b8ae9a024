import type { Command } from '../command.ts'
import { changeCommands } from './proxmox-changes.ts'
import { clusterCommands } from './proxmox-clusters.ts'
import { guestCommands } from './proxmox-guests.ts'
import { keepingCommands } from './proxmox-keeping.ts'

/** Commands about Proxmox. */
export const commands: readonly Command[] = [...clusterCommands, ...guestCommands, ...changeCommands, ...keepingCommands]
