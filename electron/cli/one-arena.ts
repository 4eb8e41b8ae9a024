/** The C library's setting for how many heaps it keeps; it reads it once, when a program begins. */
const arenas = 'MALLOC_ARENA_MAX'

/**
 * Begins this program anew, in the same process, with one heap of the C library for all threads instead of one for each: a tenth
 * less memory for a program that mostly waits. Comes back where that is not possible or was done already.
 */
export function keepOneArena(): void {
  if (process.platform !== 'linux' || process.env[arenas] !== undefined || process.execve === undefined) return
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], { ...process.env, [arenas]: '1' })
}
