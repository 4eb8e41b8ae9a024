/** How npm is started from here: the npm that runs us when there is one, else the one on the path. */
export function npmCommand() {
  const script = process.env.npm_execpath
  if (script && /npm-cli\.[cm]?js$/.test(script)) return { command: process.execPath, args: [script], options: {} }
  return process.platform === 'win32'
    ? { command: 'npm.cmd', args: [], options: { shell: true } }
    : { command: 'npm', args: [], options: {} }
}
