import type { AppError } from '../../shared/errors/app-error.ts'
import type { ClusterDoor, ClusterTask } from '../../shared/model/cluster.ts'
import type { GuestBackup, GuestConfig, GuestSnapshot, GuestType, Image, LoadPoint, PendingChange } from '../../shared/model/guest.ts'
import type { GuestSettings } from '../../shared/model/guest-settings.ts'
import type { SeenBridge, SeenCluster, SeenGuest, SeenGuestStatus } from '../../shared/model/seen-cluster.ts'
import type { NewGuest } from './cluster-words.ts'

/** A login with its secrets, made just before it is used. `code` is that of a second factor, used once. */
export type ClusterLogin =
  | { readonly method: 'password'; readonly user: string; readonly password: string; readonly code?: string }
  | { readonly method: 'token'; readonly tokenId: string; readonly secret: string }

/** All that is needed to reach a cluster: doors are tried in order, the one that answered last first. */
export interface ClusterTarget {
  /** One session is kept for each id; the same id with another target replaces it. */
  readonly id: string
  /** For error sentences. */
  readonly name: string
  readonly doors: readonly ClusterDoor[]
  readonly login: ClusterLogin
}

/** A guest where it is. */
export interface GuestPlace {
  readonly vmid: number
  readonly type: GuestType
  readonly node: string
}

/** A task that Proxmox accepted: whether it worked is told by its status only. */
export interface TaskRef {
  readonly upid: string
  readonly node: string
}

export interface TaskStatus {
  readonly state: 'running' | 'succeeded' | 'warned' | 'failed'
  /** Proxmox's words: `OK`, `WARNINGS: 1`, or why it failed. */
  readonly outcome: string
  readonly startedAt: number
  readonly type: string
  /** Why it failed as an error of the catalogue, where Proxmox's words are known: GuestLocked, StorageFull, GuestGone, VmidTaken and such. */
  readonly problem?: AppError
}

/** A line of a task's log; `number` counts from 1. */
export interface TaskLine {
  readonly number: number
  readonly text: string
}

/**
 * What can be done on one cluster. Every call logs in when needed, may be cancelled, and is sent again (3 times, with jitter)
 * only where repeating is safe. Calls that return a TaskRef were accepted, no more. A change names the digest it was decided on
 * and fails with GuestChangedMeanwhile when the guest is not so any more.
 *
 * Errors of all: ClusterUnreachable, ClusterCertificateChanged, ClusterLoginRefused, ClusterForbidden (with the privilege),
 * ClusterNoQuorum, NodeDown, ClusterRefused (with Proxmox's words), ClusterGarbled, OutcomeUnknown (a write whose answer was lost).
 */
export interface ClusterSession {
  /**
   * Three calls whatever the size: cluster status, resources and tasks; a fourth for the nodes' certificates, the first time,
   * when a node came, and after an hour.
   */
  overview(signal?: AbortSignal): Promise<SeenCluster>
  version(signal?: AbortSignal): Promise<string>
  /** Paths with the privileges the login has there, for example `/vms` → `VM.Audit`. */
  privileges(signal?: AbortSignal): Promise<Readonly<Record<string, readonly string[]>>>
  /** Makes the role, the user `mycopod@pve`, their permission on `/` and a token of that user; what is there already is kept, the token is made anew. */
  makeToken(
    role: { readonly name: string; readonly privileges: readonly string[] },
    signal?: AbortSignal,
  ): Promise<{ readonly tokenId: string; readonly secret: string }>

  bridges(node: string, signal?: AbortSignal): Promise<readonly SeenBridge[]>
  images(node: string, signal?: AbortSignal): Promise<readonly Image[]>
  backups(node: string, signal?: AbortSignal): Promise<readonly GuestBackup[]>
  nodeLoad(node: string, range: 'hour' | 'day' | 'week', signal?: AbortSignal): Promise<readonly LoadPoint[]>
  guestLoad(guest: GuestPlace, range: 'hour' | 'day' | 'week', signal?: AbortSignal): Promise<readonly LoadPoint[]>

  /** Where the guest with this number is now, by the node's own list rather than the cluster's cache. */
  find(vmid: number, signal?: AbortSignal): Promise<SeenGuest | undefined>
  /** The truth of this moment. Errors: GuestGone. */
  status(guest: GuestPlace, signal?: AbortSignal): Promise<SeenGuestStatus>
  /** The settings as they will be, with what waits for a restart. Errors: GuestGone. */
  config(guest: GuestPlace, signal?: AbortSignal): Promise<{ readonly config: GuestConfig; readonly pending: readonly PendingChange[] }>
  /** IP addresses told by the guest agent or the container, loopback and link-local left out; empty where none tells. */
  addresses(guest: GuestPlace, signal?: AbortSignal): Promise<readonly string[]>
  snapshots(guest: GuestPlace, signal?: AbortSignal): Promise<readonly GuestSnapshot[]>
  /** Where Proxmox shows the guest's screen, for a browser that is logged in there. */
  consoleUrl(guest: GuestPlace, name: string): string

  /** A number that is free at this moment; nothing is reserved. */
  freeVmid(signal?: AbortSignal): Promise<number>
  /** Errors: VmidTaken, StorageFull, and those of all. */
  create(guest: NewGuest, signal?: AbortSignal): Promise<TaskRef>
  /** `marker` becomes the copy's description. Errors: VmidTaken. */
  clone(
    source: GuestPlace,
    copy: {
      readonly vmid: number
      readonly name: string
      readonly node: string
      readonly full: boolean
      readonly storage?: string
      readonly marker: string
    },
    signal?: AbortSignal,
  ): Promise<TaskRef>
  /** Errors: GuestChangedMeanwhile, GuestLocked. Where nothing had to be waited for there is no task. */
  change(guest: GuestPlace, settings: GuestSettings, digest: string, signal?: AbortSignal): Promise<TaskRef | undefined>
  /** Drops changes that wait for a restart. */
  revert(guest: GuestPlace, fields: readonly string[], signal?: AbortSignal): Promise<void>
  /** Grows a disk to this size; Proxmox never shrinks one. */
  growDisk(guest: GuestPlace, slot: string, gib: number, digest: string, signal?: AbortSignal): Promise<TaskRef>
  moveDisk(
    guest: GuestPlace,
    slot: string,
    to: { readonly storage: string; readonly keepOld: boolean },
    digest: string,
    signal?: AbortSignal,
  ): Promise<TaskRef>
  start(guest: GuestPlace, signal?: AbortSignal): Promise<TaskRef>
  /** Switches off at once. */
  stop(guest: GuestPlace, signal?: AbortSignal): Promise<TaskRef>
  /** Asks it to end within so many seconds; then switches it off if `force`, else the task fails. */
  shutDown(guest: GuestPlace, how: { readonly seconds: number; readonly force: boolean }, signal?: AbortSignal): Promise<TaskRef>
  reboot(guest: GuestPlace, how: { readonly seconds: number }, signal?: AbortSignal): Promise<TaskRef>
  /** What stands in the way of a move to each node, in Proxmox's words; nodes without a word are free. */
  migrationCheck(
    guest: GuestPlace,
    target: string,
    signal?: AbortSignal,
  ): Promise<{ readonly running: boolean; readonly localDisks: readonly string[]; readonly refused?: string }>
  migrate(
    guest: GuestPlace,
    target: string,
    how: { readonly running: boolean; readonly withLocalDisks: boolean },
    signal?: AbortSignal,
  ): Promise<TaskRef>
  takeSnapshot(
    guest: GuestPlace,
    name: string,
    how: { readonly description: string; readonly withMemory: boolean },
    signal?: AbortSignal,
  ): Promise<TaskRef>
  rollBack(guest: GuestPlace, snapshot: string, signal?: AbortSignal): Promise<TaskRef>
  removeSnapshot(guest: GuestPlace, snapshot: string, signal?: AbortSignal): Promise<TaskRef>
  /** A container becomes one at once, without a task. */
  makeTemplate(guest: GuestPlace, signal?: AbortSignal): Promise<TaskRef | undefined>
  backUp(
    guest: GuestPlace,
    how: { readonly storage: string; readonly mode: 'snapshot' | 'suspend' | 'stop'; readonly notes: string },
    signal?: AbortSignal,
  ): Promise<TaskRef>
  /** Makes a guest of a backup; `replace` overwrites the stopped guest with that number. Errors: VmidTaken. */
  restore(
    backup: { readonly volume: string; readonly type: GuestType },
    to: { readonly vmid: number; readonly node: string; readonly storage?: string; readonly replace: boolean },
    signal?: AbortSignal,
  ): Promise<TaskRef>
  removeBackup(backup: { readonly volume: string; readonly storage: string; readonly node: string }, signal?: AbortSignal): Promise<TaskRef>
  /** Destroys a stopped guest with its disks, and what names it elsewhere. */
  remove(guest: GuestPlace, signal?: AbortSignal): Promise<TaskRef>

  task(task: TaskRef, signal?: AbortSignal): Promise<TaskStatus>
  taskLog(task: TaskRef, after: number, signal?: AbortSignal): Promise<readonly TaskLine[]>
  abortTask(task: TaskRef, signal?: AbortSignal): Promise<void>
  /** Tasks of one guest, newest first. */
  guestTasks(guest: GuestPlace, limit: number, signal?: AbortSignal): Promise<readonly ClusterTask[]>
}

/** Ways to clusters. */
export interface ClusterAccess {
  /** The session of a target; made once, kept until forgotten. Makes no connection yet. */
  session(target: ClusterTarget): ClusterSession
  /** The certificate that answers at an address, before any login: its fingerprint, and whether a known authority signed it. */
  lookAt(url: string, signal?: AbortSignal): Promise<{ readonly fingerprint: string; readonly trusted: boolean }>
  /** Tries a login on a session of its own and ends it. Errors: those of a session, ClusterCodeNeeded where a second factor is asked for. */
  tryLogin(target: ClusterTarget, signal?: AbortSignal): Promise<{ readonly version: string }>
  /** Closes the connections and forgets the target. */
  forget(id: string): void
  close(): Promise<void>
}
