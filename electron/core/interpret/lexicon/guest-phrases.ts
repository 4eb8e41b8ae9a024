import { type Reading, say } from './phrase.ts'

const distributions =
  '(?:raspberry pi os|red hat enterprise linux|linux mint|ubuntu server|ubuntu|debian|alpine|fedora|arch|centos|rocky|almalinux|alma|opensuse leap|opensuse|nixos|windows server|windows|freebsd|gentoo|void|kali|devuan|rhel|amazon|oracle|haiku|openbsd|netbsd|slackware|manjaro)'

/** What is made: guests, their systems and their networks. */
export const guestPhrases: readonly Reading[] = [
  say('gpus?|uefi|secure boot|pcie?(?: passthrough)?', { kind: 'condition' }),
  say(`(?:running|runs|that runs|to run|run|with)(?= ${distributions})`, { kind: 'filler' }),
  say('vms?|virtual machines?', match => ({ kind: 'type', type: 'vm', plural: /s$/.test(match[0]) })),
  say('lxcs?(?: containers?)?|(?:linux )?containers?|cts?', match => ({ kind: 'type', type: 'lxc', plural: /s$/.test(match[0]) })),
  say('servers?|boxes|machines?|hosts?(?= called| named)|instances?|guests?|system', match => ({
    kind: 'type',
    type: 'either',
    plural: /s$/.test(match[0]),
  })),
  say(`(${distributions})(?: gnu/linux| linux)?(?:[ -]?(?:version |v)?(\\d+(?:\\.\\d+)*))?(?: lts)?`, match => ({
    kind: 'os',
    os: [(match[1] ?? '').replace('ubuntu server', 'ubuntu').replace('almalinux', 'alma').replaceAll(' ', '-'), match[2]]
      .filter(Boolean)
      .join('-'),
  })),
  say(
    '(?:which is |that is |to be )?(?:called|named|name it|named it|call it|with the names?|by the name of|name ?:|names ?:|its name is|known as)',
    { kind: 'called' },
  ),
  say('vlan(?: id| tag| number)?(?: ?[:=#])? ?(-?\\d+)', match => ({ kind: 'vlan', vlan: Number(match[1]) })),
  say('(?:on |at |to |use |using |with |listening on )?(?:the )?port(?: number)?(?: ?[:=])? ?(\\d+)', match => ({
    kind: 'port',
    port: Number(match[1]),
  })),
  say('dhcp', { kind: 'dhcp' }),
  say(
    "(?:to )?(?:auto-?)?(?:start(?:s|ed|ing)?|boot(?:s|ed|ing)?|com(?:e|es|ing)|launch(?:es)?|power(?:s|ed)? on|run(?:s)?)(?: up| it| them)?(?: up)?(?: automatically)? (?:on|at|with|upon|after|when) (?:the )?(?:(?:node|host|system|server)(?:'s)? )?(?:boots?|start-?up|reboot|power-?on)(?: ?: ?(?:yes|on|true))?",
    { kind: 'on-boot', on: true },
  ),
  say(
    '(?:start|boot|come up|starts|boots)(?: up| it)? automatically|automatically (?:start|boot)s?|onboot(?: ?[:=] ?(?:yes|on|true|1))?|auto-?start(?:s|ed|ing)?(?: ?[:=]? ?(?:on|yes|enabled|true))?|start on boot|(?:enable|activate|switch on|turn on)(?: the)? (?:auto-?start|start(?:ing)? (?:on|at) boot|onboot)',
    { kind: 'on-boot', on: true },
  ),
  say('(?:on|at) (?:boot|start-?up)', { kind: 'on-boot', on: true, bare: true }),
  say(
    '(?:off|disabled|not|never) (?:on|at) (?:boot|start-?up)|(?:no|without|disable(?: the)?|turn off|switch off) auto-?start|auto-?start ?[:=]? ?(?:off|no|disabled|false)|on ?boot ?[:=] ?(?:no|off|false|0)|start on boot ?[:=] ?(?:no|off|false)',
    { kind: 'on-boot', on: false },
  ),
]
