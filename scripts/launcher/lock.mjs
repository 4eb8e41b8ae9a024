import fs from 'node:fs'
import path from 'node:path'

const beatMs = 1000
const pollMs = 100
const silentMs = 15000

/** Runs `work` while no other launcher of this checkout does; a lock whose holder died or fell silent for 15 s is taken over. */
export async function withLock(file, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  await acquire(file)
  const beat = setInterval(() => touch(file), beatMs)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    fs.rmSync(file, { force: true })
  }
}

async function acquire(file) {
  let seen = { beat: 0, since: Date.now() }
  while (!create(file)) {
    const held = look(file)
    if (!held) continue
    if (held.beat !== seen.beat) seen = { beat: held.beat, since: Date.now() }
    if (!alive(held.pid) || Date.now() - seen.since > silentMs) remove(file, held)
    else await new Promise(resolve => setTimeout(resolve, pollMs))
  }
}

function create(file) {
  const own = `${file}.${process.pid}`
  fs.writeFileSync(own, String(process.pid))
  try {
    fs.linkSync(own, file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  } finally {
    fs.rmSync(own, { force: true })
  }
}

function look(file) {
  try {
    return { pid: Number(fs.readFileSync(file, 'utf8')), beat: fs.statSync(file).mtimeMs }
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Two launchers may find the same dead lock: the second must not remove the first one's new lock, so removing is itself guarded. */
function remove(file, dead) {
  const guard = `${file}.removing`
  try {
    fs.closeSync(fs.openSync(guard, 'wx'))
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    const age = Date.now() - (fs.statSync(guard, { throwIfNoEntry: false }) || { mtimeMs: Date.now() }).mtimeMs
    if (age > silentMs) fs.rmSync(guard, { force: true })
    return
  }
  const now = look(file)
  if (now && now.pid === dead.pid && now.beat === dead.beat) fs.rmSync(file, { force: true })
  fs.rmSync(guard, { force: true })
}

function touch(file) {
  try {
    fs.utimesSync(file, new Date(), new Date())
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
