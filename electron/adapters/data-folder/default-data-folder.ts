import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where MycoPod keeps its data when nobody says otherwise: the platform's own place for a program's data. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'MycoPod')
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'MycoPod')
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'mycopod')
}
