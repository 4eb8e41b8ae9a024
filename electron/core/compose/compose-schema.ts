import { z } from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const text = z.union([z.string(), z.number()])
const flag = z.union([z.boolean(), z.string()])
const texts = z.union([z.string(), z.array(text)])
const pairs = z.union([z.record(z.string(), scalar), z.array(z.string())])
const command = z.union([z.string(), z.array(text), z.null()])
const namesOrMap = z.union([z.array(z.string()), z.record(z.string(), z.unknown())])

const port = z.union([
  text,
  z.looseObject({ target: text, published: text.optional(), protocol: z.string().optional(), host_ip: z.string().optional() }),
])

const mount = z.union([
  z.string(),
  z.looseObject({ type: z.string(), source: z.string().optional(), target: z.string().optional(), read_only: flag.optional() }),
])

const healthcheck = z.strictObject({
  test: z.union([z.string(), z.array(z.string())]).optional(),
  interval: text.optional(),
  timeout: text.optional(),
  retries: text.optional(),
  start_period: text.optional(),
  start_interval: text.optional(),
  disable: flag.optional(),
})

/** One service as the Compose specification has it; the parts MycoPod looks into are checked closely. */
export const serviceSchema = z.looseObject({
  image: z.string().min(1),
  container_name: z.string().optional(),
  command: command.optional(),
  entrypoint: command.optional(),
  environment: pairs.nullish(),
  env_file: z.unknown().optional(),
  labels: pairs.nullish(),
  ports: z.array(port).nullish(),
  expose: z.array(text).nullish(),
  volumes: z.array(mount).nullish(),
  networks: namesOrMap.nullish(),
  network_mode: z.string().optional(),
  depends_on: namesOrMap.nullish(),
  devices: z.array(z.union([z.string(), z.looseObject({ source: z.string() })])).nullish(),
  dns: texts.optional(),
  privileged: flag.optional(),
  healthcheck: healthcheck.nullish(),
  restart: z.string().optional(),
  user: text.optional(),
})

/** The parts of a service that MycoPod looks into, as written. */
export type ServiceFields = z.output<typeof serviceSchema>

const serviceKeys = `annotations attach blkio_config cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count
  cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy
  device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file environment expose external_links extra_hosts
  gpus group_add healthcheck hostname image init ipc isolation labels links logging mac_address mem_limit mem_reservation
  mem_swappiness memswap_limit network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start
  pre_stop privileged profiles pull_policy read_only restart runtime scale secrets security_opt shm_size stdin_open
  stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits user userns_mode uts volumes volumes_from working_dir`

/** Keys a service may have, besides those that begin with `x-`. */
export const knownServiceKeys: ReadonlySet<string> = new Set(serviceKeys.split(/\s+/))

/** Keys of the whole file, besides those that begin with `x-`. */
export const knownKeys: ReadonlySet<string> = new Set(['version', 'name', 'services', 'networks', 'volumes', 'configs', 'secrets'])

/** Keys that Compose knows and MycoPod does not take, with the reason. */
export const refusedKeys: Readonly<Record<string, string>> = {
  build: 'MycoPod builds no images: name one that is built already.',
  extends: 'There is no other file here that it could extend.',
  include: 'There is no other file here that it could include.',
  develop: 'Watching files for development is not possible here.',
}
