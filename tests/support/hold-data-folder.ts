import { claimDataFolder } from '../../electron/adapters/data-folder/claim-data-folder.ts'

// Holds the data folder that is named and says so; ends when it is killed.
await claimDataFolder(process.argv[2] ?? '')
process.stdout.write('held\n')
setInterval(() => undefined, 60_000)
