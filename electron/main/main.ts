import { join } from 'node:path'
import { app } from 'electron'
import { AppError, problemOf } from '../../shared/errors/app-error.ts'
import { defaultDataFolder } from '../adapters/data-folder/default-data-folder.ts'
import { readDesktopArguments } from './arguments.ts'
import { startDesktop } from './desktop.ts'

const builtFolder = join(import.meta.dirname, '..')
const checkout = join(builtFolder, '..')
const { data = defaultDataFolder(), demo } = readDesktopArguments(process.argv.slice(1))

startDesktop({
  shellFolder: join(data, 'desktop'),
  builtFolder,
  resources: app.isPackaged ? join(process.resourcesPath, 'pictures') : join(checkout, 'resources'),
  async openHost() {
    // The window is up before the host's libraries are read.
    const { openHost } = await import('./open-host.ts')
    return openHost({ data, demo, recipes: join(app.isPackaged ? process.resourcesPath : checkout, 'recipes') })
  },
  explain(error) {
    if (!(error instanceof AppError))
      return { title: 'MycoPod cannot start', because: error instanceof Error ? error.message : String(error) }
    const { title, because, fixes } = problemOf(error.toWire())
    const advice = fixes.flatMap(fix => (fix.kind === 'advice' ? [fix.text] : []))
    return { title, because: [because, ...advice].filter(text => text !== undefined).join('\n') }
  },
})
