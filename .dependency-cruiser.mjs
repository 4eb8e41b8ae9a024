// Who may import whom. Each folder may import itself and what stands beside it here; everything else of ours is refused.
const mayImport = {
  shared: [],
  'electron/core': ['shared'],
  'electron/ports': ['shared'],
  'electron/kinds': ['electron/core', 'electron/ports', 'shared'],
  'electron/services': ['electron/core', 'electron/kinds', 'electron/ports', 'shared'],
  'electron/handlers': ['electron/services', 'shared'],
  'electron/adapters': ['electron/ports', 'shared'],
  'electron/demo': ['electron/ports', 'shared'],
  'electron/host': [
    'electron/core',
    'electron/ports',
    'electron/kinds',
    'electron/services',
    'electron/handlers',
    'electron/adapters',
    'electron/demo',
    'shared',
  ],
  'electron/server': ['electron/host', 'electron/adapters', 'shared'],
  'electron/cli': ['electron/server', 'electron/host', 'electron/adapters', 'electron/demo', 'shared'],
  'electron/main': ['electron/host', 'electron/adapters', 'shared'],
  'electron/preload': ['shared'],
  renderer: ['shared'],
}

const ours = '^(shared|electron|renderer|tests|scripts)/'
const packages = names => `^node_modules/(${names.join('|')})/`
const outsideWorld = '^(node:)?(fs|net|tls|http|https|http2|dgram|dns|child_process|os|worker_threads|timers)(/|$)'

const layers = Object.entries(mayImport).map(([folder, others]) => ({
  name: `${folder.replace('electron/', '')}-imports`,
  comment: `${folder} may import ${['itself', ...others].join(', ')}.`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { path: ours, pathNot: [folder, ...others].map(name => `^${name}/`) },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers,
    {
      name: 'adapters-stand-alone',
      comment: 'One adapter never imports another: they meet only through ports.',
      severity: 'error',
      from: { path: '^electron/adapters/([^/]+)/' },
      to: { path: '^electron/adapters/', pathNot: '^electron/adapters/$1/' },
    },
    {
      name: 'features-stand-alone',
      comment: 'One feature of the renderer never imports another: what two need lives in renderer/ui or renderer/lib.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'parts-below-features',
      comment: 'Parts and helpers know no feature and no route.',
      severity: 'error',
      from: { path: '^renderer/(ui|lib)/' },
      to: { path: '^renderer/(features|app)/' },
    },
    {
      name: 'electron-stays-in-the-shell',
      comment: 'Only main and preload import electron; everything else runs under plain Node or in a browser.',
      severity: 'error',
      from: { path: '^(shared|electron|renderer)/', pathNot: '^electron/(main|preload)/' },
      to: { path: packages(['electron']) },
    },
    {
      name: 'libraries-behind-ports',
      comment:
        'A library that reaches the outside world is known to its adapter only (and to the demo homelab, which speaks the other end).',
      severity: 'error',
      from: { path: '^(shared|electron|renderer)/', pathNot: '^electron/(adapters|demo)/' },
      to: {
        path: packages(['ssh2', 'dockerode', 'better-sqlite3', 'kysely', 'openai', 'isomorphic-git', 'bonjour-service', 'keytar', 'pino']),
      },
    },
    {
      name: 'shared-runs-anywhere',
      comment: 'shared depends on zod and the contract package only.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { pathNot: ['^shared/', packages(['zod', '@orpc/contract'])] },
    },
    {
      name: 'decisions-without-node',
      comment: 'Decisions, ports and the renderer use nothing of Node.',
      severity: 'error',
      from: { path: '^(electron/core|electron/ports|renderer)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'world-through-ports',
      comment: 'Services, kinds and handlers reach files, network, processes and time through ports.',
      severity: 'error',
      from: { path: '^electron/(services|kinds|handlers)/' },
      to: { dependencyTypes: ['core'], path: outsideWorld },
    },
    {
      name: 'installed-with-the-program',
      comment: 'What the host runs on is a dependency, not a development one.',
      severity: 'error',
      from: { path: '^(shared|electron)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: packages(['electron', '@types']) },
    },
    { name: 'no-cycles', comment: 'Imports form no circle.', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-missing', comment: 'Every import leads somewhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    // With TypeScript 7 the default parser reads nothing and reports success; tests/architecture holds this one to its word.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(out|dist|\\.cache)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.css', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
