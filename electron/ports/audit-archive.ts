/** Where entries of the audit lie that left the database: lines of text, a file for each month, only ever added to. */
export interface AuditArchive {
  /** The months there are files of, for example `2026-01`, in order. */
  months(): Promise<readonly string[]>
  /** The lines of a month in the order they were written; the last may have been cut off by a crash. */
  lines(month: string): AsyncIterable<string>
  /**
   * Writes lines behind all others: into the file of the month, or of the newest month there is when that is later. They,
   * and whatever stood before them, are on disk when it resolves. Errors: DataFolderUnusable.
   */
  append(month: string, lines: readonly string[]): Promise<void>
}
