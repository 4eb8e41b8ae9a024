import { variablesOf } from './interpolate.ts'
import { readYaml, scalarTexts } from './yaml-source.ts'

/** Names of the variables a compose file uses, each once, in order. Errors: ComposeBroken. */
export function variables(text: string, app: string): readonly string[] {
  return [...new Set(scalarTexts(readYaml(text, app)).flatMap(variablesOf))]
}

/** The variable that holds the device's door for a port of the manifest: web is WEB_PORT. */
export function portVariable(id: string): string {
  return `${id.toUpperCase().replaceAll('-', '_')}_PORT`
}

/** Variables MycoPod itself fills in: the address of the app's page, the address of its device, its name. */
export const givenVariables = ['APP_URL', 'DEVICE_ADDRESS', 'APP_NAME'] as const
