import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

const bundled = [
  'zod',
  'kysely',
  '@orpc/client',
  '@orpc/contract',
  '@orpc/openapi',
  '@orpc/server',
  '@orpc/zod',
  'yaml',
  'ws',
  'bonjour-service',
]

// An import statement reads every name of a module of Node's, and three names of `http` load all of fetch: 14 MB at every start.
const lightHttp: Plugin = {
  name: 'light-http',
  renderChunk: code =>
    code.replace(
      /^import \{ (.+) \} from "node:http";$/gm,
      (_, names: string) => `const { ${names.replaceAll(' as ', ': ')} } = process.getBuiltinModule("node:http");`,
    ),
}

// The server hands these out as they are: compressing at the first request costs more than all else of it.
const compressedBeside: Plugin = {
  name: 'compressed-beside',
  async writeBundle({ dir = '' }, bundle) {
    const names = Object.keys(bundle).filter(name => /\.(html|js|css|svg)$/.test(name))
    await Promise.all(
      names.map(async name => {
        const file = bundle[name]
        const content = Buffer.from(file?.type === 'chunk' ? file.code : (file?.source ?? ''))
        await Promise.all([
          writeFile(
            join(dir, `${name}.br`),
            await promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
          ),
          writeFile(join(dir, `${name}.gz`), await promisify(gzip)(content, { level: 9 })),
        ])
      }),
    )
  },
}

// emptyOutDir is off: a running program may still load chunks of the build it was started from; the launcher removes old ones.
export default defineConfig({
  main: {
    plugins: [lightHttp],
    build: {
      // Libraries of many small files go into the bundle, without what is not used of them: starts sooner, takes less memory.
      externalizeDeps: { exclude: bundled },
      outDir: 'out/main',
      emptyOutDir: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { main: at('electron/main/main.ts'), cli: at('electron/cli/cli.ts') },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // Source stays in memory; with a letter outside Latin it takes two bytes each. Names stay for what the log tells.
          minify: { mangle: { toplevel: false, keepNames: true }, codegen: { asciiOnly: true } },
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      emptyOutDir: false,
      reportCompressedSize: false,
      // A sandboxed preload is one CommonJS file without imports of its own.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react(), tailwindcss(), compressedBeside],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: false,
      reportCompressedSize: false,
      target: 'es2024',
      minify: true,
      // Nothing is inlined into the page, so that a policy of 'self' holds for scripts, fonts and pictures alike.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: at('renderer/index.html') },
    },
  },
})
