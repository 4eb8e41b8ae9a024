import type { PveConfig } from '../world.ts'
import { readProperties } from './property-format.ts'
import { agentFormat } from './property-formats.ts'

/** Whether the settings of a virtual machine say that a guest agent is inside. */
export function agentEnabled(config: PveConfig): boolean {
  return readProperties(agentFormat, config.agent ?? '', 'agent').values.enabled === '1'
}
