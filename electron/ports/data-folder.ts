import { AppError } from '../../shared/errors/app-error.ts'

/** The folder with all that MycoPod keeps, owned by this program until released. */
export interface DataFolder {
  readonly path: string
  /** Where the owner listens for a second program that wants to talk to it. */
  readonly socketPath: string
  release(): Promise<void>
}

type Reason = 'no-rights' | 'disk-full' | 'not-a-folder' | 'read-only'

const reasons: Readonly<Record<string, Reason>> = {
  EACCES: 'no-rights',
  EPERM: 'no-rights',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  ENOTDIR: 'not-a-folder',
  EROFS: 'read-only',
  SQLITE_PERM: 'no-rights',
  SQLITE_AUTH: 'no-rights',
  SQLITE_CANTOPEN: 'no-rights',
  SQLITE_READONLY: 'read-only',
  SQLITE_FULL: 'disk-full',
}

/** DataFolderUnusable where the error of the system says that the folder is to blame; otherwise the error as it was. */
export function dataFolderError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const reason =
    reasons[error.code] ??
    Object.entries(reasons).find(([code]) => code.startsWith('SQLITE_') && String(error.code).startsWith(`${code}_`))?.[1]
  return reason === undefined ? error : new AppError('DataFolderUnusable', { path, reason }, { cause: error })
}
