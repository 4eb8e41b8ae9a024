import { type Disk, realDisk } from '../../electron/adapters/git/disk.ts'

/** The disk of this computer without waiting until it has written; for tests that write much. */
export const quickDisk: Disk = {
  ...realDisk,
  writeFile: async (path, content, options) =>
    realDisk.writeFile(path, content, typeof options === 'object' && options !== null ? { ...options, flush: false } : options),
}
