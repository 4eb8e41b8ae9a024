// What each type of task does, in words; `%` stands for the guest or the thing.
const titles: Readonly<Record<string, string>> = {
  qmcreate: 'Creation of %',
  vzcreate: 'Creation of %',
  qmrestore: 'Restore of %',
  vzrestore: 'Restore of %',
  qmclone: 'Copy of %',
  vzclone: 'Copy of %',
  qmdestroy: 'Removal of %',
  vzdestroy: 'Removal of %',
  qmstart: 'Start of %',
  vzstart: 'Start of %',
  hastart: 'Start of %, asked of high availability',
  qmstop: 'Switching off %',
  vzstop: 'Switching off %',
  hastop: 'Stop of %, asked of high availability',
  qmshutdown: 'Shutdown of %',
  vzshutdown: 'Shutdown of %',
  hashutdown: 'Shutdown of %, asked of high availability',
  qmreboot: 'Reboot of %',
  vzreboot: 'Reboot of %',
  qmreset: 'Reset of %',
  qmpause: 'Pause of %',
  qmsuspend: 'Suspension of %',
  vzsuspend: 'Suspension of %',
  qmresume: 'Resumption of %',
  vzresume: 'Resumption of %',
  qmconfig: 'Change of %',
  vzconfig: 'Change of %',
  resize: 'Growing a disk of %',
  qmmove: 'Moving a disk of %',
  move_volume: 'Moving a disk of %',
  qmmigrate: 'Move of % to another node',
  qmigrate: 'Move of % to another node',
  vzmigrate: 'Move of % to another node',
  hamigrate: 'Move of % to another node, asked of high availability',
  qmsnapshot: 'Snapshot of %',
  vzsnapshot: 'Snapshot of %',
  qmrollback: 'Going back to a snapshot of %',
  vzrollback: 'Going back to a snapshot of %',
  qmdelsnapshot: 'Removal of a snapshot of %',
  vzdelsnapshot: 'Removal of a snapshot of %',
  qmtemplate: 'Making % a template',
  vztemplate: 'Making % a template',
  vzdump: 'Backup of %',
  vncproxy: 'Screen of %',
  spiceproxy: 'Screen of %',
  termproxy: 'Terminal of %',
  vzconsole: 'Terminal of %',
  vncshell: 'Shell of the node',
  imgcopy: 'Upload of a file',
  imgdel: 'Removal of a volume of %',
  download: 'Download of a file',
  startall: 'Start of all guests',
  stopall: 'Shutdown of all guests',
  suspendall: 'Suspension of all guests',
  migrateall: 'Move of all guests',
  aptupdate: 'Looking for updates',
  srvreload: 'Reload of %',
  srvrestart: 'Restart of %',
  srvstart: 'Start of %',
  srvstop: 'Stop of %',
  srvnetworkreload: 'Reload of the network',
  clustercreate: 'Creation of the cluster',
  clusterjoin: 'Joining the cluster',
  zfscreate: 'Creation of the pool %',
  lvmthincreate: 'Creation of the pool %',
  dircreate: 'Creation of the storage %',
  diskinit: 'Preparation of a disk',
  acmenewcert: 'Order of a certificate',
  acmerenew: 'Renewal of a certificate',
}

/** A phrase for a task, for example "Snapshot of db-1"; types that nobody knew when this was written keep Proxmox's word. */
export function taskTitle(type: string, subject: string | undefined): string {
  const title = titles[type]
  if (title === undefined) return subject === undefined ? type : `${type} of ${subject}`
  if (type === 'vzdump' && subject === undefined) return 'Backup of guests'
  return title.replace('%', () => subject ?? 'a guest')
}

/** The guest or thing a task names: numbers become names where they are known, `200@local` is the guest 200. */
export function taskSubject(id: string | undefined, nameOf: (vmid: number) => string | undefined): { vmid?: number; subject?: string } {
  if (id === undefined || id === '') return {}
  const number = /^(\d{3,9})(?:@.*)?$/.exec(id)?.[1]
  if (number === undefined) return { subject: id }
  const vmid = Number(number)
  return { vmid, subject: nameOf(vmid) ?? number }
}
