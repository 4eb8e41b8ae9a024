import { z } from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const listOrMap = z.union([z.array(z.string()), z.record(z.string(), scalar)])
const command = z.union([z.string(), z.array(z.union([z.string(), z.number()])), z.null()])
const duration = z.string()

/** The parts of a service that the simulated Compose acts on; others are let through. */
export const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: z.unknown().optional(),
  container_name: z.string().optional(),
  hostname: z.string().optional(),
  command: command.optional(),
  environment: listOrMap.optional(),
  env_file: z.union([z.string(), z.array(z.union([z.string(), z.looseObject({ path: z.string() })]))]).optional(),
  labels: listOrMap.optional(),
  ports: z
    .array(
      z.union([
        z.string(),
        z.number(),
        z.looseObject({
          target: z.number(),
          published: z.union([z.string(), z.number()]).optional(),
          protocol: z.string().optional(),
          host_ip: z.string().optional(),
        }),
      ]),
    )
    .optional(),
  volumes: z
    .array(
      z.union([
        z.string(),
        z.looseObject({ type: z.string(), source: z.string().optional(), target: z.string(), read_only: z.boolean().optional() }),
      ]),
    )
    .optional(),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
  network_mode: z.string().optional(),
  depends_on: z
    .union([
      z.array(z.string()),
      z.record(z.string(), z.looseObject({ condition: z.string().optional(), required: z.boolean().optional() })),
    ])
    .optional(),
  healthcheck: z
    .looseObject({
      test: z.union([z.string(), z.array(z.string())]).optional(),
      disable: z.boolean().optional(),
      interval: duration.optional(),
      timeout: duration.optional(),
      retries: z.number().optional(),
      start_period: duration.optional(),
      start_interval: duration.optional(),
    })
    .optional(),
  restart: z.string().optional(),
  mem_limit: z.union([z.string(), z.number()]).optional(),
  deploy: z
    .looseObject({
      resources: z.looseObject({ limits: z.looseObject({ memory: z.union([z.string(), z.number()]).optional() }).optional() }).optional(),
    })
    .optional(),
  profiles: z.array(z.string()).optional(),
  pull_policy: z.string().optional(),
})

const resource = z.union([
  z.looseObject({
    name: z.string().optional(),
    external: z.boolean().optional(),
    driver: z.string().optional(),
    labels: listOrMap.optional(),
  }),
  z.null(),
])

/** A compose file. */
export const composeFileSchema = z.looseObject({
  name: z.string().optional(),
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), resource).optional(),
  volumes: z.record(z.string(), resource).optional(),
})

export type ServiceText = z.output<typeof serviceSchema>
export type ResourceText = z.output<typeof resource>

/** A list of `name=value` or a map, as a map. */
export function asMap(
  value: z.output<typeof listOrMap> | undefined,
  fallback: (name: string) => string | undefined = () => '',
): Readonly<Record<string, string>> {
  if (!value) return {}
  const pair = (text: string): readonly [string, string | undefined] => {
    const sign = text.indexOf('=')
    return sign < 0 ? [text, fallback(text)] : [text.slice(0, sign), text.slice(sign + 1)]
  }
  const pairs = Array.isArray(value)
    ? value.map(pair)
    : Object.entries(value).map(([name, one]) => [name, one === null ? fallback(name) : String(one)] as const)
  return Object.fromEntries(pairs.flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])))
}

/** Milliseconds of a duration such as `1m30s`. */
export function durationMs(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const units: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
  return [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? 's'] ?? 0),
    0,
  )
}

/** Bytes of an amount such as `512m`. */
export function amountBytes(value: string | number | undefined): number | undefined {
  if (value === undefined) return undefined
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(String(value)) ?? []
  return amount === undefined ? undefined : Math.round(Number(amount) * 1024 ** ' kmgt'.indexOf(unit.toLowerCase() || ' '))
}
