import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fetchElectron, findElectron } from './desktop/electron-binary.ts'
import { runNode } from './run-foreground.ts'

async function packageApp(args: readonly string[]): Promise<number> {
  if (!findElectron() && !(await fetchElectron())) {
    process.stderr.write(
      'The installers cannot be made here: Electron’s binary could not be downloaded. ' +
        'Try again with access to its download site, or name a folder that holds it with ELECTRON_OVERRIDE_DIST_PATH.\n',
    )
    return 1
  }
  // Chunks of earlier builds are kept in out/ for programs that still run from them; they have no place in an installer.
  rmSync(join(import.meta.dirname, '..', 'out'), { recursive: true, force: true })
  const built = await runNode(['node_modules/electron-vite/bin/electron-vite.js', 'build'])
  if (built !== 0) return built
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH
  return runNode(['node_modules/electron-builder/cli.js', '--publish', 'never', ...(dist ? [`-c.electronDist=${dist}`] : []), ...args])
}

process.exitCode = await packageApp(process.argv.slice(2))
